"""Messages as they travel (RFC 5322): composed of letters when they leave, completed then, copied when resent."""

import email
from collections.abc import Iterable
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from uuid import UUID

import msgspec
from msgspec import Struct

from events_service.mail.headers import POLICY, mailbox, mailbox_of, text
from events_service.mail.records import Attachment, Letter, Mailbox
from events_service.mailboxes import ascii_address
from events_service.web.emblem import emblem_png


class Sealed(Struct, frozen=True, kw_only=True):
    """A letter and the sender's address that stood in the settings when it was written."""

    letter: Letter
    sender: str


_opener = msgspec.msgpack.Decoder(Sealed)


def seal(letter: Letter, sender: str) -> bytes:
    """Keep a letter as bytes until it leaves: to compose takes fifty times as long, and its writer holds a lock.

    Raises UnicodeEncodeError for an address that no message can bear, while its writer can still say so.
    """
    letter.recipient.encode("ascii")
    return msgspec.msgpack.encode(Sealed(letter=letter, sender=sender))


def compose_sealed(octets: bytes, *, id_: UUID, now: datetime, sender: str | None = None) -> bytes:
    """Write a letter that was kept under an id, at a moment, as the message; `sender` replaces the one kept with it."""
    sealed = _opener.decode(octets)
    sender = sender or sealed.sender
    return compose(sealed.letter, sender=sender, message_id=made_id(id_, sender), now=now)


def compose(letter: Letter, *, sender: str, message_id: str, now: datetime) -> bytes:
    """Write a letter as a message: text, HTML and calendar as alternatives, then the attachments."""
    message = EmailMessage(policy=POLICY)
    message["From"] = mailbox_of("From", sender)
    message["To"] = mailbox("To", letter.recipient_name, letter.recipient)
    message["Subject"] = text("Subject", letter.subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    if letter.registration:
        # The thread's root is a message that nobody has: mail programs gather by it all the same (RFC 5322 §3.6.4).
        message["References"] = made_id(letter.registration, sender)
    if letter.reply_to:
        message["Reply-To"] = ascii_address(letter.reply_to)
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    if "cid:emblem" in letter.html:
        html = message.get_body(("html",))
        if html is not None:
            html.add_related(emblem_png(), "image", "png", cid="<emblem>", disposition="inline", filename="emblem.png")
    if letter.calendar is not None:
        message.add_alternative(
            letter.calendar,
            maintype="text",
            subtype="calendar",
            cte="base64",
            params={"method": letter.method, "charset": "UTF-8"},
        )
    _attach(message, letter.attachments)
    # Last of all: whatever sets a message's content drops or moves the headers of what was there before.
    message["Content-Language"] = letter.language
    return message.as_bytes()


def completed(octets: bytes, attachments: Iterable[Attachment]) -> bytes:
    """Give a message with further attachments."""
    attachments = tuple(attachments)
    if not attachments:
        return octets
    message = parsed(octets)
    _attach(message, attachments)
    return message.as_bytes()


def coming_from(octets: bytes, sender: str) -> bytes:
    """Give a message with a sender; one that has it already stays the same to the byte."""
    message = parsed(octets)
    written = mailbox_of("From", sender)
    if dict(message.raw_items())["From"] == written:
        return octets
    message.replace_header("From", written)
    return message.as_bytes()


def copied(octets: bytes, *, sender: str, to: Mailbox | None, message_id: str, now: datetime) -> bytes:
    """Give a message that is sent anew: under its old Message-ID it would be dropped as a double.

    It goes `to` another mailbox where one is given.
    """
    message = parsed(octets)
    if to is not None:
        message.replace_header("To", mailbox("To", to.name, to.address))
    message.replace_header("From", mailbox_of("From", sender))
    message.replace_header("Message-ID", message_id)
    message.replace_header("Date", format_datetime(now))
    return message.as_bytes()


def parsed(octets: bytes) -> EmailMessage:
    """Read a message that `compose` wrote."""
    return email.message_from_bytes(octets, policy=POLICY)


def sender_of(octets: bytes) -> str:
    """Give the bare address that a message comes from, for the envelope."""
    return parseaddr(str(parsed(octets)["From"]))[1]


def made_id(id_: UUID, sender: str) -> str:
    """Make a Message-ID of a mail's or a registration's id; it says nothing of either."""
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    return f"<{id_}@{domain}>"


def _attach(message: EmailMessage, attachments: Iterable[Attachment]) -> None:
    for attachment in attachments:
        maintype, _, subtype = attachment.media_type.partition("/")
        message.add_attachment(attachment.content, maintype=maintype, subtype=subtype, filename=attachment.name)
