"""Today's workshop: people who registered by themselves in the weeks before, and those who have arrived by now."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from msgspec import Struct

from events_service.access.records import Account
from events_service.checkin.admit import receive
from events_service.checkin.finding import list_check_ins
from events_service.checkin.records import Method
from events_service.checkin.withdraw import take_back
from events_service.database import Database
from events_service.demo.deeds import Deed, Stage, by_address, device_name, scan_of
from events_service.demo.happened import PERSON, read_rows
from events_service.programme.demo import moved_to
from events_service.programme.finding import get_any_event
from events_service.programme.loading import save_event
from events_service.registrations.asking.application import decode_application
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.cancel import cancel
from events_service.registrations.places.register import register
from events_service.registrations.records import Application, Status

WORKSHOP = "demo-workshop"
TODAY_IN = ZoneInfo("Europe/Sofia")
TEMPLATE_STARTS = datetime(2024, 1, 1)  # noqa: DTZ001  (the first day of the template, and of the times in its file)


class Guest(Struct, frozen=True, kw_only=True):
    """Somebody at the workshop. `before` and `cancelled` are how long before its first day they registered and gave
    up; `arrived` is how long before the start of the demo they came by the `desk`.
    """

    application: Application
    before: timedelta
    cancelled: timedelta | None
    arrived: timedelta | None
    desk: str

    @property
    def email(self) -> str:
        """The address by which their registration is found."""
        return self.application.email


def today_at(now: datetime) -> date:
    """Give the day on which the workshop begins: today, where it takes place."""
    return now.astimezone(TODAY_IN).date()


def read_guests() -> list[Guest]:
    """Read who comes, in the order in which they registered."""
    return [_guest(row) for row in read_rows(WORKSHOP)]


def workshop_deeds(stage: Stage, now: datetime) -> list[Deed]:
    """Give the registrations for the workshop of today, each sent by its participant."""
    starts = datetime.combine(today_at(now), time(), TODAY_IN)

    async def apply(application: Application, at: datetime) -> None:
        await register(stage.database, stage.settings, WORKSHOP, Asked(application=application), now=at)

    async def give_up(email: str, at: datetime) -> None:
        registration = (await by_address(stage.database, WORKSHOP))[email]
        await cancel(stage.database, stage.settings, registration.id, now=at)

    guests = read_guests()
    return [Deed(at=starts - guest.before, do=partial(apply, guest.application)) for guest in guests] + [
        Deed(at=starts - guest.cancelled, do=partial(give_up, guest.email)) for guest in guests if guest.cancelled
    ]


async def arrive(database: Database, account: Account, now: datetime) -> None:
    """Check in at today's desks who has arrived by now; whoever has no place any more stays away."""
    registered = await by_address(database, WORKSHOP)
    midnight = datetime.combine(today_at(now), time(), TODAY_IN)
    day = midnight.date().isoformat()
    arrived = [
        (guest.desk, registered[guest.email], max(now - guest.arrived, midnight))
        for guest in read_guests()
        if guest.arrived is not None and guest.email in registered
    ]
    for desk in sorted({desk for desk, _, _ in arrived}):
        scans = [
            scan_of(WORKSHOP, day, desk, registration, at, Method.SCAN)
            for its_desk, registration, at in arrived
            if its_desk == desk and registration.status is Status.CONFIRMED
        ]
        scans.sort(key=lambda scan: scan.scanned_at)
        await receive(database, scans, device=device_name(desk), account=account, now=now)


async def move_to_today(database: Database, account: Account, now: datetime) -> None:
    """Move the workshop as it is defined by now to today, and take back who arrived at the demo's desks before."""
    async with database.transaction() as session:
        found = await get_any_event(session, WORKSHOP)
        await save_event(session, moved_to(found.event, today_at(now)), actor="demo", now=now)
        check_ins = await list_check_ins(session, WORKSHOP)
    desks = {device_name(guest.desk) for guest in read_guests() if guest.desk}
    for check_in in check_ins:
        if check_in.counts and check_in.device in desks:
            await take_back(database, WORKSHOP, check_in.id, account=account, now=now)


def _guest(row: Mapping[str, str]) -> Guest:
    minutes, _, desk = row["arrives"].partition(" minutes ago, ")
    return Guest(
        application=_application(row),
        before=TEMPLATE_STARTS - datetime.fromisoformat(row["registered"]),
        cancelled=TEMPLATE_STARTS - datetime.fromisoformat(row["cancelled"]) if row["cancelled"] else None,
        arrived=timedelta(minutes=int(minutes)) if minutes else None,
        desk=desk,
    )


def _application(row: Mapping[str, str]) -> Application:
    needs, arrival = row["dietary_needs"], row["answers.arrival"]
    return decode_application(
        {name: row[name] for name in PERSON}
        | {
            "sessions": row["sessions"].split(),
            "consents": {"privacy_notice": True, "photos": row["photos"] == "yes", "special_needs": bool(needs)},
            "answers": {"arrival": arrival} if arrival else {},
        }
        | ({"dietary_needs": needs} if needs else {})
    )
