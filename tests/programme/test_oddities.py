"""What looks odd to organisers: for each kind an event that has it and nothing else, told in each language."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

import pytest
from msgspec.structs import replace

from events_service.programme.desk_warnings import LEAST_CONTENT, Around, desk_warnings
from events_service.programme.finding import FoundEvent, Seats
from events_service.programme.oddities import Oddity
from events_service.programme.public_holidays import holiday_on
from events_service.programme.records import (
    AttendanceMode,
    Event,
    EventType,
    Joining,
    OpeningHours,
    Room,
    Session,
    SessionAccess,
    SessionKind,
    SessionStatus,
    Speaker,
    SteeringGroup,
    Venue,
)
from events_service.programme.travel import distance_km, travel_time
from events_service.web.i18n import LANGUAGES, speaking
from tests.world.events import BUS, COFFEE, STEERING, WELCOME, WORKSHOP, found, with_session
from tests.world.project import PROJECT
from tests.world.times import at

REGISTRATION = Session(
    key="desk",
    kind=SessionKind.REGISTRATION,
    title="Registration",
    start=at("2024-04-16T08:30"),
    end=at("2024-04-16T09:00"),
)
CALM = replace(
    WORKSHOP,
    capacity=80,
    rooms=[Room(key="hall", name={"bg": "Голямата зала", "en": "Main hall"}, capacity=80)],
    sessions=[WELCOME, COFFEE, BUS, STEERING, REGISTRATION],
)
MILL = Venue(name="Old mill", latitude=46.36, longitude=26.0)
PARTNERS = len(PROJECT.partners)
OPEN = [OpeningHours(opens=time(8), closes=time(18))]


def calm(**changes: Any) -> FoundEvent:
    return found(replace(CALM, **changes))


def with_quorum(shown: FoundEvent, quorum: int) -> FoundEvent:
    return replace(shown, project=replace(shown.project, steering_group=SteeringGroup(quorum=quorum)))


def changed(key: str, **changes: Any) -> FoundEvent:
    return found(with_session(CALM, key, **changes))


def opened(*hours: OpeningHours) -> Venue:
    assert CALM.venue is not None
    return replace(CALM.venue, opening_hours=list(hours))


IN_HALL = {"room": "Main hall", "start": WELCOME.start, "end": WELCOME.end}
CASES: dict[Oddity, tuple[FoundEvent, Around, tuple[str | int, ...]]] = {
    Oddity.ROOM_TAKEN: (changed("coffee", **IN_HALL), Around(), ("sessions", 1, "room")),
    Oddity.SPEAKER_ELSEWHERE: (
        changed("coffee", **IN_HALL | {"room": "Foyer"}, speakers=WELCOME.speakers[:1]),
        Around(),
        ("sessions", 1, "speakers", 0),
    ),
    Oddity.OVER_EVENT: (changed("bus", capacity=81), Around(), ("sessions", 2, "capacity")),
    Oddity.OVER_ROOM: (
        found(
            with_session(
                replace(CALM, capacity=150, rooms=[replace(CALM.rooms[0], capacity=99)]), "welcome", capacity=100
            )
        ),
        Around(),
        ("sessions", 0, "room"),
    ),
    Oddity.LONG: (changed("bus", end=at("2024-04-17T03:00")), Around(), ("sessions", 2, "end")),
    Oddity.ATTENDANCE_WITHOUT_CONTENT: (changed("coffee", attendance=True), Around(), ("sessions", 1, "attendance")),
    Oddity.NOBODY_ONLINE: (changed("bus", online=True), Around(), ("sessions", 2, "online")),
    Oddity.HELD_NOWHERE: (changed("bus", online=False, in_person=False), Around(), ("sessions", 2, "in_person")),
    Oddity.JOINED_BY_NOBODY: (
        changed("bus", online=False, joining=Joining(link="https://meet.example.org")),
        Around(),
        ("sessions", 2, "joining"),
    ),
    Oddity.TRAVEL_TIME: (
        changed("coffee", place=MILL, start=at("2024-04-16T10:00")),
        Around(),
        ("sessions", 1, "start"),
    ),
    Oddity.NO_TRANSFER: (
        changed("coffee", place=Venue(name="Café"), start=at("2024-04-16T09:50")),
        Around(),
        ("sessions", 1, "start"),
    ),
    Oddity.OUTSIDE_HOURS: (
        calm(venue=opened(OpeningHours(opens=time(8), closes=time(16)))),
        Around(),
        ("sessions", 2, "start"),
    ),
    Oddity.CLOSED: (
        calm(venue=opened(OpeningHours(day=date(2024, 4, 16), opens=time(8), closes=time(18)))),
        Around(),
        ("sessions", 3, "start"),
    ),
    Oddity.QUORUM_HAS_NO_SEATS: (changed("steering", capacity=1), Around(), ("sessions", 3, "capacity")),
    Oddity.NO_QUORUM: (calm(), Around(members=1), ("sessions", 3, "kind")),
    Oddity.OWN_QUORUM_HAS_NO_SEATS: (
        with_quorum(changed("steering", capacity=2), 3),
        Around(),
        ("sessions", 3, "capacity"),
    ),
    Oddity.NO_OWN_QUORUM: (with_quorum(calm(), 3), Around(members=2), ("sessions", 3, "kind")),
    Oddity.UNTRANSLATED: (changed("coffee", title={"en": "Coffee"}), Around(), ("sessions", 1, "title")),
    Oddity.NO_TIME_TO_SIGN: (
        found(with_session(replace(CALM, capacity=161, rooms=[]), "desk", end=at("2024-04-16T09:00"))),
        Around(),
        ("sessions", 4, "end"),
    ),
    Oddity.NOBODYS_PLACES_ONLINE: (calm(online_capacity=5), Around(), ("online_capacity",)),
    Oddity.NOBODYS_PLACES: (
        calm(attendance_modes=[AttendanceMode.ONLINE], online_capacity=80),
        Around(),
        ("capacity",),
    ),
    Oddity.JOINING_UNTOLD: (calm(joining=Joining(link="https://meet.example.org")), Around(), ("joining",)),
    Oddity.CLOSES_LATE: (
        calm(registration=replace(CALM.registration, closes=at("2024-04-18T12:00"))),
        Around(),
        ("registration", "closes"),
    ),
    Oddity.EMPTY_DAY: (calm(days=[*CALM.days, date(2024, 4, 18)]), Around(), ("days", 2)),
    Oddity.NO_VENUE: (calm(venue=None), Around(), ("venue",)),
    Oddity.NO_CONTACT: (
        found(replace(CALM, contact=None), project=replace(PROJECT, contact=None)),
        Around(),
        ("contact",),
    ),
    Oddity.OUTSIDE_PROJECT: (
        found(CALM, project=replace(PROJECT, starts=date(2024, 4, 17))),
        Around(),
        ("days", 0),
    ),
    Oddity.STRANGE_LANGUAGE: (
        found(
            replace(
                CALM,
                title="Workshop",
                languages=["sv"],
                rooms=[],
                sessions=[replace(each, title="T", room=None) for each in CALM.sessions],
            )
        ),
        Around(),
        ("languages", 0),
    ),
    Oddity.HOLIDAY: (
        calm(
            days=[date(2024, 5, 1)],
            sessions=[
                replace(each, start=each.start.replace(month=5, day=1), end=each.end.replace(month=5, day=1))
                for each in CALM.sessions
            ],
        ),
        Around(),
        ("days", 0),
    ),
    Oddity.CLASH: (calm(), Around(others=[("Kick-off", [date(2024, 4, 17)])]), ("days", 1)),
    Oddity.TOO_SHORT: (calm(sessions=CALM.sessions[:2], days=CALM.days[:1]), Around(), ("sessions",)),
}


ALONE = Around()


def told(case: FoundEvent, around: Around = ALONE) -> list[tuple[Oddity, Sequence[str | int]]]:
    return [(each.kind, each.path) for each in desk_warnings(case, around)]


def test_nothing_looks_odd_in_an_event_as_it_should_be() -> None:
    assert told(calm()) == []


def test_whom_to_ask_may_stand_at_the_host_or_at_the_project() -> None:
    asked = replace(CALM, contact=None)
    hosts = [replace(each, contact=PROJECT.contact) for each in PROJECT.partners]
    assert told(found(asked)) == told(found(asked, project=replace(PROJECT, contact=None, partners=hosts))) == []


@pytest.mark.parametrize("kind", Oddity)
def test_each_oddity_is_found_alone_and_at_its_place(kind: Oddity) -> None:
    case, around, path = CASES[kind]
    assert told(case, around) == [(kind, path)]


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_each_oddity_is_told_in_each_language(language: str) -> None:
    for case, around, _ in CASES.values():
        (english,) = desk_warnings(case, around)
        with speaking(language):
            (said,) = desk_warnings(case, around)
        assert said.message != english.message
        assert not {"{", "}"} & {*said.message}


@pytest.mark.parametrize(
    ("longitude", "gap", "kind"),
    [
        (25.803, 0, None),  # 230 m: another door of the same place
        (25.8131, 11, Oddity.TRAVEL_TIME),  # 1 km: 2 minutes and 10
        (25.8131, 12, None),
        (26.0, 33, Oddity.TRAVEL_TIME),  # 15.3 km: 23 minutes and 10
        (26.0, 34, None),
        (None, 9, Oddity.NO_TRANSFER),
        (None, 10, None),
    ],
)
def test_the_way_to_another_place_takes_its_time_at_forty_kilometres_an_hour_and_ten_minutes(
    longitude: float | None, gap: int, kind: Oddity | None
) -> None:
    place = Venue(name="Old mill", latitude=None if longitude is None else 46.36, longitude=longitude)
    begins = WELCOME.end.replace(hour=9 + (45 + gap) // 60, minute=(45 + gap) % 60)
    visit = with_session(CALM, "coffee", place=place, start=begins)
    assert [each for each, _ in told(found(visit))] == ([kind] if kind else [])


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": SessionKind.TRANSFER},
        {"status": SessionStatus.CANCELLED},
        {"place": replace(MILL, longitude=25.8)},
        {"end": at("2024-04-16T09:55"), "start": at("2024-04-16T09:50"), "in_person": False, "online": True},
    ],
)
def test_nobody_travels_to_what_moves_is_off_is_here_or_online(changes: dict[str, Any]) -> None:
    visit = with_session(CALM, "coffee", **{"place": MILL, "start": at("2024-04-16T09:46"), **changes})
    kinds = [each for each, _ in told(found(visit))]
    assert not {Oddity.TRAVEL_TIME, Oddity.NO_TRANSFER} & {*kinds}


def test_a_distance_is_that_over_the_ground() -> None:
    sofia, plovdiv = (Venue(name="x", latitude=each[0], longitude=each[1]) for each in ((42.7, 23.32), (42.15, 24.75)))
    km = distance_km(sofia, plovdiv)
    assert km is not None
    assert round(km) == 132
    assert travel_time(km).total_seconds() == (199 + 10) * 60
    assert distance_km(sofia, Venue(name="x")) is None


@pytest.mark.parametrize(
    ("hours", "odd"),
    [
        (OPEN, []),
        ([OpeningHours(opens=time(8), closes=time(13)), OpeningHours(opens=time(13), closes=time(17))], []),
        ([OpeningHours(opens=time(8), closes=time(15)), OpeningHours(opens=time(15), closes=time(17))], ["bus"]),
        ([*OPEN, OpeningHours(day=date(2024, 4, 17), opens=time(12), closes=time(18))], ["steering"]),
        ([OpeningHours(day=date(2024, 4, 17), opens=time(8), closes=time(18))], ["welcome", "coffee", "bus", "desk"]),
    ],
)
def test_a_day_has_its_own_hours_or_those_of_every_other_day(hours: list[OpeningHours], odd: list[str]) -> None:
    found_odd = told(calm(venue=opened(*hours)))
    assert [CALM.sessions[int(path[1])].key for _, path in found_odd] == odd


@pytest.mark.parametrize(
    ("changes", "taken", "odd"),
    [
        ({"capacity": 20, "room": "Main hall"}, 0, False),
        ({"capacity": 20, "room": "Main hall"}, 90, True),
        ({"capacity": None, "room": "Main hall"}, 90, False),
        ({"capacity": None, "room": "Main hall", "access": SessionAccess.PARTNERS}, 90, False),
    ],
)
def test_who_signed_up_is_held_against_the_seats_of_the_room(changes: dict[str, Any], taken: int, odd: bool) -> None:
    held = changed("bus", **changes)
    held = replace(held, session_seats={"bus": Seats(capacity=20, taken=taken)})
    assert [each for each, _ in told(held)] == ([Oddity.OVER_ROOM] if odd else [])


@pytest.mark.parametrize(("beside", "odd"), [(False, True), (True, False)])
def test_all_fit_into_the_room_of_what_everybody_comes_to(beside: bool, odd: bool) -> None:
    crowded: Event = replace(CALM, capacity=81)
    if beside:
        crowded = with_session(crowded, "coffee", start=WELCOME.start, end=WELCOME.end, kind=SessionKind.WORKSHOP)
    assert (Oddity.OVER_ROOM in {each for each, _ in told(found(crowded))}) is odd


@pytest.mark.parametrize(
    ("places", "members", "kind"),
    [
        (PARTNERS // 2 + 1, None, None),
        (PARTNERS // 2, None, Oddity.QUORUM_HAS_NO_SEATS),
        (None, PARTNERS // 2 + 1, None),
        (None, PARTNERS // 2, Oddity.NO_QUORUM),
        (PARTNERS // 2, 0, Oddity.QUORUM_HAS_NO_SEATS),
    ],
)
def test_a_quorum_is_more_than_half_of_the_partners(
    places: int | None, members: int | None, kind: Oddity | None
) -> None:
    assert [each for each, _ in told(changed("steering", capacity=places), Around(members=members))] == (
        [kind] if kind else []
    )


@pytest.mark.parametrize(
    ("places", "members", "kind"),
    [
        (3, None, None),
        (2, None, Oddity.OWN_QUORUM_HAS_NO_SEATS),
        (None, 3, None),
        (None, 2, Oddity.NO_OWN_QUORUM),
    ],
)
def test_a_project_s_own_quorum_holds_in_the_place_of_half_of_the_partners(
    places: int | None, members: int | None, kind: Oddity | None
) -> None:
    shown = with_quorum(changed("steering", capacity=places), 3)
    assert [each for each, _ in told(shown, Around(members=members))] == ([kind] if kind else [])


@pytest.mark.parametrize("kind", EventType)
def test_what_the_documents_of_a_type_need_is_content_of_some_length(kind: EventType) -> None:
    least = LEAST_CONTENT[kind]
    day = replace(CALM, type=kind, days=CALM.days[:1], sessions=[replace(WELCOME, end=WELCOME.start + least)])
    assert told(found(day)) == []
    short = replace(day, sessions=[replace(WELCOME, end=WELCOME.start + least / 2)])
    assert told(found(short)) == [(Oddity.TOO_SHORT, ("sessions",))]


@pytest.mark.parametrize(
    ("day", "country", "region", "language", "name"),
    [
        (date(2024, 5, 1), "RO", None, "ro", "Ziua Muncii"),
        (date(2024, 5, 1), "RO", None, "hu", "Labor Day"),
        (date(2024, 5, 2), "RO", None, "ro", None),
        (
            date(2024, 5, 24),
            "BG",
            None,
            "bg",
            "Ден на светите братя Кирил и Методий, на българската азбука, просвета и"
            " култура и на славянската книжовност",
        ),
        (date(2024, 6, 20), "DE", "DE-BY", "de", None),
        (date(2024, 5, 30), "DE", "DE-BW", "de", "Fronleichnam"),
        (date(2024, 5, 30), "DE", None, "de", None),
        (date(2024, 5, 30), "DE", "DE-XX", "de", None),
        (date(2024, 9, 9), "ES", "ES-EX", "es", None),
        (date(2025, 9, 8), "ES", "ES-EX", "es", "Día de Extremadura"),
        (date(2025, 9, 8), "ES", None, "es", None),
        (date(2024, 1, 1), "XX", None, "en", None),
    ],
)
def test_a_public_holiday_has_a_name_in_a_region_and_a_language(
    day: date, country: str, region: str | None, language: str, name: str | None
) -> None:
    assert holiday_on(day, country, region, language) == name


INTERREG = [
    *("AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LI"),
    *("LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"),
]
NEIGHBOURS = [
    *("AL", "AM", "AZ", "BA", "EG", "GB", "GE", "IL", "IS", "JO", "LB", "MD", "ME", "MK", "PS", "RS", "TN", "TR"),
    "UA",
]


@pytest.mark.parametrize("country", INTERREG + NEIGHBOURS)
def test_the_holidays_of_each_country_of_interreg_are_known(country: str) -> None:
    days = (date(2019, month, day) for month in range(1, 13) for day in range(1, 29))
    assert any(holiday_on(each, country, None, "en") for each in days)


def test_a_speaker_of_the_same_name_from_elsewhere_is_somebody_else() -> None:
    other = [Speaker(name=WELCOME.speakers[0].name, organisation="Elsewhere")]
    assert told(changed("coffee", start=WELCOME.start, end=WELCOME.end, speakers=other)) == []


def test_two_rooms_of_one_name_in_two_places_are_two_rooms() -> None:
    held = changed("coffee", **IN_HALL, place=replace(MILL, longitude=25.8))
    assert told(held) == []
