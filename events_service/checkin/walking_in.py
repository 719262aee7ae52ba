"""Walk in: whoever stands at the door and is on no list is entered, and checked in by the same step."""

from datetime import datetime
from functools import partial
from uuid import UUID, uuid5

from msgspec import Struct

from events_service.access.records import Account
from events_service.checkin.admit import receive
from events_service.checkin.records import DESK, Method, Scan
from events_service.database import Database
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.register import once_for_each_form, register
from events_service.registrations.records import Application, Registration
from events_service.settings import Settings
from events_service.web.names import parts_of_name


class WalkIn(Struct, frozen=True, kw_only=True):
    """Somebody at the door; `checkpoint` is where they come in, `once` the key of the form that enters them."""

    application: Application
    checkpoint: str
    once: str
    account: Account


class WalkedIn(Struct, frozen=True, kw_only=True):
    """Who was entered, in line for a seat like all others, and the id of the scan that checked them in."""

    registration: Registration
    scan: UUID


async def walk_in(database: Database, settings: Settings, event: str, coming: WalkIn, *, now: datetime) -> WalkedIn:
    """Enter somebody and check them in; a form that is sent twice does neither again.

    Raises what `register` raises; then nobody is checked in.
    """
    asked = Asked(application=coming.application, account=coming.account, by_organiser=True, once=coming.once)
    registered = await once_for_each_form(partial(register, database, settings, event, now=now), asked)
    registration = registered.registration
    scan = Scan(
        id=uuid5(registration.id, coming.checkpoint),
        event=event,
        badge_code=registration.badge_code,
        checkpoint=coming.checkpoint,
        scanned_at=now,
        method=Method.STAFF,
    )
    await receive(database, [scan], device=DESK, account=coming.account, now=now)
    return WalkedIn(registration=registration, scan=scan.id)


def name_typed(query: str) -> dict[str, str]:
    """Give the fields of the form that a name fills in, as it was searched for."""
    return dict(zip(("first_name", "last_name"), parts_of_name(query), strict=True))
