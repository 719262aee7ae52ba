"""The demo's data: what happened in the sizes of the field, everything whole, and nothing that is not invented."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from events_service import audit, chain
from events_service.access.ending import list_access
from events_service.access.records import Account, Role
from events_service.attendance import verification
from events_service.attendance.finding import latest_steps, list_steps, read_record
from events_service.attendance.records import AttendanceRecord, ReviewState
from events_service.attendance.statistics import SemesterFigures, figures, list_participations
from events_service.checkin.finding import list_check_ins
from events_service.checkin.records import Method
from events_service.database import Database
from events_service.demo.preparing import make
from events_service.mail.tables import MailRow
from events_service.programme.finding import get_any_event, list_events_of, select_keys_of
from events_service.programme.materials import materials_of
from events_service.programme.records import MaterialKind
from events_service.registrations.finding import count_waiting, list_registrations
from events_service.registrations.records import AttendanceMode, Status
from events_service.settings import Settings, read_settings
from tests.world.times import DEMO_STARTED

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("demo")]

WORKSHOPS = ("kalamata-2023", "haskovo-2023", "harghita-2024", "caceres-2024")
MEETINGS = (
    "mazovia-rsg-2023-04",
    "mazovia-rsg-2023-06",
    "mazovia-rsg-2024-02",
    "mazovia-rsg-2024-08",
    "flemish-brabant-rsg-2023-08",
)


async def staff_of(database: Database) -> list[Account]:
    """Give everybody with an account."""
    async with database.reading() as session:
        return [each.account for each in await list_access(session, DEMO_STARTED)]


async def lead(database: Database) -> Account:
    return next(each for each in await staff_of(database) if each.role is Role.LEAD_PARTNER)


async def states(database: Database) -> dict[str, ReviewState]:
    keys = select_keys_of(await lead(database))
    async with database.reading() as session:
        return {key: state for key, (state, _) in (await latest_steps(session, keys)).items()}


async def record(database: Database, event: str) -> AttendanceRecord:
    async with database.reading() as session:
        return await read_record(session, await get_any_event(session, event))


async def semesters(database: Database) -> dict[str, SemesterFigures]:
    account = await lead(database)
    async with database.reading() as session:
        events = await list_events_of(session, account)
        participations = await list_participations(session, events, select_keys_of(account))
    counted = figures(events[0].project, events, participations, frozenset(), DEMO_STARTED)
    return {each.semester.name: each for each in counted}


async def test_records_are_sealed_wait_and_were_returned(demo_database: Database) -> None:
    assert await states(demo_database) == {
        **dict.fromkeys((*WORKSHOPS, *MEETINGS), ReviewState.APPROVED),
        "caceres-2024": ReviewState.SUBMITTED,
        "mazovia-rsg-2024-08": ReviewState.RETURNED,
    }
    async with demo_database.reading() as session:
        [_, returned] = await list_steps(session, "mazovia-rsg-2024-08")
        corrected = await list_steps(session, "haskovo-2023")
    assert returned.reason is not None
    assert returned.reason.startswith("Some of those whose badges were scanned")
    assert [step.action.value for step in corrected] == ["submit", "return", "submit", "approve"]
    assert corrected[0].digest != corrected[-1].digest


@pytest.mark.parametrize(("events", "fewest", "most"), [(WORKSHOPS, 30, 80), (MEETINGS, 10, 25)])
async def test_events_have_the_sizes_of_the_field(
    demo_database: Database, events: tuple[str, ...], fewest: int, most: int
) -> None:
    for event in events:
        people = (await record(demo_database, event)).people
        assert fewest <= people.present <= people.registered <= most, event
        assert people.walk_ins > 0, event


@pytest.mark.parametrize("event", WORKSHOPS)
async def test_a_workshop_had_several_desks_walk_ins_and_people_who_did_not_come(
    demo_database: Database, event: str
) -> None:
    async with demo_database.reading() as session:
        check_ins = await list_check_ins(session, event)
        registrations = await list_registrations(session, event)
    people = (await record(demo_database, event)).people
    assert len({check_in.device for check_in in check_ins}) >= 2
    # Nobody confirms in a room where somebody stands at the door.
    assert {check_in.method for check_in in check_ins} == set(Method) - {Method.ROOM}
    assert people.absent > 0
    assert people.walk_ins >= 2
    assert Counter(each.status for each in registrations)[Status.CANCELLED] == 2


async def test_evidence_of_each_kind_stands_apart(demo_database: Database) -> None:
    harghita = (await record(demo_database, "harghita-2024")).totals[0]
    assert min(harghita.checked_in, harghita.signed_on_paper, harghita.online) >= 5
    assert harghita.signed_on_paper != harghita.checked_in
    on_paper = (await record(demo_database, "mazovia-rsg-2023-04")).totals[0]
    assert (on_paper.checked_in, on_paper.signed_on_paper) == (0, on_paper.present)


async def test_two_partners_joined_haskovo_online(demo_database: Database) -> None:
    attendees = (await record(demo_database, "haskovo-2023")).attendees
    online = {each.organisation for each in attendees if each.attendance_mode is AttendanceMode.ONLINE}
    assert {"Rīgas plānošanas reģions", "Verband Region Rhein-Neckar"} < online


async def test_an_organisation_is_called_as_it_was_at_the_event(demo_database: Database) -> None:
    names = {}
    for event in ("kalamata-2023", "caceres-2024"):
        attendees = (await record(demo_database, event)).attendees
        names[event] = {each.organisation for each in attendees if each.organisation.startswith("Junta")}
    assert names["caceres-2024"] == {"Junta de Extremadura"}
    assert names["kalamata-2023"] == {
        "Junta de Extremadura – Consejería de Agricultura, Desarrollo Rural, Población y Territorio"
    }


async def test_everything_verifies_and_the_log_is_in_order_of_time(demo_database: Database) -> None:
    async with demo_database.reading() as session:
        faults = [fault async for fault in chain.faults(session)]
        faults += [fault async for fault in verification.faults(session)]
        times = (await session.scalars(select(audit.EntryRow.at).order_by(audit.EntryRow.position))).all()
    assert faults == []
    assert times == sorted(times)
    assert times[-1] == DEMO_STARTED


async def test_statistics_are_full_of_figures(demo_database: Database) -> None:
    counted = await semesters(demo_database)
    assert {name: counted[name].events for name in ("S1", "S2", "S3", "S4", "S7")} == {
        "S1": 4,
        "S2": 2,
        "S3": 2,
        "S4": 1,
        "S7": 1,
    }
    for name in ("S1", "S2", "S3"):
        assert 30 < counted[name].people < counted[name].headcount
        assert len(counted[name].by_country) >= 10
    assert counted["S2"].namesakes == ("Marianna Dzienniak",)


async def test_everybody_says_that_they_are_invented(demo_database: Database) -> None:
    for account in await staff_of(demo_database):
        assert account.name.endswith(" (demo)")
        assert account.email.endswith("@example.org")
    for event in (*WORKSHOPS, *MEETINGS, "demo-workshop"):
        async with demo_database.reading() as session:
            assert all(each.email.endswith("@example.org") for each in await list_registrations(session, event))
            assert all(each.device.startswith("Demo desk ") for each in await list_check_ins(session, event))


async def test_past_workshops_have_materials_whose_links_lead_nowhere(demo_database: Database) -> None:
    async with demo_database.reading() as session:
        events = [(await get_any_event(session, event)).event for event in (*WORKSHOPS, *MEETINGS)]
    materials = {event.key: [each.material for each in materials_of(event)] for event in events}
    assert materials.keys() >= {*WORKSHOPS}
    assert {each.kind for listed in materials.values() for each in listed} == set(MaterialKind)
    hosts = {urlsplit(each.link).hostname or "" for listed in materials.values() for each in listed}
    assert [host for host in hosts if not host.endswith(".example.org")] == []


async def test_todays_workshop_has_people_arriving_a_waiting_list_and_mails(demo_database: Database) -> None:
    async with demo_database.reading() as session:
        found = await get_any_event(session, "demo-workshop")
        registrations = await list_registrations(session, "demo-workshop")
        check_ins = await list_check_ins(session, "demo-workshop")
        waiting = await count_waiting(session, "demo-workshop")
        mails = Counter(await session.scalars(select(MailRow.kind).where(MailRow.event_key == "demo-workshop")))
    assert found.event.days == [date(2026, 3, 10), date(2026, 3, 11)]
    assert (found.session_seats["visit"].free, waiting) == (0, {"visit": 3})
    free = {way: seats.free or 0 for way, seats in found.seats_by_way.items()}
    assert 0 < free[AttendanceMode.IN_PERSON] < 10 < free[AttendanceMode.ONLINE]
    assert len(check_ins) > 10
    assert {check_in.device for check_in in check_ins} == {"Demo desk 1", "Demo desk 2"}
    ago = [DEMO_STARTED - check_in.scanned_at for check_in in check_ins]
    assert timedelta() < min(ago) <= max(ago) < timedelta(minutes=40)
    assert mails["confirmed"] == len(registrations)
    assert (mails["cancelled"], mails["session_place"]) == (1, 1)


async def test_shortly_after_midnight_nobody_arrives_on_the_day_before(tmp_path: Path) -> None:
    database = await demo_of(tmp_path, datetime(2023, 3, 19, 22, 5, tzinfo=UTC))  # 00:05 in Sofia
    async with database.reading() as session:
        check_ins = await list_check_ins(session, "demo-workshop")
    await database.close()
    assert {check_in.checkpoint for check_in in check_ins} == {"2023-03-20"}
    assert min(check_in.scanned_at for check_in in check_ins) == datetime(2023, 3, 19, 22, tzinfo=UTC)


async def test_a_clock_set_back_shows_what_had_happened_by_then(tmp_path: Path) -> None:
    database = await demo_of(tmp_path, datetime(2024, 4, 1, 9, tzinfo=UTC))
    known = await states(database)
    harghita = await record(database, "harghita-2024")
    async with database.reading() as session:
        caceres = await list_registrations(session, "caceres-2024")
        workshop = await get_any_event(session, "demo-workshop")
        faults = [fault async for fault in chain.faults(session)]
    await database.close()
    assert known == dict.fromkeys(
        ("kalamata-2023", "haskovo-2023", "flemish-brabant-rsg-2023-08", *MEETINGS[:3]), ReviewState.APPROVED
    )
    assert (harghita.people.registered, harghita.people.present, caceres, faults) == (60, 0, [], [])
    assert workshop.event.days[0] == date(2024, 4, 1)


async def demo_of(folder: Path, now: datetime) -> Database:
    settings: Settings = read_settings({"EVENTS_DATA_DIR": str(folder)})
    await make(settings, now)
    return Database(settings.database_url)
