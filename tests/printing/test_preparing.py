"""From the programme to what is printed: own agendas, door signs, totals for the caterer, lists in alphabets."""

from msgspec.structs import replace

from events_service.documents.records import Bilingual
from events_service.printing.languages import languages_of
from events_service.printing.preparing import own_agenda, participants_list_of
from events_service.printing.preparing_agenda import agenda_of, caterer_totals_of, door_signs_of
from events_service.printing.preparing_sheets import DayPart, SheetChoice, sign_in_sheets_of
from events_service.programme.finding import FoundEvent, Seats
from events_service.programme.records import AttendanceMode, Session, SessionAccess, SessionKind
from events_service.registrations.records import Category, ChosenSession, Status
from tests.world.events import DOOR, door_event, without_session
from tests.world.people import make_registration
from tests.world.project import PROJECT
from tests.world.times import MORNING, at

BASE = "https://events.example.org"
LUNCH = Session(
    key="lunch", kind=SessionKind.MEAL, title="Lunch", start=at("2024-04-16T13:00"), end=at("2024-04-16T14:00")
)
DINNER = Session(
    key="dinner",
    kind=SessionKind.MEAL,
    title="Dinner",
    start=at("2024-04-16T19:00"),
    end=at("2024-04-16T21:00"),
    capacity=20,
)
TALK = Session(
    key="talk",
    kind=SessionKind.TALK,
    title="Talk",
    start=at("2024-04-16T09:00"),
    end=at("2024-04-16T10:00"),
    room="Main hall",
)
FOUND = FoundEvent(
    event=door_event(sessions=[LUNCH, DINNER, TALK]),
    project=PROJECT,
    seats=Seats(capacity=None, taken=0),
    version=1,
    changed_at=MORNING,
)
DINES = make_registration(1, sessions=(ChosenSession(key="dinner", status=Status.CONFIRMED),))
WAITS = make_registration(2, sessions=(ChosenSession(key="dinner", status=Status.WAITLISTED),))
ONLINE = make_registration(3, attendance_mode=AttendanceMode.ONLINE)


def test_a_persons_own_agenda_has_what_is_open_to_all_and_the_places_they_hold() -> None:
    day = "Tuesday, 16 April 2024"
    assert own_agenda(FOUND.event, DINES) == (day, "09:00 Talk", "13:00 Lunch", "19:00 Dinner")
    assert own_agenda(FOUND.event, WAITS) == (day, "09:00 Talk", "13:00 Lunch")


def test_the_back_of_a_badge_knows_the_days_and_ways_of_its_bearer() -> None:
    on_site = replace(LUNCH, online=False)
    visit = replace(TALK, key="visit", title="Visit", start=at("2024-04-17T09:00"), end=at("2024-04-17T10:00"))
    event = door_event(sessions=[visit, on_site, TALK])
    tuesday, wednesday = "Tuesday, 16 April 2024", "Wednesday, 17 April 2024"
    assert own_agenda(event, make_registration()) == (tuesday, "09:00 Talk", "13:00 Lunch", wednesday, "09:00 Visit")
    away = make_registration(day_modes={"2024-04-17": None})
    assert own_agenda(event, away) == (tuesday, "09:00 Talk", "13:00 Lunch")
    online_first = make_registration(day_modes={"2024-04-16": AttendanceMode.ONLINE})
    assert own_agenda(event, online_first) == (tuesday, "09:00 Talk", wednesday, "09:00 Visit")


def test_what_is_for_partners_only_stands_on_their_paper_alone() -> None:
    closed = FOUND.event.sessions[2]
    sessions = [replace(LUNCH, access=SessionAccess.PARTNERS), replace(closed, kind=SessionKind.STEERING_GROUP)]
    found = replace(FOUND, event=door_event(sessions=sessions))
    partner, other = DINES, make_registration(4, category=Category.STAKEHOLDER)
    assert own_agenda(found.event, partner)[1:] == ("09:00 Talk", "13:00 Lunch")
    assert own_agenda(found.event, other) == ()
    (sheet,) = sign_in_sheets_of(found, [partner, other], BASE, SheetChoice(session="talk"))
    assert [row.number for row in sheet.rows] == [1]
    assert [meal.people for meal in caterer_totals_of(found, [partner, other], {}, MORNING).meals] == [1]


def test_on_the_sheet_of_a_session_stands_who_can_join_it_as_they_take_part_on_its_day() -> None:
    away = make_registration(4, day_modes={"2024-04-16": None})
    on_site = replace(FOUND, event=door_event(sessions=[replace(TALK, online=False)]))
    on_screen = replace(FOUND, event=door_event(sessions=[replace(TALK, in_person=False)]))
    listed = []
    for found in (FOUND, on_site, on_screen):
        (sheet,) = sign_in_sheets_of(found, [DINES, ONLINE, away], BASE, SheetChoice(session="talk"))
        listed.append([[row.number for row in rows] for rows in (sheet.rows, sheet.online)])
    assert listed == [[[1], [3]], [[1], []], [[], [3]]]


def test_the_caterer_gets_who_comes_in_person_and_diets_only_where_all_may_come() -> None:
    totals = caterer_totals_of(FOUND, [DINES, WAITS, ONLINE], {LUNCH.start.date(): [("vegan", 1)]}, MORNING)
    assert [(meal.title.english, meal.people, meal.diets) for meal in totals.meals] == [
        ("Lunch", 2, (("vegan", 1),)),
        ("Dinner", 1, ()),
    ]


def test_a_door_sign_hangs_where_a_session_names_its_room() -> None:
    (sign,) = door_signs_of(FOUND, BASE)
    assert (sign.room.english, [one.payload for one in sign.sessions]) == (
        "Main hall",
        [f"{BASE}/events/harghita-2024#talk"],
    )


def test_the_agenda_stands_in_order_with_its_pauses_set_back() -> None:
    first = agenda_of(FOUND).days[0]
    assert [(one.hours, one.pause) for one in first.entries] == [
        ("09:00–10:00", False),
        ("13:00–14:00", True),
        ("19:00–21:00", True),
    ]


def test_lists_are_sorted_by_the_hosts_alphabet() -> None:
    """The host is in Romania: ș follows s, and comes before t."""
    names = ("Țepeș", "Tudor", "Șerban", "Suciu")
    people = [make_registration(number, last_name=name) for number, name in enumerate(names, start=1)]
    host = FoundEvent(
        event=door_event(languages=["ro"]), project=PROJECT, seats=FOUND.seats, version=1, changed_at=MORNING
    )
    shown = [row.name.split()[-1] for row in participants_list_of(host, people).rows]
    assert shown == ["Suciu", "Șerban", "Tudor", "Țepeș"]


def test_lists_stand_in_english_and_the_hosts_language_unless_others_are_chosen() -> None:
    romanian = FoundEvent(
        event=replace(without_session(DOOR, "welcome"), languages=["ro"]),
        project=PROJECT,
        seats=FOUND.seats,
        version=1,
        changed_at=MORNING,
    )
    chosen = [(None, None), ("bg", "el"), ("ro", None), (None, "bg"), ("de", "de"), (None, "en")]
    pairs = [languages_of(romanian, *each) for each in chosen]
    assert [(pair.first, pair.second) for pair in pairs] == [
        ("en", "ro"),
        ("bg", "el"),
        ("ro", "en"),
        ("en", "bg"),
        ("de", None),
        ("en", None),
    ]
    (sheet,) = sign_in_sheets_of(
        romanian, [DINES], BASE, SheetChoice(day=FOUND.event.days[0], languages=languages_of(romanian, "de", "bg"))
    )
    assert sheet.header.languages == ("de", "bg")
    assert sheet.header.date.english == "Dienstag, 16. April 2024"
    assert sheet.header.event_title.local == "3ти междурегионален уъркшоп"
    assert sheet.rows[0].country == "България"


def test_the_agenda_and_the_door_signs_follow_the_languages_chosen() -> None:
    shown = languages_of(FOUND, "hu", "pl")
    assert agenda_of(FOUND, shown).days[0].date == Bilingual(
        english="2024. április 16., kedd", local="wtorek, 16 kwietnia 2024"
    )
    assert door_signs_of(FOUND, BASE, shown)[0].language == "hu"


def test_interpreters_get_an_empty_list_for_each_day() -> None:
    sheets = sign_in_sheets_of(FOUND, [DINES], BASE, SheetChoice(interpreters=True))
    empty = [sheet for sheet in sheets if not sheet.rows]
    assert len(empty) == len(FOUND.event.days)
    assert all(sheet.walk_in_rows == 6 and "-INTERPRETERS/" in sheet.payload for sheet in empty)


def test_speakers_sign_apart_with_the_number_they_have_everywhere() -> None:
    speaker = make_registration(7, category=Category.SPEAKER)
    choice = SheetChoice(day=FOUND.event.days[0], part=DayPart.MORNING, speakers_apart=True)
    morning, speakers = sign_in_sheets_of(FOUND, [DINES, speaker], BASE, choice)
    assert [row.number for row in morning.rows] == [1]
    assert [row.number for row in speakers.rows] == [7]
    assert morning.payload.startswith("HTTPS://EVENTS.EXAMPLE.ORG/S/HARGHITA-2024/2024-04-16-MORNING/")
