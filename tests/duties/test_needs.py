"""What needs doing: decided for one event from what was counted, and asked of the database across all."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from msgspec.structs import replace

from events_service.access.records import Role
from events_service.attendance.records import Evidence, ReviewState
from events_service.attendance.review import Returning, give_back, submit
from events_service.attendance.tables import EvidenceMarkRow
from events_service.database import Database
from events_service.duties.listing import list_needs
from events_service.duties.needs import Counts, NeedKind, most_urgent_first, need_of_poll, needs_of
from events_service.mail.records import MailStatus
from events_service.mail.tables import MailRow
from events_service.polls.finding import OpenPoll
from events_service.programme.finding import FoundEvent, Seats
from events_service.programme.records import AttendanceMode, EventStatus
from events_service.programme.tables import EventRow
from events_service.registrations.records import Status
from tests.world.door import scan_row
from tests.world.events import door_event, found, load, meeting
from tests.world.mails import SETTINGS
from tests.world.pages import seen
from tests.world.people import person_row
from tests.world.polls import POLL
from tests.world.staff import DESK, ORGANISER, add_staff, sign_in
from tests.world.times import MORNING

EVENING_BEFORE = MORNING - timedelta(hours=12)
AFTERWARDS = MORNING + timedelta(days=3)
WEEKS_BEFORE = MORNING - timedelta(days=30)
IN_ONE_LANGUAGE = door_event(title="Workshop", theme=None, venue=None, sessions=[])
EVENT = IN_ONE_LANGUAGE.key
BOTH_DAYS = frozenset({"2024-04-16", "2024-04-17"})
SEATED = Seats(capacity=None, taken=3)
BY_WAY = {AttendanceMode.IN_PERSON: Seats(capacity=4, taken=3, promised=1)}


def kinds(event: FoundEvent, counts: Counts, now: datetime, account: Any = DESK) -> list[str]:
    return [need.kind.value for need in most_urgent_first(needs_of(event, counts, account, now))]


def shown(**changes: Any) -> FoundEvent:
    return replace(found(IN_ONE_LANGUAGE), seats=SEATED, **changes)


@pytest.mark.parametrize(
    ("event", "counts", "now", "expected"),
    [
        ({}, Counts(), WEEKS_BEFORE, []),
        ({}, Counts(pending=2, refused=1), WEEKS_BEFORE, ["approvals", "mails_refused"]),
        ({"seats_by_way": BY_WAY}, Counts(), WEEKS_BEFORE, ["seats_free"]),
        ({"waiting": 4}, Counts(refused=1), WEEKS_BEFORE, ["mails_refused", "unreleased"]),
        ({}, Counts(pending=1), EVENING_BEFORE, ["door_tomorrow", "approvals"]),
        ({}, Counts(), MORNING, ["door_today"]),
        ({"event": replace(IN_ONE_LANGUAGE, attendance_modes=[AttendanceMode.ONLINE])}, Counts(), MORNING, []),
        ({"event": replace(IN_ONE_LANGUAGE, status=EventStatus.DRAFT)}, Counts(pending=1), MORNING, []),
        ({"event": replace(IN_ONE_LANGUAGE, status=EventStatus.CANCELLED)}, Counts(pending=1), MORNING, []),
        (
            {"event": replace(IN_ONE_LANGUAGE, title={"en": "Workshop"})},
            Counts(),
            WEEKS_BEFORE,
            ["translations_missing"],
        ),
        ({}, Counts(), AFTERWARDS, ["evidence_missing"]),
        ({}, Counts(evidenced=BOTH_DAYS), AFTERWARDS, ["record_to_submit"]),
        ({}, Counts(review=ReviewState.RETURNED), AFTERWARDS, ["record_returned"]),
        ({}, Counts(review=ReviewState.SUBMITTED), AFTERWARDS, ["record_to_review"]),
        ({}, Counts(review=ReviewState.APPROVED, refused=1), AFTERWARDS, ["mails_refused"]),
    ],
)
def test_an_event_needs_what_is_open_at_its_time(
    event: dict[str, Any], counts: Counts, now: datetime, expected: list[str]
) -> None:
    assert kinds(shown(**event), counts, now) == expected


@pytest.mark.parametrize(
    ("answered", "now", "kind", "number"),
    [
        (1, POLL.ends_at - timedelta(days=1), NeedKind.POLL_UNANSWERED, 2),
        (3, POLL.ends_at - timedelta(days=1), NeedKind.POLL_TO_CHOOSE, 1),
        (1, POLL.ends_at, NeedKind.POLL_TO_CHOOSE, 2),
    ],
)
def test_a_date_poll_needs_answers_until_all_are_in_or_its_time_is_over_then_a_date(
    answered: int, now: datetime, kind: NeedKind, number: int
) -> None:
    need = need_of_poll(OpenPoll(id=UUID(int=1), poll=POLL, asked=3, answered=answered), now)
    assert (need.kind, need.number, need.title) == (kind, number, "Steering group")


def test_an_organiser_has_nothing_to_do_for_a_record_that_was_submitted() -> None:
    assert kinds(shown(), Counts(review=ReviewState.SUBMITTED), AFTERWARDS, ORGANISER) == []


def test_each_kind_of_need_says_a_sentence_of_its_own_and_leads_somewhere() -> None:
    needs = list(needs_of(shown(), Counts(refused=2), DESK, AFTERWARDS))
    told = [replace(needs[0], kind=kind, number=number, language="bg") for kind in NeedKind for number in (1, 2)]
    assert len({need.sentence for need in told[::2]}) == len(NeedKind)
    assert not any("%" in need.sentence or "{" in need.address for need in told)


def mail(registration: Any, **changes: Any) -> MailRow:
    given = {
        "kind": "confirmed",
        "recipient": "jan@example.org",
        "subject": "Welcome",
        "enclosures": [],
        "status": MailStatus.REFUSED,
        "created_at": MORNING,
        "event_key": EVENT,
        "registration_id": registration,
    }
    return MailRow(**(given | changes))


@pytest.mark.anyio
async def test_needs_are_counted_across_all_events_and_only_for_those_whose_they_are(database: Database) -> None:
    await load(database, IN_ONE_LANGUAGE, meeting("Of others", date(2024, 4, 2), host="haskovo"))
    host = await add_staff(database, partner="harghita")
    other = await add_staff(database, partner="haskovo", email="other@example.org")
    lead = await add_staff(database, Role.LEAD_PARTNER, email="lead@example.org")
    controller = await add_staff(database, Role.CONTROLLER, email="control@example.org")
    manager = replace(host, role=Role.EVENT_MANAGER, events=(EVENT,))
    async with database.transaction() as session:
        people = [person_row(number, status=status) for number, status in enumerate((Status.CONFIRMED, Status.PENDING))]
        session.add_all(people)
        await session.flush()
        bounced, sent_again = people[0].id, people[1].id
        session.add_all([mail(bounced), mail(sent_again)])
        await session.flush()
        session.add(mail(sent_again, status=MailStatus.SENT))

    async def needs(account: Any, now: datetime) -> list[tuple[str, str, int]]:
        async with database.reading() as session:
            return [(need.key, need.kind.value, need.number) for need in await list_needs(session, account, now)]

    ahead = [(EVENT, "approvals", 1), (EVENT, "mails_refused", 1)]
    assert await needs(host, WEEKS_BEFORE) == await needs(manager, WEEKS_BEFORE) == ahead
    assert await needs(other, AFTERWARDS) == [("of-others", "record_to_submit", 1)]
    assert await needs(controller, AFTERWARDS) == []

    event = {"event_key": EVENT, "registration_id": bounced}
    noted = {**event, "checkpoint": "2024-04-17", "evidence": Evidence.SIGNED_ON_PAPER, "account_id": host.id}
    async with database.transaction() as session:
        session.add(scan_row(**event))
        session.add(EvidenceMarkRow(**noted, stands=True, marked_at=MORNING))
        session.add(EvidenceMarkRow(**noted, stands=False, marked_at=AFTERWARDS))
        (await session.get_one(EventRow, EVENT)).seats_taken = 1
    assert (EVENT, "evidence_missing", 1) in await needs(host, AFTERWARDS)
    async with database.transaction() as session:
        session.add(EvidenceMarkRow(**noted, stands=True, marked_at=AFTERWARDS + timedelta(hours=1)))
    assert (EVENT, "record_to_submit", 1) in await needs(host, AFTERWARDS)

    await submit(database, SETTINGS, EVENT, account=host, now=AFTERWARDS)
    assert await needs(host, AFTERWARDS) == [(EVENT, "mails_refused", 1)]
    assert (EVENT, "record_to_review", 1) in await needs(lead, AFTERWARDS)
    await give_back(database, SETTINGS, EVENT, Returning(reason="Page 2?"), account=lead, now=AFTERWARDS)
    assert (EVENT, "record_returned", 1) in await needs(host, AFTERWARDS)


@pytest.mark.anyio
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_page_of_ones_events_leads_to_what_needs_doing_by_one_link(
    client: httpx.AsyncClient, database: Database, set_clock: Callable[[str], None]
) -> None:
    set_clock(AFTERWARDS.isoformat())
    await load(database, IN_ONE_LANGUAGE)
    await sign_in(client, database, partner="harghita")
    answer = await client.get("/organise")
    assert f'<a href="/organise/events/{EVENT}/attendance">The event is over: submit its record</a>' in answer.text
    assert 'aria-current="step">Record' in answer.text
    set_clock(WEEKS_BEFORE.isoformat())
    assert "Nothing waits for you" in await seen(client, "/organise")
