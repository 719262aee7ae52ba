"""Calendar files as other programs write them: read with their own zones and rules, or named; nothing half applied."""

from itertools import permutations
from pathlib import Path

import pytest

from events_service.calendars.importing import Agenda, UnreadableCalendar, agenda_of, read_calendar, understood, zone_of
from events_service.calendars.received.occurrences import Reason
from events_service.calendars.received.reading import read_calendar_file
from events_service.web.hypertext import plain

INPUTS = Path(__file__).parent / "inputs"


def agenda(file: str | bytes, zone: str = "Europe/Berlin") -> Agenda:
    octets = (INPUTS / file).read_bytes() if isinstance(file, str) else file
    return agenda_of(understood(read_calendar_file(octets)), zone)


def calendar(*events: str, head: str = "") -> bytes:
    entries = "".join(f"BEGIN:VEVENT\nUID:1\nSUMMARY:Plenary\n{event}\nEND:VEVENT\n" for event in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{head}{entries}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def starts(read: Agenda) -> list[str]:
    return [f"{each.start:%m-%d %H:%M}" for each in read.sessions]


SERIES = (
    "DTSTART;TZID=Europe/Berlin:20260414T090000\nDTEND;TZID=Europe/Berlin:20260414T093000\nRRULE:FREQ=DAILY;COUNT=3"
)


async def _read_apart(file: str) -> list[str]:
    try:
        return starts(agenda_of(await read_calendar((INPUTS / file).read_bytes()), "Europe/Berlin"))
    except UnreadableCalendar as refusal:
        return [str(refusal)]


@pytest.mark.anyio
async def test_no_file_decides_the_zones_of_another_in_whatever_order_they_come() -> None:
    right = {
        "c21_custom_athens.ics": ["04-14 09:00"],
        "c21_custom_lisbon.ics": ["04-14 11:00"],
        "c22_zone_last.ics": ["04-14 09:00"],
        "c22_zone_missing.ics": [],
    }
    for order in permutations(right):
        assert {file: starts(agenda(file)) for file in order} == right
    assert {file: await _read_apart(file) for file in right} == right


def test_a_zone_that_nobody_defines_is_named() -> None:
    assert [each.reason for each in agenda("c22_zone_missing.ics").skipped] == [Reason.UNKNOWN_ZONE]


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Berlin", "europe/berlin", "EUROPE/BERLIN", " Europe/Berlin", "W. Europe Standard Time",
        "w. europe standard time", "/freeassociation.sourceforge.net/Europe/Berlin", "/Europe/Berlin",
        "/citadel.org/20250101_1/Europe/Berlin",
    ],
)  # fmt: skip
def test_a_zone_is_known_however_its_name_is_written(name: str) -> None:
    read = understood(read_calendar_file(calendar(SERIES.replace("Europe/Berlin", name))))
    assert starts(agenda_of(read, "Europe/Athens")) == ["04-14 10:00", "04-15 10:00", "04-16 10:00"]
    assert zone_of(read) == "Europe/Berlin"


def test_a_zone_of_three_names_is_known_behind_a_program_s_own() -> None:
    argentina = SERIES.replace("Europe/Berlin", "/mozilla.org/20250101_1/America/Argentina/Ushuaia")
    assert zone_of(understood(read_calendar_file(calendar(argentina)))) == "America/Argentina/Ushuaia"


def test_a_zone_that_the_file_defines_is_its_own_in_capitals_and_small_letters() -> None:
    octets = (INPUTS / "c18_own.ics").read_bytes().replace(b"TZID:British", b"TZID:BRITISH")
    assert starts(agenda(octets)) == ["04-14 11:20"]


def test_a_file_s_own_zone_goes_before_a_published_one_of_its_name() -> None:
    assert starts(agenda("c18_gmt.ics")) == starts(agenda("c18_own.ics")) == ["04-14 11:20"]


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "W. Europe Standard Time", "/mozilla.org/20050126_1/Europe/Berlin", "/x/Europe/Berlin"]
)
def test_a_zone_is_known_by_the_names_that_programs_give_it(zone: str) -> None:
    event = f'DTSTART;TZID="{zone}":20260414T090000\nDURATION:PT1H'
    assert starts(agenda(calendar(event), "Europe/Athens")) == ["04-14 10:00"]


@pytest.mark.parametrize(
    "exception",
    [
        "EXDATE;VALUE=DATE:20260415",
        "EXDATE:20260415",
        "EXDATE:20260415T090000",
        "EXDATE:20260415T070000Z",
        "EXDATE;TZID=Europe/Athens:20260415T100000",
        "EXDATE;TZID=W. Europe Standard Time:20260415T090000",
    ],
)
def test_an_exception_holds_however_it_is_written(exception: str) -> None:
    read = agenda(calendar(f"{SERIES}\n{exception}"))
    assert (starts(read), read.skipped) == (["04-14 09:00", "04-16 09:00"], ())


def test_an_exception_written_as_a_day_leaves_its_session_out() -> None:
    assert starts(agenda("c1_exdate_date.ics")) == ["04-14 10:30", "04-16 10:30"]


@pytest.mark.parametrize(
    "replaced",
    ["RECURRENCE-ID;VALUE=DATE:20260415", "RECURRENCE-ID:20260415T070000Z", "RECURRENCE-ID:20260415T090000"],
)
def test_a_moved_session_stands_once_however_it_says_which_it_was(replaced: str) -> None:
    moved = f"{replaced}\nDTSTART;TZID=Europe/Berlin:20260415T110000\nDTEND;TZID=Europe/Berlin:20260415T113000"
    assert starts(agenda(calendar(SERIES, moved))) == ["04-14 09:00", "04-15 11:00", "04-16 09:00"]


def test_a_session_moved_by_its_day_stands_once() -> None:
    assert starts(agenda("c11_recid_date.ics")) == ["04-14 09:00", "04-15 11:00", "04-16 09:00"]


@pytest.mark.parametrize("exception", ["EXDATE;VALUE=DATE:20260420", "EXDATE:20260415T113000Z"])
def test_an_exception_that_fits_nothing_is_named(exception: str) -> None:
    read = agenda(calendar(f"{SERIES}\n{exception}"))
    assert len(read.sessions) == 3
    assert [each.reason for each in read.skipped] == [Reason.NO_SUCH_TIME]


def test_a_change_that_holds_from_then_on_leaves_its_series_out_whole() -> None:
    change = "RECURRENCE-ID;RANGE=THISANDFUTURE:20260415T070000Z\nDTSTART:20260415T090000Z\nDTEND:20260415T100000Z"
    read = agenda(calendar(SERIES, change))
    assert read.sessions == ()
    assert {each.reason for each in read.skipped} == {Reason.FROM_THEN_ON}


def test_further_dates_come_in_with_their_own_ends() -> None:
    further = "RDATE;VALUE=PERIOD:20260420T070000Z/20260420T090000Z,20260421T070000Z/PT3H\nRDATE;VALUE=DATE:20260422"
    read = agenda(calendar(f"{SERIES}\n{further}"))
    assert starts(read)[3:] == ["04-20 09:00", "04-21 09:00", "04-22 09:00"]
    assert [f"{each.end:%H:%M}" for each in read.sessions[3:]] == ["11:00", "12:00", "09:30"]


def test_a_calendar_that_calls_off_brings_nothing_in() -> None:
    read = agenda(calendar(SERIES, head="METHOD:CANCEL\n"))
    assert (read.sessions, [each.reason for each in read.skipped]) == ((), [Reason.CANCELLED])


@pytest.mark.parametrize("until", ["20260416", "20260416T090000", "20260416T070000Z", "20260416T235959Z"])
def test_the_end_of_a_rule_holds_as_a_day_and_with_and_without_a_zone(until: str) -> None:
    read = agenda(calendar(SERIES.replace("COUNT=3", f"UNTIL={until}")))
    assert starts(read) == ["04-14 09:00", "04-15 09:00", "04-16 09:00"]


def test_the_end_of_a_rule_written_as_a_day_holds_for_that_day() -> None:
    assert starts(agenda("c2_until_date.ics")) == ["04-14 10:30", "04-15 10:30", "04-16 10:30"]


def test_whole_days_of_outlook_are_days_and_no_sessions_at_midnight() -> None:
    read = agenda("c4_outlook_allday.ics")
    assert [each.title for each in read.sessions] == ["Plenary"]
    assert [(each.title, each.reason) for each in read.skipped] == [("Excursion day", Reason.WHOLE_DAY)]
    assert [day.day for day in read.days] == [14]


def test_whole_days_that_are_repeated_are_all_days_of_the_event() -> None:
    days = "DTSTART;VALUE=DATE:20260414\nDTEND;VALUE=DATE:20260415\nRRULE:FREQ=DAILY;COUNT=3"
    assert [day.day for day in agenda(calendar(days)).days] == [14, 15, 16]


def test_a_line_that_was_broken_by_hand_goes_on_and_cuts_nothing() -> None:
    assert starts(agenda("c5_raw_newline_head.ics")) == ["04-14 09:00"]
    event = f"{SERIES}\nDESCRIPTION:Bring\nyour badge.\n\nNote: the hall\\, not the foyer\nEXDATE:20260414T070000Z"
    read = agenda(calendar(event))
    assert read.sessions[0].description == "Bring\nyour badge.\n\nNote: the hall, not the foyer"
    assert starts(read) == ["04-15 09:00", "04-16 09:00"]


def test_a_list_of_exceptions_that_was_broken_without_a_fold_holds_whole() -> None:
    broken = f"{SERIES}\nEXDATE:20260414T070000Z,\n20260415T070000Z"
    assert starts(agenda(calendar(broken))) == ["04-16 09:00"]


def test_a_file_that_is_not_utf_8_is_refused_with_what_to_do() -> None:
    with pytest.raises(UnreadableCalendar, match=r"not in UTF-8.*export it anew"):
        agenda("c6_latin1.ics")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32"])
def test_a_file_of_wide_letters_whose_order_nothing_tells_is_refused_with_what_to_do(encoding: str) -> None:
    with pytest.raises(UnreadableCalendar, match=r"not in UTF-8.*export it anew"):
        agenda(calendar(SERIES).decode().encode(encoding))


def test_a_file_in_utf_16_is_read() -> None:
    (session,) = agenda("c6c_utf16.ics").sessions
    assert (session.title, session.room) == ("Begrüßung durch Herrn Müller", "Großer Saal")


def test_a_letter_that_a_fold_parts_is_whole() -> None:
    octets = calendar(f"{SERIES}\nLOCATION:Großer Saal").replace("ß".encode(), b"\xc3\r\n \x9f")
    assert agenda(octets).sessions[0].room == "Großer Saal"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Gr=C3=BC=C3=9Fe", "Grüße"),
        ("SUMMARY;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Gr=FC=\n=DFe", "Grüße"),
        ("SUMMARY;CHARSET=x-own;ENCODING=QUOTED-PRINTABLE:Gr=FC=DFe", "Gr=FC=DFe"),
        ("SUMMARY;ENCODING=QUOTED-PRINTABLE:Gr=FC=DFe", "Gr=FC=DFe"),
        ("SUMMARY:a=C3=BC", "a=C3=BC"),
    ],
)
def test_texts_of_the_first_version_of_the_format_are_decoded(written: str, read: str) -> None:
    event = f"{written}\nDTSTART:20260414T070000Z\nDURATION:PT1H"
    octets = calendar(event).replace(b"SUMMARY:Plenary\r\n", b"")
    assert [each.title for each in agenda(octets).sessions] == [read]


def test_html_in_texts_becomes_paragraphs_and_lists() -> None:
    (session,) = agenda("c8_html.ics").sessions
    assert session.title == "Round table & lunch"
    assert session.description == ("With three regions and\n\n- one guest\n\nJoin: link (https://x.example.org)")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<p>a</p><p>&nbsp;</p><div>b</div><div>c<br>d</div>", "a\n\nb\nc\nd"),
        ("<ol><li>x<ul><li>y</li></ul></li><li><p>z</p></li></ol>", "1. x\n  - y\n2. z"),
        ("<head><style>p{}</style></head><table><tr><td>9:00</td><td>Coffee</td></tr></table>", "9:00 Coffee"),
        (
            '<a href="https://a.org/b">https://a.org/b</a> <a href="mailto:x@y.org">mail</a>',
            "https://a.org/b mail (x@y.org)",
        ),
        ('<a href="javascript:alert(1)">here</a><script>x()</script>', "here"),
        ("a < b, <https://a.org> and R&D", "a < b, <https://a.org> and R&D"),
        ("<b>unclosed &lt;i&gt;", "unclosed <i>"),
    ],
)
def test_markup_goes_and_what_only_looks_like_it_stays(text: str, read: str) -> None:
    assert plain(text) == read


def test_a_hundred_thousand_exceptions_are_read_in_a_moment_or_refused() -> None:
    event = SERIES + "\nEXDATE:" + ",".join(["20260415T070000Z"] * 100_000)
    assert starts(agenda(calendar(event))) == ["04-14 09:00", "04-16 09:00"]
