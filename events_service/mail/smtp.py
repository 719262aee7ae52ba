"""SMTP: the server that EVENTS_SMTP_URL names, a connection to it, and what its answers mean for a mail."""

import asyncio
import contextlib
from enum import Enum
from ipaddress import ip_address
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote, urlsplit

import aiosmtplib
from msgspec import Struct

from events_service.complete import for_each
from events_service.mail.records import Verdict


class Security(Enum):
    """How the way to the server is encrypted, as the scheme of its URL."""

    STARTTLS = "smtp+starttls"
    TLS = "smtps"
    OFFERED = "smtp"


PORTS = for_each(Security, {Security.STARTTLS: 587, Security.TLS: 465, Security.OFFERED: 25})
STEP_SECONDS = 30
"""How long a server may take to answer one command."""

MESSAGE_SECONDS = 90
"""How long handing over one message may take in all."""

FAULTS = (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError)
SERVER_CLOSES = 421
MESSAGE_TOO_BIG = 552


class Answer(Struct, frozen=True, kw_only=True):
    """What came of handing over a mail, and the server's own words."""

    verdict: Verdict
    text: str


class Server(Struct, frozen=True, kw_only=True):
    """A mail server. `start_tls` None: encrypted if it offers that (RFC 3207); certificates are always checked."""

    host: str
    port: int
    use_tls: bool
    start_tls: bool | None
    username: str | None
    password: str | None


def server_of(url: str) -> Server:
    """Read a URL such as smtp://user:password@mail.example.org:587, its parts percent-encoded where they must be.

    A password never leaves in clear text for another machine. The settings have checked the URL.
    """
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    start_tls: bool | None = None
    if parts.scheme == "smtps":
        start_tls = False
    elif parts.scheme == "smtp+starttls" or (parts.username is not None and not _is_this_machine(host)):
        start_tls = True
    return Server(
        host=host,
        port=parts.port or PORTS[Security(parts.scheme)],
        use_tls=parts.scheme == "smtps",
        start_tls=start_tls,
        username=None if parts.username is None else unquote(parts.username),
        password=None if parts.password is None else unquote(parts.password),
    )


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Client(aiosmtplib.SMTP):
    """Remembers whether the message itself was begun to be sent, after which a server may have taken it."""

    begun = False

    async def data(self, *arguments: Any, **options: Any) -> aiosmtplib.SMTPResponse:
        """Send the message."""
        self.begun = True
        return await super().data(*arguments, **options)


def client_of(server: Server, seconds: float) -> Client:
    """Make a client that is not connected yet; a server may take so many seconds for each step."""
    return Client(
        hostname=server.host,
        port=server.port,
        use_tls=server.use_tls,
        start_tls=server.start_tls,
        username=server.username,
        password=server.password,
        timeout=seconds,
    )


class Connection:
    """A connection that is opened for the first mail, used for all that follow, and opened again after a break."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._client: Client | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._client is not None:
            with contextlib.suppress(*FAULTS):
                await asyncio.wait_for(self._client.quit(), 5)
        self._drop()

    async def ready(self) -> Answer | None:
        """Connect and sign in where that has not happened; give what is in the way, or None."""
        try:
            await self._open()
        except FAULTS as error:
            return Answer(verdict=Verdict.UNREACHABLE, text=words_of(error))
        return None

    async def hand_over(self, sender: str, recipient: str, octets: bytes) -> Answer:
        """Hand over one message and give what came of it."""
        try:
            client = await self._open()
        except FAULTS as error:
            return Answer(verdict=Verdict.UNREACHABLE, text=words_of(error))
        client.begun = False
        try:
            async with asyncio.timeout(MESSAGE_SECONDS):
                _, words = await client.sendmail(sender, [recipient], octets)
        except FAULTS as error:
            if _breaks_off(error):
                self._drop()
            if client.begun and not isinstance(error, aiosmtplib.SMTPResponseException):
                return Answer(verdict=Verdict.UNANSWERED, text=words_of(error))
            return _meaning(error)
        return Answer(verdict=Verdict.TAKEN, text=words)

    async def _open(self) -> Client:
        if self._client is not None and self._client.is_connected:
            return self._client
        client = client_of(self._server, STEP_SECONDS)
        try:
            await client.connect()
        except FAULTS:
            client.close()
            raise
        self._client = client
        return client

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None


def _meaning(error: Exception) -> Answer:
    """Tell the fault of one mail from the server's: 4xx is not now, 5xx is never (RFC 5321 §4.2.1)."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        error = error.recipients[0]
    if isinstance(error, aiosmtplib.SMTPSenderRefused) and error.code != MESSAGE_TOO_BIG:
        # All mails have the same sender: whoever runs the service has to act, and no mail is given up for it.
        return Answer(verdict=Verdict.UNREACHABLE, text=words_of(error))
    if isinstance(error, aiosmtplib.SMTPResponseException) and error.code >= 500:
        return Answer(verdict=Verdict.REFUSED, text=words_of(error))
    if isinstance(error, ValueError) and not isinstance(error, aiosmtplib.SMTPException):
        return Answer(verdict=Verdict.REFUSED, text=words_of(error))  # an address that cannot be sent to at all
    return Answer(verdict=Verdict.POSTPONED, text=words_of(error))


def _breaks_off(error: Exception) -> bool:
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return error.recipients[0].code == SERVER_CLOSES
    return not isinstance(error, aiosmtplib.SMTPResponseException) or error.code == SERVER_CLOSES


def words_of(error: Exception) -> str:
    """Give what a server answered, with its code, or what our side says where it answered nothing; on one line."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {' '.join(error.message.split())}"
    return " ".join(str(error).split()) or type(error).__name__
