"""What organisers see of their events: whose they are, what is next, and how to begin."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from events_service.access.records import Role
from events_service.attendance.next_steps import next_step
from events_service.attendance.records import ReviewState
from events_service.attendance.review import Returning, approve, give_back, submit
from events_service.attendance.seal_state import SealState
from events_service.checkin.admit import receive
from events_service.database import Database
from events_service.programme.records import EventStatus, Registration
from tests.world.door import make_scan
from tests.world.events import SHOWN, door_event, found, load, meeting, shown_event
from tests.world.mails import SETTINGS
from tests.world.pages import Emptiness, seen
from tests.world.people import add_person
from tests.world.staff import add_staff, sign_in
from tests.world.times import APRIL, at

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("april")]
AFTERWARDS = datetime(2024, 4, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "now", "page"),
    [
        (EventStatus.DRAFT, "2024-04-01T09:00", "edit"),
        (EventStatus.POSTPONED, "2024-04-01T09:00", "edit/basics"),
        (EventStatus.CANCELLED, "2024-04-01T09:00", None),
        (EventStatus.PUBLISHED, "2024-01-01T09:00", "registrations"),
        (EventStatus.PUBLISHED, "2024-04-01T09:00", "registrations"),
        (EventStatus.PUBLISHED, "2024-04-09T09:00", "print"),
        (EventStatus.PUBLISHED, "2024-04-12T09:00", "print"),
        (EventStatus.PUBLISHED, "2024-04-16T09:00", "check-in"),
        (EventStatus.PUBLISHED, "2024-04-17T20:59", "check-in"),
        (EventStatus.PUBLISHED, "2024-04-17T21:00", "attendance"),
    ],
)
def test_the_next_step_follows_the_event_through_its_time(status: EventStatus, now: str, page: str | None) -> None:
    step = next_step(
        found(shown_event(status=status)), ReviewState.OPEN, datetime.fromisoformat(now).replace(tzinfo=UTC)
    )
    assert (step.page if step else None) == page


@pytest.mark.parametrize(
    ("review", "sentence"),
    [
        (ReviewState.OPEN, "Bring scans and signed sheets together and submit the record."),
        (ReviewState.SUBMITTED, "The record waits for the lead partner."),
        (ReviewState.RETURNED, "The lead partner returned the record. Correct what is missing and submit it again."),
    ],
)
def test_after_the_event_the_next_step_follows_the_record(review: ReviewState, sentence: str) -> None:
    step = next_step(found(shown_event()), review, AFTERWARDS)
    assert step
    assert sentence in step.sentence
    assert step.page == "attendance"


@pytest.mark.parametrize(
    ("seal", "sentence"),
    [
        (SealState.SEALED, "The record is approved and sealed. Nothing remains to be done."),
        (SealState.WAITING, "The record is approved, and sealed by itself within minutes: there is nothing to do."),
        (SealState.NO_KEY, "makes one with “events-service seal-key create”; then it is sealed by itself."),
    ],
)
def test_an_approved_record_says_whether_its_seal_is_missing_and_who_can_do_something(
    seal: SealState, sentence: str
) -> None:
    step = next_step(found(shown_event()), ReviewState.APPROVED, AFTERWARDS, seal=seal)
    assert step
    assert step.sentence.endswith(sentence)


@pytest.mark.parametrize(
    ("registration", "taken", "sentence"),
    [
        (Registration(), 0, "Registration is open."),
        (Registration(closes=at("2024-04-10T23:59")), 0, "Registration is open until 10 Apr 2024, 23:59."),
        (Registration(opens=at("2024-04-02T09:00")), 0, "Registration opens on 2 Apr 2024, 09:00."),
        (Registration(), 10, "All places are taken."),
        (Registration(waiting_list=False), 10, "All places are taken."),
    ],
)
def test_the_step_of_an_event_ahead_says_how_registration_stands(
    registration: Registration, taken: int, sentence: str
) -> None:
    step = next_step(found(shown_event(registration=registration), taken=taken), ReviewState.OPEN, APRIL)
    assert step
    assert step.sentence == sentence


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_organiser_without_events_is_told_how_to_begin(client: httpx.AsyncClient, database: Database) -> None:
    await sign_in(client, database)
    shown = await seen(client, "/organise")
    assert "You have no events yet" in shown
    assert "Define the first event" in shown


async def test_organisers_see_their_own_events_with_what_is_next(client: httpx.AsyncClient, database: Database) -> None:
    await load(
        database,
        SHOWN,
        meeting("Past meeting", date(2024, 2, 1)),
        meeting("A draft", date(2024, 5, 1), status=EventStatus.DRAFT),
        meeting("Of others", date(2024, 5, 2), host="haskovo"),
    )
    await sign_in(client, database, project="secon", partner="harghita")
    shown = (await seen(client, "/organise")).partition("Upcoming")[2]
    assert shown.index("3rd interregional workshop") < shown.index("A draft") < shown.index("Past meeting")
    assert "0 of 10" in shown
    assert "Open the attendance record" in shown
    assert "Of others" not in shown


async def test_my_events_and_the_overview_say_what_became_of_the_record(
    client: httpx.AsyncClient, database: Database, set_clock: Callable[[str], None]
) -> None:
    set_clock(AFTERWARDS.isoformat())
    await load(database, door_event())
    host = await sign_in(client, database, project="secon", partner="harghita")
    lead = await add_staff(database, Role.LEAD_PARTNER, now=AFTERWARDS)
    event, looked_at = door_event().key, Returning(reason="Page 2?")
    waits, back = "The record waits for the lead partner.", "The lead partner returned the record."
    for decide, sentence in (
        (submit(database, SETTINGS, event, account=host, now=AFTERWARDS), waits),
        (
            give_back(database, SETTINGS, event, looked_at, account=lead, now=AFTERWARDS),
            back,
        ),
        (submit(database, SETTINGS, event, account=host, now=AFTERWARDS), waits),
        (
            approve(database, SETTINGS, event, account=lead, now=AFTERWARDS),
            "The record is approved, and sealed by itself within minutes",
        ),
    ):
        await decide
        for page in ("/organise", "/organise/events/harghita-2024"):
            shown = await seen(client, page)
            assert sentence in shown
            assert "submit the record" not in shown
    await add_person(database, 1)
    late = [make_scan("CODE000001")]
    await receive(database, late, device="found in a drawer", account=host, now=AFTERWARDS + timedelta(hours=1))
    for page in ("/organise", "/organise/events/harghita-2024"):
        shown = await seen(client, page)
        assert "Something was noted after the approval." in shown
        assert "Nothing remains to be done" not in shown


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_after_the_event_the_overview_shows_no_label_without_a_value(
    client: httpx.AsyncClient, database: Database, set_clock: Callable[[str], None]
) -> None:
    set_clock(AFTERWARDS.isoformat())
    await load(database, door_event(registration=Registration()))
    await sign_in(client, database)
    page = Emptiness()
    page.feed((await client.get("/organise/events/harghita-2024")).text)
    assert page.empty == []


async def test_the_overview_leads_on_and_shows_the_places(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, SHOWN)
    await sign_in(client, database, project="secon")
    answer = await client.get("/organise/events/workshop")
    for page in ("definition", "registrations", "print", "check-in", "attendance", "mails"):
        assert f'href="/organise/events/workshop/{page}"' in answer.text
    shown = await seen(client, "/organise/events/workshop")
    assert "10 Places left" in shown or "Places left 10" in shown
    assert "Bakery of the disabled" in shown
    assert "0 of 4" in shown
    assert "http://testserver.local/events/workshop" in shown


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("role", "scope", "status"),
    [
        (Role.ORGANISER, {"project": "secon", "partner": "harghita"}, 200),
        (Role.ORGANISER, {"project": "secon", "partner": "haskovo"}, 403),
        (Role.ORGANISER, {"project": "other"}, 403),
        (Role.LEAD_PARTNER, {"project": "secon"}, 200),
        (Role.CONTROLLER, {"project": "secon"}, 403),
    ],
)
async def test_only_those_who_organise_an_event_open_its_pages(
    client: httpx.AsyncClient, database: Database, role: Role, scope: dict[str, str], status: int
) -> None:
    await load(database, SHOWN)
    await sign_in(client, database, role, **scope)
    for page in ("", "/definition", "/definition.yaml"):
        assert (await client.get(f"/organise/events/workshop{page}")).status_code == status, page
    answer = await client.post("/organise/events/workshop/definition", data={"definition": "key: x", "do": "check"})
    assert answer.status_code == (422 if status == 200 else status)
