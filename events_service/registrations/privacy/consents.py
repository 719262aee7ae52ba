"""Consents that change: photos are a choice at any time; special needs are told with one, and removed without it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from events_service import audit
from events_service.database import Database
from events_service.programme.finding import FoundEvent, found_of
from events_service.registrations.asking.application import NEEDS_CONSENT, SENTENCES
from events_service.registrations.holding import hold
from events_service.registrations.privacy.special_needs import SpecialNeeds, decrypt, encrypt
from events_service.registrations.records import NeedsText, Status
from events_service.registrations.refusals import AlreadyCancelled, EventOver
from events_service.registrations.tables import RegistrationRow
from events_service.registrations.window import is_over
from events_service.settings import Settings
from events_service.web.decoding import convert
from events_service.web.errors import FaultyFields, FieldFault, Refusal


class KeptNeeds(Struct, frozen=True, kw_only=True):
    """Whether special needs are kept, or when they were removed; both empty where none were ever told."""

    kept: bool
    removed_at: datetime | None


class AgreedTo(Struct, frozen=True, kw_only=True):
    """What a participant agrees to from now on, and the needs `told` with it; None: only the consents were asked."""

    photos: bool
    special_needs: bool
    told: SpecialNeeds | None = None


class _SentNeeds(Struct, frozen=True, kw_only=True):
    """Special needs under the names that they have on every form."""

    dietary_needs: NeedsText | None = None
    access_needs: NeedsText | None = None


async def kept_needs(database: Database, id_: UUID) -> KeptNeeds:
    """Tell whether special needs are kept under a registration, without a look at them."""
    async with database.reading() as session:
        row = await session.get_one(RegistrationRow, id_)
        kept = row.special_needs is not None
        return KeptNeeds(kept=kept, removed_at=None if kept else row.needs_removed_at)


async def own_needs(database: Database, settings: Settings, id_: UUID) -> SpecialNeeds:
    """Give the special needs kept under a registration, for the eyes of its holder alone."""
    async with database.reading() as session:
        row = await session.get_one(RegistrationRow, id_)
        return decrypt(row.special_needs, secret_key=settings.secret_key, registration=id_)


def decode_needs(received: Mapping[str, Any]) -> SpecialNeeds:
    """Decode special needs as `dietary_needs` and `access_needs`. Raises FaultyFields."""
    sent = convert(received, _SentNeeds, SENTENCES)
    return SpecialNeeds(dietary=sent.dietary_needs, access=sent.access_needs)


def needs_refusal(found: FoundEvent, status: Status, now: datetime) -> Refusal | None:
    """Give why nobody can tell special needs under a registration any more, or None where one can."""
    if status is Status.CANCELLED:
        return AlreadyCancelled()
    return EventOver() if is_over(found, now) else None


def needs_from_now(kept: SpecialNeeds, told: SpecialNeeds | None, *, agreed: bool) -> SpecialNeeds:
    """Decide which needs are kept from now on; `told` None: only the consent was asked.

    Whoever takes the consent back may leave in the fields what was kept. Raises FaultyFields where something else is
    told without the consent.
    """
    same = told is None or _words(told) == _words(kept)
    if agreed:
        return kept if told is None or same else told
    if not same and told != SpecialNeeds():
        raise FaultyFields([FieldFault("special_needs", NEEDS_CONSENT)])
    return SpecialNeeds()


def _words(needs: SpecialNeeds) -> list[list[str]]:
    """Give the words alone: a field of one line shows a text without the line breaks that it may have."""
    return [(text or "").split() for text in (needs.dietary, needs.access)]


async def choose_consents(
    database: Database, settings: Settings, id_: UUID, agreed: AgreedTo, *, now: datetime
) -> None:
    """Keep what a participant agrees to from now on, after the event as well, and until its end the needs they told.

    Without the consent to special needs (GDPR Art. 7(3)) they are removed at once; giving it brings nothing back.
    Raises UnknownRegistration, AlreadyCancelled, EventOver, FaultyFields.
    """
    async with database.transaction() as session:
        event, row = await hold(session, id_, None)
        kept = decrypt(row.special_needs, secret_key=settings.secret_key, registration=id_)
        needs = needs_from_now(kept, agreed.told, agreed=agreed.special_needs)
        keeps = needs != SpecialNeeds()
        if keeps and needs != kept:
            refusal = needs_refusal(await found_of(session, event), row.status, now)
            if refusal:
                raise refusal
        chosen = replace(row.consents, photos=agreed.photos, special_needs=keeps)
        if chosen == row.consents and needs == kept:
            return
        if needs != kept:
            row.special_needs = encrypt(needs, secret_key=settings.secret_key, registration=id_)
            row.needs_removed_at = None if keeps else now
        row.consents, row.changed_at = chosen, now
        await audit.append(
            session,
            audit.Entry(
                at=now,
                actor="participant",
                action="registration.consents",
                subject=f"registration:{id_}",
                facts={"photos": str(agreed.photos).lower(), "special_needs": str(keeps).lower()},
            ),
        )
