"""A new mail address: it counts once its own mailbox has confirmed it, and the old one is told.

What is asked for stands in the link alone, signed: nothing is kept of an address that nobody confirms, and the link
holds only as long as the address that it replaces. Until then the mailbox may be anybody's, by a typing error: what
goes there neither opens the registration nor tells how it stands.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.limits import require
from events_service.database import Database
from events_service.mail import outbox
from events_service.programme.finding import get_any_event
from events_service.registrations import limits
from events_service.registrations.finding import UnknownRegistration, get_registration
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.letters.writing import Apart, write_letter
from events_service.registrations.places.change import change
from events_service.registrations.records import Changes, Registration
from events_service.secrets import as_octets, as_text, equal, signed
from events_service.settings import Settings
from events_service.web.errors import Refusal
from events_service.web.i18n import N_

HOLDS = timedelta(hours=48)


class AddressLinkSpent(Refusal):
    """The link is too old, was changed, or belongs to an address that was replaced since."""

    status = 409
    slug = "address-link-spent"
    message = N_("This link to confirm an address no longer holds. Ask for the change once more on your page.")


class Wish(Struct, frozen=True, kw_only=True, array_like=True):
    """What a link stands for: whose address, the new one, and until when.

    `old` is a keyed digest of the address to be replaced: the new mailbox may be a stranger's.
    """

    registration: UUID
    old: bytes
    new: str
    until: datetime


def sign(settings: Settings, wish: Wish) -> str:
    """Give the signed text of a wish; it opens nothing but the question whether the address is to count."""
    content = msgspec.json.encode(wish)
    return as_text(_mark(settings, content) + content)


def read(settings: Settings, text: str, now: datetime) -> Wish:
    """Read a wish that we signed and whose time is not over. Raises AddressLinkSpent."""
    try:
        octets = as_octets(text)
        mark, content = octets[:32], octets[32:]
        if not equal(mark, _mark(settings, content)):
            raise AddressLinkSpent
        wish = msgspec.json.decode(content, type=Wish)
    except (ValueError, msgspec.DecodeError) as error:
        raise AddressLinkSpent from error
    if wish.until <= now:
        raise AddressLinkSpent
    return wish


async def find(session: AsyncSession, settings: Settings, text: str, now: datetime) -> tuple[Wish, Registration]:
    """Give the wish behind a link, and whose it is, as long as it holds or was fulfilled. Raises AddressLinkSpent."""
    wish = read(settings, text, now)
    try:
        registration = await get_registration(session, wish.registration)
    except UnknownRegistration as error:
        raise AddressLinkSpent from error
    replaces = equal(wish.old, _digest(settings, registration.email))
    if not replaces and registration.email != wish.new:
        raise AddressLinkSpent
    return wish, registration


def _mark(settings: Settings, content: bytes) -> bytes:
    return signed(settings.secret_key, "new-address", content)


def _digest(settings: Settings, email: str) -> bytes:
    return signed(settings.secret_key, "old-address", email.encode())


async def ask(database: Database, settings: Settings, registration: Registration, email: str, *, now: datetime) -> None:
    """Mail a link to the new address; whether it is known to the event shows only there. Raises TooOften."""
    wish = Wish(
        registration=registration.id,
        old=_digest(settings, registration.email),
        new=email,
        until=now.astimezone(UTC) + HOLDS,
    )
    link = f"{settings.base_url}/address/{sign(settings, wish)}"
    async with database.transaction() as session:
        await require(session, limits.LINKS_TO_ONE_MAILBOX, f"{registration.event}:{registration.email}", now)
        await require(session, limits.TO_ONE_MAILBOX, email, now)
        found = await get_any_event(session, registration.event)
        apart = Apart(link=link, link_until=wish.until)
        letter = write_letter(Occasion.ADDRESS_CHANGE, found, registration, settings, apart)
        await outbox.queue(session, replace(letter, recipient=email), sender=settings.mail_from, now=now)


async def take(database: Database, settings: Settings, text: str, *, now: datetime) -> None:
    """Let a confirmed address count, and tell the old one, without a link that opens anything.

    Raises AddressLinkSpent, and what `change` raises.
    """
    async with database.reading() as session:
        wish, registration = await find(session, settings, text, now)
    if registration.email == wish.new:
        return
    await change(database, settings, registration.id, Changes(email=wish.new), now=now)
    async with database.transaction() as session:
        found = await get_any_event(session, registration.event)
        changed = await get_registration(session, registration.id)
        letter = write_letter(Occasion.ADDRESS_CHANGED, found, changed, settings)
        await outbox.queue(session, replace(letter, recipient=registration.email), sender=settings.mail_from, now=now)
