"""What happened as deeds in order of time, each done by the product's own use case with the clock at its time."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from msgspec import Struct

from events_service.access.records import Account
from events_service.attendance import review
from events_service.attendance.marking import noting
from events_service.attendance.records import Mark
from events_service.checkin.admit import receive
from events_service.checkin.checkpoints import checkpoints_of
from events_service.checkin.records import Method, Scan
from events_service.database import Database
from events_service.demo.happened import Doing, Person, Seen, Step, as_list, read_people, read_steps
from events_service.programme.records import Event
from events_service.registrations.finding import list_registrations
from events_service.registrations.places.cancel import cancel
from events_service.registrations.records import Registration
from events_service.registrations.spreadsheets.importing import HandedIn, import_registrations
from events_service.settings import Settings

TRANSFER = timedelta(seconds=20)
"""How long after the last scan of a checkpoint a desk's device has sent all of them."""


class Deed(Struct, frozen=True, kw_only=True):
    """Something that was done: `do` is given the instant `at`."""

    at: datetime
    do: Callable[[datetime], Awaitable[object]]


class Stage(Struct, frozen=True, kw_only=True):
    """Where deeds are done, and by whom: the lead partner's account, and each host's by the partner's key."""

    database: Database
    settings: Settings
    lead: Account
    hosts: Mapping[str, Account]


def past_deeds(stage: Stage, events: Iterable[Event]) -> list[Deed]:
    """Give all that was done at and around these events."""
    steps = read_steps()
    deeds: list[Deed] = []
    for event in events:
        people = read_people(event.key)
        deeds += _registering(stage, event, people)
        deeds += _coming(stage, event, people)
        deeds += [_reviewing(stage, event, people, step) for step in steps if step.event == event.key]
    return deeds


async def by_address(database: Database, event_key: str) -> dict[str, Registration]:
    """Give an event's registrations by their mail address."""
    async with database.reading() as session:
        return {each.email: each for each in await list_registrations(session, event_key)}


def scan_of(
    event_key: str, checkpoint: str, desk: str, registration: Registration, scanned_at: datetime, method: Method
) -> Scan:
    """Give what a desk's device sends; the id is the same in every demo, so that nothing is ever sent twice."""
    name = f"demo:{event_key}:{checkpoint}:{desk}:{registration.email}:{method.value}"
    return Scan(
        id=uuid5(NAMESPACE_URL, name),
        event=event_key,
        badge_code=registration.badge_code,
        checkpoint=checkpoint,
        scanned_at=scanned_at,
        method=method,
    )


def device_name(desk: str) -> str:
    """Give the name of a desk's device, which says that what it saw is invented."""
    return f"Demo {desk}"


def _registering(stage: Stage, event: Event, people: list[Person]) -> list[Deed]:
    """Partners send lists, which the host imports; some are given up again."""
    zone, host = ZoneInfo(event.timezone), stage.hosts[event.host]
    lists = groupby(sorted(people, key=lambda person: person.registered), lambda person: person.registered)

    async def bring_in(content: bytes, now: datetime) -> None:
        handed_in = HandedIn(name="list.csv", content=content, actor=host.actor)
        await import_registrations(stage.database, stage.settings, event.key, handed_in, now=now)

    async def give_up(email: str, now: datetime) -> None:
        registration = (await by_address(stage.database, event.key))[email]
        await cancel(stage.database, stage.settings, registration.id, now=now)

    return [
        Deed(at=registered.replace(tzinfo=zone), do=partial(bring_in, as_list(listed))) for registered, listed in lists
    ] + [
        Deed(at=person.cancelled.replace(tzinfo=zone), do=partial(give_up, person.email))
        for person in people
        if person.cancelled
    ]


def _coming(stage: Stage, event: Event, people: list[Person]) -> list[Deed]:
    """Each desk sends what it has scanned of a day or session in one batch."""
    zone, host = ZoneInfo(event.timezone), stage.hosts[event.host]
    days = {point.key: point.day for point in checkpoints_of(event)}
    passes = [(person.email, seen) for person in people for seen in person.seen]
    deeds = []
    for (checkpoint, desk), batch in groupby(sorted(passes, key=_batch), key=_batch):
        seen_here = [(email, seen, _at(days[checkpoint], seen, zone)) for email, seen in batch]
        last = max(at for _, _, at in seen_here)
        send = partial(_send, stage, event.key, host, device_name(desk), seen_here)
        deeds.append(Deed(at=last + TRANSFER, do=send))
    return deeds


def _batch(passing: tuple[str, Seen]) -> tuple[str, str]:
    return passing[1].checkpoint, passing[1].desk


def _at(day: date, seen: Seen, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, seen.at, zone)


async def _send(
    stage: Stage, event_key: str, host: Account, device: str, passes: list[tuple[str, Seen, datetime]], now: datetime
) -> None:
    registered = await by_address(stage.database, event_key)
    scans = [
        scan_of(event_key, seen.checkpoint, seen.desk, registered[email], at, seen.method) for email, seen, at in passes
    ]
    scans.sort(key=lambda scan: scan.scanned_at)
    await receive(stage.database, scans, device=device, account=host, now=now)


def _reviewing(stage: Stage, event: Event, people: list[Person], step: Step) -> Deed:
    """The host notes what was signed and submits the record; the lead partner returns or approves it."""
    host, database, key = stage.hosts[event.host], stage.database, event.key

    async def take(now: datetime) -> None:
        match step.doing:
            case Doing.NOTE | Doing.NOTE_LATE:
                noted = _marks(people, await by_address(database, key), late=step.doing is Doing.NOTE_LATE)
                await noting.note(database, key, noted, account=host, now=now)
            case Doing.SUBMIT:
                await review.submit(database, stage.settings, key, account=host, now=now)
            case Doing.RETURN:
                returning = review.Returning(reason=step.reason)
                await review.give_back(database, stage.settings, key, returning, account=stage.lead, now=now)
            case Doing.APPROVE:
                await review.approve(database, stage.settings, key, account=stage.lead, now=now)

    return Deed(at=step.at.replace(tzinfo=ZoneInfo(event.timezone)), do=take)


def _marks(people: list[Person], registered: Mapping[str, Registration], *, late: bool) -> list[Mark]:
    return [
        Mark(registration=registered[person.email].id, checkpoint=noted.checkpoint, evidence=noted.evidence)
        for person in people
        for noted in person.noted
        if noted.late is late
    ]
