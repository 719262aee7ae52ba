"""The record as a file: names in every script, no formulas, real dates; and the figures of a semester."""

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
from msgspec.structs import replace

from events_service.attendance.reports import COLUMNS, as_csv
from events_service.attendance.statistics import Participation, figures
from events_service.attendance.workbook import as_workbook
from events_service.programme.finding import FoundEvent, Seats
from events_service.programme.records import EventStatus, EventType
from tests.world.attendance import ANNA, MARIA, record, review_of
from tests.world.door import check_in
from tests.world.events import door_event
from tests.world.project import PROJECT
from tests.world.times import MORNING

EVIL = replace(ANNA, first_name="=HYPERLINK(1)", last_name="\x07Bell", organisation="+359 2 123")


def read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_csv_opens_in_excel_with_names_in_every_script() -> None:
    content = as_csv(record(check_in(MARIA)))
    assert content.startswith(b"\xef\xbb\xbf" + b"number,name")
    rows = read_csv(content)
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 9  # three people at three checkpoints
    assert rows[0] | {"registration": ""} == {
        "number": "1",
        "name": "Мария Петрова 1",
        "organisation": "Община Хасково",
        "country": "BG",
        "category": "project_partner",
        "registration_status": "confirmed",
        "attendance_mode": "in_person",
        "walk_in": "no",
        "checkpoint": "2024-04-16",
        "day": "2024-04-16",
        "expected": "yes",
        "present": "yes",
        "checked_in_at": "2024-04-16T08:50:00+03:00",
        "marked_by_staff_at": "",
        "confirmed_in_room_at": "",
        "time_doubtful": "no",
        "signed_on_paper": "no",
        "signed_electronically": "no",
        "online": "no",
        "excused": "",
        "registration": "",
    }


def test_what_looks_like_a_formula_is_text() -> None:
    row = read_csv(as_csv(record(people=(EVIL,))))[0]
    assert (row["name"], row["organisation"]) == ("'=HYPERLINK(1) \x07Bell", "'+359 2 123")


def test_the_workbook_holds_dates_as_dates_and_formulas_as_text() -> None:
    content = as_workbook(review_of(record(check_in(EVIL), people=(EVIL,))))
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    evidence = workbook.worksheets[2]
    assert evidence.freeze_panes == "C2"
    head = [cell.value for cell in evidence[1]]
    first = dict(zip(head, evidence[2], strict=True))
    assert first["name"].value == "=HYPERLINK(1) Bell"
    assert first["name"].data_type == "s"
    assert first["checked_in_at"].value == datetime(2024, 4, 16, 8, 50)
    summary = {row[0].value: row[1].value for row in workbook.worksheets[0].iter_rows()}
    assert summary["First day"] == datetime(2024, 4, 16)
    assert summary["People present"] == 1
    assert workbook.worksheets[1].max_row == 2


def test_the_footnote_on_kosovo_stands_below_the_people_of_a_workbook() -> None:
    for country, noted in (("XK", True), ("BG", False)):
        content = as_workbook(review_of(record(people=(replace(MARIA, country=country),))))
        people = openpyxl.load_workbook(io.BytesIO(content))["People"]
        assert ("UNSCR" in str(people.cell(people.max_row, 1).value)) is noted


def test_a_workbook_of_nobody_opens() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(as_workbook(review_of(record(people=())))))
    assert [sheet.max_row for sheet in workbook.worksheets][1:] == [1, 1]


def found(key: str, day: date, kind: EventType, status: EventStatus = EventStatus.PUBLISHED) -> FoundEvent:
    event = door_event(key, type=kind, days=[day], sessions=[], status=status)
    return FoundEvent(event=event, project=PROJECT, seats=Seats(capacity=None, taken=0), version=1, changed_at=MORNING)


def came(event: str, person: str, country: str = "BG", name: str = "") -> Participation:
    return Participation(event=event, person=person, name=name or person, country=country)


def test_a_semester_counts_a_person_once_and_a_headcount_for_each_event() -> None:
    events = [
        found("kick-off", date(2023, 5, 24), EventType.KICK_OFF),
        found("visit", date(2023, 8, 31), EventType.STUDY_VISIT),
        found("workshop", date(2023, 9, 1), EventType.INTERREGIONAL_WORKSHOP),
        found("draft", date(2023, 5, 25), EventType.STUDY_VISIT, EventStatus.DRAFT),
        found("to-come", date(2026, 1, 1), EventType.STUDY_VISIT),
    ]
    participations = [
        came("kick-off", "maria"),
        came("kick-off", "ivan", "GR"),
        came("visit", "maria"),
        came("workshop", "maria"),
        came("draft", "anna"),
    ]
    first, second, third = figures(
        PROJECT, events, participations, frozenset({"visit"}), datetime(2024, 4, 16, tzinfo=UTC)
    )
    assert (first.semester.name, first.events, first.policy_learning, first.approved) == ("S1", 2, 1, 1)
    assert (first.headcount, first.people) == (3, 2)
    assert [(count.key, count.events, count.headcount, count.people) for count in first.by_type] == [
        ("kick_off", 1, 2, 2),
        ("study_visit", 1, 1, 1),
    ]
    assert [(count.key, count.events, count.headcount, count.people) for count in first.by_country] == [
        ("BG", 2, 2, 1),
        ("GR", 1, 1, 1),
    ]
    assert (second.semester.name, second.events, second.headcount) == ("S2", 1, 1)
    assert (third.semester.name, third.events, third.by_country) == ("S3", 0, ())


def test_one_name_with_two_addresses_is_for_a_human_to_judge() -> None:
    events = [found("kick-off", date(2023, 5, 24), EventType.KICK_OFF)]
    participations = [
        came("kick-off", "maria@work", name="Мария Петрова"),
        came("kick-off", "maria@home", name="мария  петрова"),
        came("kick-off", "ivan", name="Ivan"),
    ]
    semester = figures(PROJECT, events, participations, frozenset(), MORNING)[0]
    assert semester.people == 3
    assert len(semester.namesakes) == 1
