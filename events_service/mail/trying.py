"""Try a mail server out: one message to who asks, and in plain words what the server answered and what to do."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from enum import Enum
from uuid import uuid4

import aiosmtplib
from msgspec import Struct

from events_service.access.limits import Limit, require
from events_service.access.records import Account
from events_service.complete import for_each
from events_service.database import Database
from events_service.mail.composing import made_id, sender_of
from events_service.mail.headers import POLICY, mailbox, mailbox_of, text
from events_service.mail.smtp import FAULTS, client_of, server_of, words_of
from events_service.web.i18n import N_, gettext

SECONDS = 10.0
"""How long a server may take for each step; whoever asks waits before the page."""

TRIALS_OF_ONE = Limit(name="mail-test", most=20, span=timedelta(minutes=30))

SIGN_IN_FIRST = 530
"""What a server answers to whoever has not signed in (RFC 4954 §6)."""


class Outcome(Enum):
    """What came of it."""

    TAKEN = "taken"
    UNKNOWN_HOST = "unknown_host"
    NOBODY_LISTENS = "nobody_listens"
    TIMED_OUT = "timed_out"
    CERTIFICATE = "certificate"
    NO_ENCRYPTION = "no_encryption"
    WRONG_LOGIN = "wrong_login"
    SIGN_IN_NEEDED = "sign_in_needed"
    SENDER_REFUSED = "sender_refused"
    REFUSED = "refused"
    BROKEN_OFF = "broken_off"


SENTENCES = for_each(
    Outcome,
    {
        Outcome.TAKEN: N_("The server took the test mail. Look whether it arrived, among the unwanted ones, too."),
        Outcome.UNKNOWN_HOST: N_("There is no server of this name. Check how it is written."),
        Outcome.NOBODY_LISTENS: N_("The server takes no mail at this port. Check the port: 587, 465 and 25 are usual."),
        Outcome.TIMED_OUT: N_(
            "The server did not answer in time. Check name and port; perhaps a firewall lets nothing through to it."
        ),
        Outcome.CERTIFICATE: N_(
            "The server's certificate is not good for this name, so nothing was sent. Write the name as it stands in"
            " the certificate, or ask whoever runs the server."
        ),
        Outcome.NO_ENCRYPTION: N_(
            "The server does not offer this encryption at this port, so nothing was sent. Choose the other kind, or"
            " another port."
        ),
        Outcome.WRONG_LOGIN: N_("The server does not take this user and password. Type both again."),
        Outcome.SIGN_IN_NEEDED: N_("The server takes mail only from who signs in. Fill in user and password."),
        Outcome.SENDER_REFUSED: N_("The server takes no mail from this sender. Write an address that belongs to it."),
        Outcome.REFUSED: N_("The server refused the mail. Its own words say why:"),
        Outcome.BROKEN_OFF: N_("The server broke off. Its own words, if there are any, say why:"),
    },
)


class Tried(Struct, frozen=True, kw_only=True):
    """What came of trying, and the server's own words, which may be none."""

    outcome: Outcome
    words: str

    @property
    def sentence(self) -> str:
        """Say it, and what to do."""
        return gettext(SENTENCES[self.outcome])


async def require_few_trials(database: Database, account: Account, now: datetime) -> None:
    """Count that somebody tries the server out. Raises TooOften."""
    async with database.transaction() as session:
        await require(session, TRIALS_OF_ONE, str(account.id), now)


async def try_out(
    url: str, *, sender: str, name: str, recipient: str, now: datetime, seconds: float = SECONDS
) -> Tried:
    """Send a test message to whoever asks for it, over a connection of its own; nothing of it is kept."""
    message = _message(sender, name, recipient, now)
    client = client_of(server_of(url), seconds)
    try:
        async with asyncio.timeout(3 * seconds):
            await client.connect()
            _, words = await client.sendmail(sender_of(message), [recipient], message)
    except FAULTS as error:
        return Tried(outcome=_outcome(error), words=_words(error))
    finally:
        with contextlib.suppress(*FAULTS):
            client.close()
    return Tried(outcome=Outcome.TAKEN, words=words)


def _message(sender: str, name: str, recipient: str, now: datetime) -> bytes:
    message = EmailMessage(policy=POLICY)
    message["From"] = mailbox_of("From", sender)
    message["To"] = mailbox("To", name, recipient)
    message["Subject"] = text("Subject", gettext("Test of the mail server"))
    message["Date"] = format_datetime(now)
    message["Message-ID"] = made_id(uuid4(), sender)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(
        gettext("This is the test mail that you asked for. It arrived, and so will those of your events.")
    )
    return message.as_bytes()


def _outcome(error: BaseException) -> Outcome:
    """Tell what an error means, by itself and by what caused it."""
    for each in _causes(error):
        if isinstance(each, aiosmtplib.SMTPRecipientsRefused):
            return _answered(each.recipients[0])
        if isinstance(each, aiosmtplib.SMTPResponseException):
            return _answered(each)
        for kind, outcome in _MEANINGS:
            if isinstance(each, kind):
                return outcome
    if any(isinstance(each, TimeoutError) for each in _causes(error)):
        return Outcome.TIMED_OUT
    return Outcome.NO_ENCRYPTION if "STARTTLS" in str(error) else Outcome.BROKEN_OFF


_MEANINGS = (
    (socket.gaierror, Outcome.UNKNOWN_HOST),
    (ssl.SSLCertVerificationError, Outcome.CERTIFICATE),
    (ssl.SSLError, Outcome.NO_ENCRYPTION),
    (ConnectionRefusedError, Outcome.NOBODY_LISTENS),
)
"""What kinds of errors mean, the narrower first."""


def _answered(error: aiosmtplib.SMTPResponseException) -> Outcome:
    if error.code == SIGN_IN_FIRST:
        return Outcome.SIGN_IN_NEEDED
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return Outcome.WRONG_LOGIN
    return Outcome.SENDER_REFUSED if isinstance(error, aiosmtplib.SMTPSenderRefused) else Outcome.REFUSED


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _words(error: Exception) -> str:
    """Give the server's words; what our side says of a connection that never was is none of them."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        error = error.recipients[0]
    return words_of(error) if isinstance(error, aiosmtplib.SMTPResponseException) else ""
