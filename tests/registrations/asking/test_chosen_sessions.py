"""Which sessions go together with the days, the ways of taking part and each other, case by case; then at each door."""

import re
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from events_service.access.records import Role
from events_service.database import Database
from events_service.pages.form_choices import everything_else
from events_service.programme.records import AttendanceMode, Event, Session, SessionKind
from events_service.registrations.asking.chosen_sessions import (
    ABSENT_THEN,
    HELD_ON_SITE,
    HELD_ONLINE,
    Presence,
    clash_faults,
    clash_warnings,
    clashes,
    misfit,
    presence_faults,
    sessions_after,
)
from events_service.registrations.spreadsheets.imported_rows import FaultyRows
from events_service.registrations.spreadsheets.importing import HandedIn, import_registrations
from events_service.settings import Settings
from events_service.web.errors import FaultyFields
from tests.world.api import ADDRESS, own_page
from tests.world.events import BUS, FIRST_DAY, SECOND_DAY, STEERING, WELCOME, WORKSHOP, found, load, per_day
from tests.world.form import FORM, send
from tests.world.people import body, make_registration
from tests.world.staff import LIST, sign_in, staff
from tests.world.times import NOW, at

HERE, ONLINE = AttendanceMode.IN_PERSON, AttendanceMode.ONLINE
TALK = replace(WELCOME, key="talk", title="Accounting", capacity=4)
KNEADING = Session(
    key="kneading",
    kind=SessionKind.WORKSHOP,
    title="Kneading",
    start=at("2024-04-16T09:30"),
    end=at("2024-04-16T11:00"),
    capacity=4,
)
WEBINAR = replace(TALK, key="webinar", title="Webinar", start=at("2024-04-17T09:00"), end=at("2024-04-17T10:00"))
SCREEN = replace(WEBINAR, in_person=False)
SECOND_BUS = replace(BUS, key="second-bus", start=at("2024-04-17T14:00"), end=at("2024-04-17T17:00"))


def both_ways(*sessions: Session, one_at_a_time: bool = False) -> Event:
    """Give the workshop where people choose for each day whether they come, with other sessions."""
    rules = replace(per_day().registration, one_session_at_a_time=one_at_a_time)
    return per_day(sessions=list(sessions), registration=rules)


@pytest.mark.parametrize(
    ("session", "mode", "message"),
    [
        (TALK, HERE, None),
        (TALK, ONLINE, None),
        (TALK, None, ABSENT_THEN),
        (replace(TALK, online=False), ONLINE, HELD_ON_SITE),
        (replace(TALK, online=False), HERE, None),
        (replace(TALK, in_person=False), HERE, HELD_ONLINE),
        (replace(TALK, in_person=False), ONLINE, None),
        (replace(TALK, in_person=True, online=True), HERE, None),
        (BUS, ONLINE, HELD_ON_SITE),
        (BUS, HERE, None),
        (replace(BUS, online=True), ONLINE, None),
        (BUS, None, ABSENT_THEN),
    ],
)
def test_a_session_is_for_those_who_take_part_as_it_is_held(
    session: Session, mode: AttendanceMode | None, message: str | None
) -> None:
    assert misfit(session, mode) == message


@pytest.mark.parametrize(
    ("days", "otherwise", "sessions", "faulty"),
    [
        ({}, HERE, ["bus", "second-bus"], []),
        ({}, ONLINE, ["bus", "second-bus"], ["bus", "second-bus"]),
        ({FIRST_DAY: ONLINE}, HERE, ["bus", "second-bus"], ["bus"]),
        ({SECOND_DAY: None}, HERE, ["bus", "second-bus"], ["second-bus"]),
        ({FIRST_DAY: ONLINE}, HERE, ["second-bus"], []),
        ({FIRST_DAY: ONLINE}, HERE, ["moon"], []),
    ],
)
def test_each_session_is_held_against_its_own_day(
    days: dict[str, AttendanceMode | None], otherwise: AttendanceMode, sessions: list[str], faulty: list[str]
) -> None:
    event = both_ways(replace(BUS, title="bus"), replace(SECOND_BUS, title="second-bus"))
    said = [each.message for each in presence_faults(event, Presence(days=days, otherwise=otherwise), sessions)]
    assert [sentence.split("”")[0].strip("“") for sentence in said] == faulty


@pytest.mark.parametrize(
    ("held", "asked", "days", "moved", "after"),
    [
        ({"bus"}, {"bus"}, {}, False, {"bus"}),
        ({"bus"}, {"bus", "talk"}, {}, False, {"bus", "talk"}),
        ({"bus", "talk"}, {"talk"}, {}, False, {"talk"}),
        ({"bus", "talk"}, {"bus", "talk"}, {FIRST_DAY: ONLINE}, True, {"talk"}),
        ({"bus", "talk"}, {"bus", "talk"}, {FIRST_DAY: None}, True, set()),
        ({"bus", "talk"}, {"bus", "talk"}, {SECOND_DAY: None}, True, {"bus", "talk"}),
        # What the agenda turned into something else meanwhile is not taken away by a change of the name.
        ({"bus"}, {"bus"}, {FIRST_DAY: ONLINE}, False, {"bus"}),
        (set(), {"bus"}, {FIRST_DAY: ONLINE}, True, None),
        ({"bus"}, {"bus", "webinar"}, {SECOND_DAY: HERE}, False, None),
        ({"bus"}, {"bus", "webinar"}, {SECOND_DAY: ONLINE}, False, {"bus", "webinar"}),
    ],
)
def test_other_days_give_back_what_is_held_and_refuse_what_is_new(
    held: set[str], asked: set[str], days: dict[str, AttendanceMode | None], moved: bool, after: set[str] | None
) -> None:
    event, presence = both_ways(TALK, BUS, SCREEN), Presence(days=days, otherwise=HERE)
    if after is None:
        with pytest.raises(FaultyFields):
            sessions_after(event, presence, held, asked, moved=moved)
    else:
        assert sessions_after(event, presence, held, asked, moved=moved) == after


@pytest.mark.parametrize(
    ("sessions", "pairs"),
    [
        ([], []),
        (["talk"], []),
        (["talk", "kneading"], [("talk", "kneading")]),
        (["kneading", "talk", "webinar"], [("talk", "kneading")]),
        (["talk", "bus"], []),
        (["talk", "moon"], []),
    ],
)
def test_sessions_that_run_at_the_same_time(sessions: list[str], pairs: list[tuple[str, str]]) -> None:
    event = both_ways(KNEADING, TALK, BUS, WEBINAR)
    assert [(first.key, second.key) for first, second in clashes(event, sessions)] == pairs


def test_one_session_that_ends_when_the_next_begins_is_no_clash() -> None:
    after = replace(KNEADING, start=TALK.end)
    assert clashes(both_ways(TALK, after), ["talk", "kneading"]) == []


@pytest.mark.parametrize(
    ("one_at_a_time", "held", "refused"),
    [
        (False, set(), False),
        (True, set(), True),
        (True, {"talk"}, True),
        (True, {"talk", "kneading"}, False),
    ],
)
def test_two_at_one_time_are_refused_where_the_event_says_so(
    one_at_a_time: bool, held: set[str], refused: bool
) -> None:
    event = both_ways(KNEADING, TALK, one_at_a_time=one_at_a_time)
    said = [each.message for each in clash_faults(event, {"talk", "kneading"}, held)]
    assert said == (["“Kneading” is at the same time as “Accounting”; choose one of them."] if refused else [])
    assert clash_warnings(event, {"talk", "kneading"}) == [
        "“Accounting” and “Kneading” are at the same time; you cannot be in both."
    ]


HEADING = "first_name,last_name,email,organisation,country,category,attendance_mode,sessions"
ROW = "Jan,Berg,jan@example.org,Brabant,BE,stakeholder,online,{}"
ON_SITE = "“Study visit” is held in person only; leave it out, or come in person on that day."


def _said(response: httpx.Response) -> str:
    assert response.status_code == 422
    return response.text.replace("&#34;", '"')


@pytest.mark.anyio
@pytest.mark.usefixtures("first_of_march")
async def test_every_door_refuses_a_seat_on_the_bus_to_somebody_online(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    both = [HERE, ONLINE]
    await load(database, replace(WORKSHOP, attendance_modes=both))
    assert ON_SITE in _said(await client.post(ADDRESS, json=body(attendance_mode="online", sessions=["bus"])))
    assert ON_SITE in _said(await send(client, attendance_mode="online", sessions=["bus"]))
    sheet = HandedIn(name="a.csv", content=f"{HEADING}\n{ROW.format('bus')}\n".encode())
    with pytest.raises(FaultyRows) as refused:
        await import_registrations(database, settings, "workshop", sheet, now=NOW)
    assert [fault.message for fault in refused.value.faults] == [ON_SITE]
    made = (await client.post(ADDRESS, json=body(attendance_mode="online"))).json()
    address, headers = f"/api/v1/registrations/{made['id']}", await staff(database)
    assert ON_SITE in _said(await client.patch(address, json={"sessions": ["bus"]}, headers=headers))
    form = {"first_name": "Jan", "last_name": "Berg", "attendance_mode": "online", "sessions": "bus"}
    assert ON_SITE in _said(await client.post(own_page(made), data=form))
    await sign_in(client, database, Role.LEAD_PARTNER)
    typed = {name: value for name, value in body(email="b@example.org").items() if isinstance(value, str)}
    assert ON_SITE in _said(await client.post(f"{LIST}/new", data={**typed, **form}))
    assert (await client.get("/api/v1/events/workshop")).json()["sessions"][1]["places_left"] == 4


@pytest.mark.anyio
@pytest.mark.usefixtures("first_of_march")
async def test_who_changes_their_day_reads_which_seat_they_gave_back(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, both_ways(TALK, BUS))
    made = (await client.post(ADDRESS, json=body(sessions=["bus", "talk"]))).json()
    mine = own_page(made)
    days = {f"day_modes.{FIRST_DAY}": "online", f"day_modes.{SECOND_DAY}": "in_person"}
    saved = await client.post(
        mine, data={"first_name": "Jan", "last_name": "Berg", **days, "sessions": ["bus", "talk"]}
    )
    assert (saved.status_code, saved.headers["location"]) == (303, f"{mine}?saved=1&back=bus")
    page = (await client.get(saved.headers["location"])).text
    assert "Given back, since you do not take part in that way on its day:" in page
    assert "<li>Study visit</li>" in page
    free = {
        each["key"]: each["places_left"] for each in (await client.get("/api/v1/events/workshop")).json()["sessions"]
    }
    assert free == {"talk": 3, "bus": 4}
    # It is said once, and of nothing that is still theirs.
    assert "Given back" not in (await client.get(f"{mine}?saved=1&back=talk,moon")).text


@pytest.mark.anyio
@pytest.mark.usefixtures("first_of_march")
async def test_two_sessions_at_one_time_are_warned_of_at_the_choice_on_ones_page_and_in_the_mail(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, both_ways(TALK, KNEADING, BUS))
    form = (await client.get(FORM)).text
    assert re.findall(r'class="clash">([^<]+)<', form) == [
        "at the same time as: Kneading",
        "at the same time as: Accounting",
    ]
    made = (await client.post(ADDRESS, json=body(language="en", sessions=["talk", "kneading"]))).json()
    warning = "“Accounting” and “Kneading” are at the same time; you cannot be in both."
    assert warning in (await client.get(own_page(made))).text
    await sign_in(client, database)
    mails = await client.get("/organise/events/workshop/mails")
    mail = re.search(r'href="(/organise/events/workshop/mails/[0-9a-f-]{36})"', mails.text)
    assert mail
    assert warning in (await client.get(mail[1])).text
    their = "They chose “Accounting” and “Kneading”, which are at the same time."
    assert their in (await client.get(f"{LIST}/{made['id']}")).text


@pytest.mark.anyio
@pytest.mark.usefixtures("first_of_march")
async def test_two_sessions_at_one_time_are_warned_of_before_anything_is_sent(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, both_ways(TALK, KNEADING, BUS))
    warning = "“Accounting” and “Kneading” are at the same time; you cannot be in both."
    looked_over = await send(client, sessions=["talk", "kneading"], go="check")
    assert (looked_over.status_code, warning in looked_over.text) == (200, True)
    assert "at the same time" not in (await send(client, sessions=["talk", "bus"], go="check")).text
    await load(database, both_ways(TALK, KNEADING, BUS, one_at_a_time=True))
    refused = await send(client, sessions=["talk", "kneading"], go="check")
    assert "“Kneading” is at the same time as “Accounting”; choose one of them." in _said(refused)


@pytest.mark.anyio
@pytest.mark.usefixtures("first_of_march")
async def test_what_is_open_to_the_reader_leaves_out_what_is_for_partners(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, replace(WORKSHOP, sessions=[WELCOME, BUS]))
    assert "is open to you without sign-up.</p>" in (await client.get(FORM)).text
    await load(database, replace(WORKSHOP, sessions=[WELCOME, BUS, STEERING]))
    assert (
        "save what is for the project&#39;s partners only: “Steering group meeting”." in (await client.get(FORM)).text
    )
    guest: dict[str, Any] = body(category="stakeholder")
    made = (await client.post(ADDRESS, json=guest)).json()
    assert "save what is for the project&#39;s partners only" in (await client.get(own_page(made))).text


FREE_TALK, FREE_VISIT = replace(TALK, capacity=None), replace(BUS, capacity=None)
ALL = "Everything else on the agenda is open to you without sign-up."
AS_HELD = f"{ALL} On each day this means what is held in the way in which you take part."


@pytest.mark.parametrize(
    ("sessions", "days", "said"),
    [
        ([FREE_TALK], {}, ALL),
        ([FREE_TALK, FREE_VISIT], {}, ALL),
        ([FREE_TALK, FREE_VISIT], {FIRST_DAY: ONLINE}, AS_HELD),
        ([FREE_TALK, FREE_VISIT], {SECOND_DAY: ONLINE}, ALL),
        ([FREE_TALK, SCREEN], {}, ALL),
        ([FREE_TALK, replace(SCREEN, capacity=None)], {}, AS_HELD),
        ([FREE_TALK], {FIRST_DAY: None}, AS_HELD),
    ],
)
def test_everything_else_is_open_to_the_reader_in_the_way_they_take_part(
    sessions: list[Session], days: dict[str, AttendanceMode | None], said: str
) -> None:
    reader = make_registration(attendance_mode=HERE, day_modes=days)
    assert everything_else(found(both_ways(*sessions)), reader) == said


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (both_ways(FREE_TALK), AS_HELD),
        (replace(WORKSHOP, sessions=[FREE_TALK, FREE_VISIT]), ALL),
        (replace(WORKSHOP, attendance_modes=[HERE, ONLINE], sessions=[FREE_TALK]), ALL),
        (replace(WORKSHOP, attendance_modes=[HERE, ONLINE], sessions=[FREE_TALK, FREE_VISIT]), AS_HELD),
    ],
)
def test_the_form_says_what_may_not_be_open_to_whoever_fills_it_in(event: Event, said: str) -> None:
    assert everything_else(found(event)) == said


@pytest.mark.anyio
@pytest.mark.usefixtures("first_of_march")
async def test_ways_that_differ_from_day_to_day_are_not_said_as_one(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, both_ways(TALK))

    async def taking_part(email: str, modes: dict[str, str]) -> str:
        made = (await client.post(ADDRESS, json=body(email=email, day_modes=modes))).json()
        page = (await client.get(own_page(made))).text
        found = re.search(r"<dt>You take part as</dt><dd>([^<]+)</dd>", page)
        assert found
        return found[1]

    assert await taking_part("a@example.org", {FIRST_DAY: "in_person", SECOND_DAY: "online"}) == "Project partner"
    assert await taking_part("b@example.org", {FIRST_DAY: "online", SECOND_DAY: "online"}) == "Project partner · Online"
