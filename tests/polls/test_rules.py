"""The rules of date polls: what may be proposed, how answers are counted, and what a calendar clashes with."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from events_service.calendars.received.reading import Unread
from events_service.polls.busy import BusyTimes, busy_times, clashing
from events_service.polls.options import event_of, with_keys
from events_service.polls.proposing import Asked, faults_of, read_invitees
from events_service.polls.records import Answer, FoundPoll, Invitee, Option, tallies
from events_service.programme.records import EventType
from events_service.web.errors import FaultyFields
from tests.world.polls import FIRST, POLL, SECOND, THIRD
from tests.world.project import PROJECT
from tests.world.times import NOW, at


def test_an_option_takes_its_days_and_one_until_late_at_night_takes_one() -> None:
    assert FIRST.days == [date(2024, 5, 7)]
    assert replace(FIRST, ends=at("2024-05-08T01:30")).days == [date(2024, 5, 7)]
    assert replace(FIRST, ends=at("2024-05-09T13:00")).days == [date(2024, 5, 7 + more) for more in range(3)]


def test_options_get_the_keys_of_the_events_that_they_would_become() -> None:
    poll = with_keys(replace(POLL, options=(SECOND, FIRST, replace(FIRST, ends=at("2024-05-07T15:00")))), set())
    day = "steering-group-2024-05-07"
    assert [each.key for each in poll.options] == [day, f"{day}-2", "steering-group-2024-05-08"]
    assert with_keys(replace(POLL, options=(FIRST,)), {day}).options[0].key == f"{day}-2"
    event = event_of(poll, poll.options[0])
    assert (event.key, event.days, [each.start for each in event.sessions]) == (day, FIRST.days, [FIRST.starts])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"host": "nobody"}, "host"),
        ({"title": ""}, "title"),
        ({"note": "x" * 2001}, "note"),
        ({"options": (FIRST,)}, "options"),
        ({"options": (FIRST, FIRST)}, "options"),
        (
            {"options": tuple(replace(FIRST, ends=FIRST.ends + timedelta(minutes=more)) for more in range(21))},
            "options",
        ),
        ({"options": (SECOND, replace(FIRST, ends=FIRST.starts))}, "options"),
        ({"options": (SECOND, replace(FIRST, ends=at("2024-06-07T13:00")))}, "options"),
        ({"options": (FIRST, replace(SECOND, starts=at("2024-02-07T10:00"), ends=at("2024-02-07T12:00")))}, "options"),
        ({"deadline": date(2024, 2, 29)}, "deadline"),
        ({"deadline": date(2024, 5, 8)}, "deadline"),
    ],
)
def test_what_is_wrong_with_a_poll_is_said_beside_its_field(changes: dict[str, object], field: str | None) -> None:
    found = faults_of(replace(POLL, **changes), {"secon": PROJECT}, NOW)
    assert next((each.field for each in found), None) == field


def test_people_are_read_one_from_a_line_and_each_once() -> None:
    typed = 'Iva Petrova <iva@example.org>\n\n jan@example.org ;\n"Popa, Ion" <ion@example.org>\nIVA@example.org'
    assert read_invitees(typed) == [
        Asked("Iva Petrova", "iva@example.org"),
        Asked("jan@example.org", "jan@example.org"),
        Asked("Popa, Ion", "ion@example.org"),
    ]


@pytest.mark.parametrize(
    "typed", ["", "Iva Petrova", "a@example.org, b@example.org", "\n".join(f"p{n}@a.eu" for n in range(101))]
)
def test_a_line_that_is_nobody_is_named(typed: str) -> None:
    with pytest.raises(FaultyFields):
        read_invitees(typed)


def invitee(number: int, answers: dict[str, Answer] | None, busy: tuple[str, ...] = ()) -> Invitee:
    return Invitee(id=UUID(int=number), name="", email="", invited_at=NOW, answers=answers, busy=busy)


def test_the_best_date_is_refused_by_the_fewest_and_wanted_by_the_most() -> None:
    yes, perhaps, no = Answer
    answers = [{"first": yes, "second": yes, "third": perhaps}, {"first": no, "second": yes, "third": yes}, None]
    invitees = tuple(invitee(number, each, ("first",)) for number, each in enumerate(answers))
    found = FoundPoll(
        id=UUID(int=1),
        poll=POLL,
        asked_by="Maria",
        reply_to="maria@example.org",
        created_at=NOW,
        closed_at=None,
        chosen=None,
        invitees=invitees,
    )
    counted = [(each.yes, each.if_need_be, each.no, each.busy, each.best) for each in tallies(found)]
    assert counted == [(1, 0, 1, 3, False), (2, 0, 0, 0, True), (1, 1, 0, 0, False)]
    assert not any(each.best for each in tallies(replace(found, invitees=invitees[2:])))
    assert (found.takes_answers(NOW), found.takes_answers(POLL.ends_at)) == (True, False)
    assert POLL.ends_at == datetime(2024, 4, 2, 21, tzinfo=UTC)


CALENDAR = """BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n{entries}END:VCALENDAR\r\n"""


def entry(*lines: str, name: str = "VEVENT") -> str:
    return "".join(f"{line}\r\n" for line in (f"BEGIN:{name}", "UID:a", *lines, f"END:{name}"))


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        # 10:00 to 13:00 in Bucharest is 07:00 to 10:00 in UTC.
        (entry("DTSTART:20240507T095900Z", "DTEND:20240507T120000Z"), ["first"]),
        (entry("DTSTART:20240507T100000Z", "DTEND:20240507T120000Z"), []),
        (entry("DTSTART:20240507T123000", "DTEND:20240507T140000"), ["first"]),
        (entry("DTSTART;TZID=Europe/Madrid:20240507T115900", "DURATION:PT1H"), ["first"]),
        (entry("DTSTART;VALUE=DATE:20240507", "DTEND;VALUE=DATE:20240509"), ["first", "second"]),
        (entry("DTSTART:20240501T080000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=8"), ["first", "second"]),
        (entry("DTSTART:20240507T080000Z", "DURATION:PT1H", "TRANSP:TRANSPARENT"), None),
        (entry("DTSTART:20240507T080000Z", "DURATION:PT1H", "STATUS:CANCELLED"), None),
        (
            entry("FREEBUSY:20240508T080000Z/PT1H,20240507T080000Z/20240507T090000Z", name="VFREEBUSY"),
            ["first", "second"],
        ),
        (entry("FREEBUSY;FBTYPE=FREE:20240508T080000Z/PT1H", name="VFREEBUSY"), []),
        ("", None),
    ],
)
def test_a_calendar_clashes_with_the_dates_on_which_it_keeps_its_owner_busy(
    entries: str, expected: list[str] | None
) -> None:
    read = busy_times(CALENDAR.format(entries=entries).encode())
    if expected is None:
        assert isinstance(read, Unread)
    else:
        assert isinstance(read, BusyTimes)
        assert clashing(POLL, read) == expected


def test_what_is_no_calendar_is_not_read_and_what_is_not_understood_is_counted() -> None:
    assert isinstance(busy_times(b"Dear all,"), Unread)
    forever = entry("DTSTART:20240501T080000Z", "DURATION:PT1H", "RRULE:FREQ=SECONDLY")
    read = busy_times(CALENDAR.format(entries=forever).encode())
    assert isinstance(read, BusyTimes)
    assert read.unread == 1


def test_a_date_of_several_days_becomes_an_event_of_whole_days() -> None:
    option = Option(key="k", starts=at("2024-05-07T10:00"), ends=at("2024-05-08T13:00"))
    event = event_of(replace(POLL, type=EventType.ONLINE_MEETING), option)
    assert (len(event.days), event.sessions) == (2, [])
    assert THIRD.days == [date(2024, 5, 14)]
