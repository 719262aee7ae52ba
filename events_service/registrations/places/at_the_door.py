"""Enter somebody who came without a registration: a fact that happened, which no full house can refuse."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select

from events_service.access.door_helpers import Keeper
from events_service.access.records import Account
from events_service.database import Database
from events_service.programme.finding import FoundEvent
from events_service.programme.records import Country
from events_service.registrations.finding import get_registration
from events_service.registrations.holding import Held, held_by, lock
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.decided import Decided
from events_service.registrations.places.deciding import examine
from events_service.registrations.places.entering import enter_first, entry_of
from events_service.registrations.places.settling import settle
from events_service.registrations.records import (
    Application,
    Category,
    Consents,
    Name,
    Organisation,
    Registration,
    Status,
)
from events_service.registrations.refusals import KeyUsedDifferently
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings
from events_service.uniqueness import refusing
from events_service.web.errors import FaultyFields, Refusal
from events_service.web.i18n import N_

ONE_OF_A_CODE = "uq_registrations_badge_code"


class BadgeTaken(Refusal):
    """A badge is somebody else's."""

    status = 409
    slug = "badge-taken"
    message = N_("This badge is somebody else’s already. Take another spare badge.")


class Newcomer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who stands at the door, in as few words as the record needs.

    `id` is the device's own, `badge_code` that of the badge in their hands. They are shown the privacy notice there,
    and asked whether they may be in photos.
    """

    id: UUID
    first_name: Name
    last_name: Name
    organisation: Organisation
    country: Country
    category: Category
    badge_code: str
    photos: bool = False


def decide_at_the_door(found: FoundEvent, coming: Newcomer, language: str, *, vouched: bool) -> Decided:
    """Decide how somebody arrives who is there: in line for a seat, with no mailbox and no session chosen.

    `vouched`: an organiser says that they are of the partners, if they say so. Raises FaultyFields for what the event
    does not know.
    """
    application = Application(
        first_name=coming.first_name,
        last_name=coming.last_name,
        email="",
        organisation=coming.organisation,
        country=coming.country,
        category=coming.category,
        language=language,
        attendance_mode=found.event.attendance_modes[0],
        consents=Consents(privacy_notice=True, photos=coming.photos),
    )
    faults, first = examine(found, application, by_organiser=True)
    if faults:
        raise FaultyFields(faults)
    # Nobody is known by an empty mailbox, so each has a key of the own id.
    own = replace(first, email_folded=f"door:{coming.id}", proof=first.proof if vouched else None)
    return Decided(status=Status.WAITLISTED, first=own, colleagues=(), link=None, confirm_by=None)


async def enter_at_the_door(
    database: Database,
    settings: Settings,
    event_key: str,
    coming: Newcomer,
    *,
    keeper: Keeper,
    now: datetime,
) -> Registration:
    """Enter somebody who came, once for each id; sent again, it gives the same registration and changes nothing.

    An account at the door vouches for who says to be of the partners, a helper does not.

    Raises UnknownEvent, FaultyFields, BadgeTaken; KeyUsedDifferently for somebody else under the same id.
    """
    once = f"door {coming.id}"
    with refusing(ONE_OF_A_CODE, BadgeTaken()):
        async with database.transaction() as session:
            event = await lock(session, event_key)
            row = await session.scalar(
                select(RegistrationRow).where(
                    RegistrationRow.event_key == event_key, RegistrationRow.idempotency_key == once
                )
            )
            held = await held_by(session, settings, event, now, keeper.actor)
            if row is None:
                row = await _enter(held, coming, once, vouched=isinstance(keeper, Account))
            elif (row.badge_code, row.last_name) != (coming.badge_code, coming.last_name):
                raise KeyUsedDifferently
            return await get_registration(session, row.id)


async def _enter(held: Held, coming: Newcomer, once: str, *, vouched: bool) -> RegistrationRow:
    language = held.found.project.languages[0]
    decided = decide_at_the_door(held.found, coming, language, vouched=vouched)
    asked = Asked(application=decided.first.application, once=once)
    row = await enter_first(held, decided, asked, badge_code=coming.badge_code)
    created = entry_of(held, row)
    entry = replace(created, facts={**created.facts, "badge": row.badge_code})
    await settle(held, [entry], {}, arrived=[row], came=True)
    return row
