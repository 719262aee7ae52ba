"""What goes into the outbox, and what became of it."""

from collections.abc import Awaitable, Callable
from enum import Enum
from uuid import UUID

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession


class MailStatus(Enum):
    """Where a mail stands: a waiting one is tried until a server takes it; a refused one needs somebody to act."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Verdict(Enum):
    """What a server's answer means: taken; refused for good; not now; or the server itself cannot be worked with.

    UNANSWERED: it was handed the mail, and nobody heard whether it took it.
    """

    TAKEN = "taken"
    REFUSED = "refused"
    POSTPONED = "postponed"
    UNANSWERED = "unanswered"
    UNREACHABLE = "unreachable"


class MailKind(Enum):
    """Why a mail is written: to a participant, to who is invited, to who reviews records, to whoever signs in."""

    CONFIRM_ADDRESS = "confirm_address"
    RECEIVED = "received"
    ALREADY_REGISTERED = "already_registered"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    OFFER_EXPIRED = "offer_expired"
    OFFER_WITHDRAWN = "offer_withdrawn"
    PROMOTED = "promoted"
    SESSION_PLACE = "session_place"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    LINK = "link"
    ADDRESS_CHANGE = "address_change"
    ADDRESS_CHANGED = "address_changed"
    REMINDER = "reminder"
    THANKS = "thanks"
    GROUP = "group"
    TEST = "test"
    PROGRAMME_CHANGED = "programme_changed"
    PROGRAMME_RELEASED = "programme_released"
    MOVED = "moved"
    PLACE_CHANGED = "place_changed"
    JOINING_CHANGED = "joining_changed"
    SESSION_CANCELLED = "session_cancelled"
    SESSION_BACK = "session_back"
    POSTPONED = "postponed"
    CALLED_OFF = "called_off"
    TAKES_PLACE = "takes_place"
    STILL_WAITING = "still_waiting"
    INVITATION_LETTER = "invitation_letter"
    VISA_LETTER_GRANTED = "visa_letter_granted"
    VISA_LETTER_DECLINED = "visa_letter_declined"
    ERASED = "erased"
    INVITATION = "invitation"
    INVITATIONS = "invitations"
    INVITATION_LINK = "invitation_link"
    WILL_NOT_COME = "will_not_come"
    RECORD_SUBMITTED = "record_submitted"
    RECORD_RETURNED = "record_returned"
    RECORD_APPROVED = "record_approved"
    COLLEAGUE = "colleague"
    DATE_POLL = "date_poll"
    SPEAKER = "speaker"
    SIGN_IN = "sign_in"


class Enclosure(Enum):
    """A document that is made for its reader when the mail leaves, and so is up to date and burdens no registration."""

    BADGE = "badge"
    CERTIFICATE = "certificate"
    INVITATION_LETTER = "invitation_letter"


class Attachment(Struct, frozen=True, kw_only=True):
    """A file that goes with a mail; `media_type` such as application/pdf."""

    name: str
    media_type: str
    content: bytes


Enclose = Callable[[Enclosure, UUID], Awaitable[Attachment | None]]
"""Makes a document for a registration, or gives None where there is none to have (any more)."""


class Mailbox(Struct, frozen=True, kw_only=True):
    """Whom a mail is for: a name, and the address as mail servers know it."""

    name: str
    address: str


FindMailbox = Callable[[AsyncSession, UUID, str], Awaitable[Mailbox | None]]
"""Gives where a mail of a kind on a registration goes by now, or None where it keeps its own address."""


class Letter(Struct, frozen=True, kw_only=True):
    """A mail before it is put into the outbox.

    `calendar` is an iTIP message (RFC 5546) and `method` its METHOD, sent as an alternative so that mail programs
    show their buttons. `unsubscribe` is an address that ends such mails at one click (RFC 8058); `batch` the writing to
    a group that it is part of. All mails on one registration are one thread.
    """

    kind: MailKind
    recipient: str
    recipient_name: str
    subject: str
    text: str
    html: str
    language: str
    reply_to: str | None = None
    calendar: bytes | None = None
    method: str = "REQUEST"
    attachments: tuple[Attachment, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    unsubscribe: str | None = None
    event: str | None = None
    registration: UUID | None = None
    batch: UUID | None = None
    secret: bool = False
