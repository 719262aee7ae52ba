"""Definition files, read alone and together."""

from datetime import date, datetime
from pathlib import Path

import pytest

from events_service.programme.definitions import FaultyDefinition, check, check_contents, projects_beside, read
from events_service.programme.records import (
    AttendanceMode,
    Contact,
    Event,
    EventStatus,
    EventType,
    Partner,
    Project,
    Registration,
    Retention,
    Session,
    SessionKind,
    Speaker,
    Venue,
)

# Both as the contract shows them.
PROJECT = """\
key: secon                            # a project
acronym: SECON
name: {en: "Social Economy …", bg: "…"}
programme: Interreg Europe
reference: 01C0224
funding_statement: Co-funded by the European Union
starts: 2023-03-01
ends: 2027-05-31
languages: [en, el, de, nl, ro, hu, pl, pt, lv, es, bg]
lead_partner: peloponnese
partners:
  - {key: peloponnese, name: {en: Region of Peloponnese}, country: GR, languages: [el]}
  - {key: harghita, name: {en: Harghita County Council}, country: RO, languages: [ro, hu]}
retention: {last_payment: 2028-03-31, years: 5}
"""
EVENT = """\
key: harghita-2024                    # an event
project: secon
type: interregional_workshop          # kick_off, interregional_workshop, study_visit …
host: harghita                        # a partner's key
title: {en: 3rd interregional workshop, bg: 3ти междурегионален уъркшоп}
theme: {en: Enabling environment and non-financial support}
status: published                     # draft, published, postponed, cancelled
access: public                        # public, link, partners
timezone: Europe/Bucharest
days: [2024-04-16, 2024-04-17, 2024-04-18]
attendance_modes: [in_person, online]
capacity: 80                          # left out: no limit
registration: {opens: 2024-02-01T09:00, closes: 2024-04-10T23:59, approval: false, waiting_list: true}
venue: {name: County Hall, address: "…", city: Miercurea Ciuc, country: RO, latitude: 46.36, longitude: 25.80}
contact: {name: "…", email: events@example.org}
sessions:
  - key: welcome
    kind: talk
    title: {en: Welcome, bg: Добре дошли}
    start: 2024-04-16T09:15
    end: 2024-04-16T09:45
    room: Main hall
    speakers: [{name: "…", organisation: "…"}]
  - key: visit
    kind: study_visit
    title: {en: Study visit to a social enterprise}
    start: 2024-04-17T14:00
    end: 2024-04-17T17:00
    capacity: 40                      # sign-up needed, places limited
    access: open                      # open, partners
    attendance: true                  # a checkpoint of its own
"""


def both(event: str = EVENT, project: str = PROJECT) -> dict[str, bytes]:
    return {"event.yaml": event.encode(), "project.yaml": project.encode()}


def faults_of(event: str, project: str = PROJECT) -> list[str]:
    return [str(fault) for fault in check_contents(both(event, project)).faults]


def warnings_of(event: str) -> list[tuple[str, str]]:
    checked = check_contents(both(event))
    assert checked.faults == ()
    return [(warning.field, warning.message) for warning in checked.warnings]


def test_an_event_is_read_as_it_is_written() -> None:
    assert read(EVENT.encode()) == Event(
        key="harghita-2024",
        project="secon",
        type=EventType.INTERREGIONAL_WORKSHOP,
        host="harghita",
        title={"en": "3rd interregional workshop", "bg": "3ти междурегионален уъркшоп"},
        theme={"en": "Enabling environment and non-financial support"},
        status=EventStatus.PUBLISHED,
        timezone="Europe/Bucharest",
        days=[date(2024, 4, 16), date(2024, 4, 17), date(2024, 4, 18)],
        attendance_modes=[AttendanceMode.IN_PERSON, AttendanceMode.ONLINE],
        capacity=80,
        registration=Registration(opens=datetime(2024, 2, 1, 9), closes=datetime(2024, 4, 10, 23, 59)),
        venue=Venue(
            name="County Hall", address="…", city="Miercurea Ciuc", country="RO", latitude=46.36, longitude=25.8
        ),
        contact=Contact(name="…", email="events@example.org"),
        sessions=[
            Session(
                key="welcome",
                kind=SessionKind.TALK,
                title={"en": "Welcome", "bg": "Добре дошли"},
                start=datetime(2024, 4, 16, 9, 15),
                end=datetime(2024, 4, 16, 9, 45),
                room="Main hall",
                speakers=[Speaker(name="…", organisation="…")],
            ),
            Session(
                key="visit",
                kind=SessionKind.STUDY_VISIT,
                title={"en": "Study visit to a social enterprise"},
                start=datetime(2024, 4, 17, 14),
                end=datetime(2024, 4, 17, 17),
                capacity=40,
                attendance=True,
            ),
        ],
    )


def test_a_project_is_read_as_it_is_written() -> None:
    assert read(PROJECT.encode()) == Project(
        key="secon",
        acronym="SECON",
        name={"en": "Social Economy …", "bg": "…"},
        programme="Interreg Europe",
        reference="01C0224",
        funding_statement="Co-funded by the European Union",
        starts=date(2023, 3, 1),
        ends=date(2027, 5, 31),
        languages=["en", "el", "de", "nl", "ro", "hu", "pl", "pt", "lv", "es", "bg"],
        lead_partner="peloponnese",
        partners=[
            Partner(key="peloponnese", name={"en": "Region of Peloponnese"}, country="GR", languages=["el"]),
            Partner(key="harghita", name={"en": "Harghita County Council"}, country="RO", languages=["ro", "hu"]),
        ],
        retention=Retention(last_payment=date(2028, 3, 31), years=5),
    )


def test_a_faulty_definition_is_raised_with_all_its_faults() -> None:
    with pytest.raises(FaultyDefinition) as raised:
        read(
            EVENT.replace("capacity: 80", "capacity: many").replace("host: harghita", "hots: harghita").encode(),
            "e.yml",
        )
    assert [str(fault).split(";")[0] for fault in raised.value.faults] == [
        "e.yml:1: host: the field is missing",
        'e.yml:4: hots: the field "hots" is unknown',
        'e.yml:12: capacity: "many" is not a whole number',
    ]


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("unlimted", '"unlimted" is not known; did you mean unlimited?'),
        ("none", '"none" stands here; write a whole number, such as 80, or unlimited'),
        ("3.5", '"3.5" stands here; write a whole number, such as 80, or unlimited'),
        ("[3]", "a list stands here; write a whole number, such as 80, or unlimited"),
        ("{a: b}", "a mapping stands here; write a whole number, such as 80, or unlimited"),
        ("0", "0 is too small; the least is 1"),
    ],
)
def test_what_stands_for_a_number_or_a_word_is_told_both(written: str, fault: str) -> None:
    with pytest.raises(FaultyDefinition) as raised:
        read(EVENT.replace("capacity: 80", f"capacity: 80\nonline_capacity: {written}", 1).encode())
    assert [each.message for each in raised.value.faults if each.field == "online_capacity"] == [fault]


def test_an_event_and_its_project_are_checked_together_in_any_order() -> None:
    for contents in (both(), dict(reversed(both().items()))):
        checked = check_contents(contents)
        assert checked.faults == ()
        assert [project.key for project in checked.projects] == ["secon"]
        assert [event.key for event in checked.events] == ["harghita-2024"]


def test_an_event_may_belong_to_a_project_that_is_known_already() -> None:
    project = read(PROJECT.encode())
    assert isinstance(project, Project)
    checked = check_contents({"event.yaml": EVENT.encode()}, {"secon": project})
    assert (len(checked.events), checked.faults) == (1, ())


def test_an_event_without_its_project_is_a_fault() -> None:
    (fault,) = check_contents({"event.yaml": EVENT.encode()}).faults
    advice = "load the project's file first, or with this one"
    assert str(fault) == f'event.yaml:2: project: there is no project with the key "secon"; {advice}'


def test_the_project_in_a_file_counts_before_the_one_that_is_known() -> None:
    known = read(PROJECT.replace("key: harghita", "key: haskovo").encode())
    assert isinstance(known, Project)
    assert check_contents(both(), {"secon": known}).faults == ()


def test_a_project_with_faults_still_tells_which_partners_there_are() -> None:
    faults = faults_of(EVENT.replace("host: harghita", "host: haskovo"), PROJECT.replace("ends: 2027", "ends: 2021"))
    assert [fault.split(";")[0] for fault in faults] == [
        'event.yaml:4: host: the project has no partner with the key "haskovo"',
        "project.yaml:8: ends: the project ends on 2021-05-31, before it starts on 2023-03-01",
    ]


def test_a_fault_in_a_partner_s_key_does_not_make_its_events_faulty() -> None:
    (fault,) = faults_of(EVENT, PROJECT.replace("key: harghita", "key: Harghita"))
    assert fault.startswith(
        'project.yaml:13: partners[1].key: "Harghita" is not a key of at most 63 lower-case letters'
    )


def test_two_files_do_not_share_a_key() -> None:
    faults = check_contents({**both(), "more/event.yaml": EVENT.encode()}).faults
    assert [str(fault) for fault in faults] == [
        'more/event.yaml:1: key: the key "harghita-2024" is taken by event.yaml; give each its own'
    ]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    for name, content in both().items():
        (tmp_path / name).write_bytes(content)
    checked = check([tmp_path, tmp_path / "event.yaml"])
    assert (len(checked.projects), len(checked.events), checked.faults) == (1, 1, ())


def test_an_event_can_be_checked_alone_beside_its_project(tmp_path: Path) -> None:
    for name, content in both().items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "compose.yaml").write_text("services: {}\n")
    assert check([tmp_path / "event.yaml"], projects_beside([tmp_path / "event.yaml"])).faults == ()


def test_a_session_may_last_into_the_night_after_the_last_day() -> None:
    late = EVENT.replace("2024-04-17T14:00", "2024-04-18T20:00")
    assert faults_of(late.replace("2024-04-17T17:00", "2024-04-19T01:30")) == []
    assert len(faults_of(late.replace("2024-04-17T17:00", "2024-04-19T08:00"))) == 1


def test_a_time_on_the_day_the_clocks_change_is_no_fault_by_itself() -> None:
    event = EVENT.replace("2024-04-18]", "2024-10-27]").replace("2024-04-17T14", "2024-10-27T14")
    assert faults_of(event.replace("2024-04-17T17", "2024-10-27T17")) == []


def test_a_reference_that_only_looks_like_a_number_is_text() -> None:
    assert faults_of(EVENT, PROJECT.replace("01C0224", "12-34")) == []


def test_text_over_several_lines_stays_as_it_is() -> None:
    event = read(EVENT.replace("theme: {en:", "summary: |\n  One.\n\n    Two.\ntheme: {en:").encode())
    assert isinstance(event, Event)
    assert event.summary == "One.\n\n  Two.\n"


def test_an_agenda_as_it_should_be_has_no_warnings() -> None:
    assert warnings_of(EVENT.replace("2024-04-17, 2024-04-18]", "2024-04-17]")) == []


def test_a_day_without_sessions_is_a_warning() -> None:
    assert warnings_of(EVENT) == [("days[2]", "the agenda has no session on 2024-04-18")]


CLASH = EVENT.replace("2024-04-17, 2024-04-18]", "2024-04-17]").replace(
    "2024-04-17T14:00\n    end: 2024-04-17T17:00", "2024-04-16T09:30\n    end: 2024-04-16T10:00"
)


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        (
            ("    capacity: 40", "    room: main hall "),
            "sessions[1].room",
            'the room is taken by "Welcome" until 09:45',
        ),
        (
            ("    capacity: 40", '    speakers: [{name: Ana}, {name: "…", organisation: "…"}]'),
            "sessions[1].speakers[1]",
            '… speaks in "Welcome" until 09:45',
        ),
        (("capacity: 40", "capacity: 90"), "sessions[1].capacity", "has 90 places, but the event only 80"),
        (("end: 2024-04-16T10:00", "end: 2024-04-16T23:00"), "sessions[1].end", "lasts 13.5 hours"),
        (("kind: study_visit", "kind: meal"), "sessions[1].attendance", "of the kind Meal"),
        (("[in_person, online]", "[in_person]\nlanguages: [fr]"), "languages[0]", "none of the project's languages"),
        (("closes: 2024-04-10", "closes: 2024-04-20"), "registration.closes", "after the event's last day, 2024-04-17"),
        (("venue:", "summary: Text\n#"), "venue", "no venue"),
        (("contact:", "summary: Text\n#"), "contact", "nobody to ask"),
    ],
)
def test_what_looks_odd_is_a_warning_and_no_fault(change: tuple[str, str], field: str, words: str) -> None:
    assert CLASH.count(change[0]) == 1
    found = [message for place, message in warnings_of(CLASH.replace(*change)) if place == field]
    assert len(found) == 1
    assert words in found[0]


def test_an_event_before_its_project_is_a_warning() -> None:
    checked = check_contents(both(project=PROJECT.replace("starts: 2023-03-01", "starts: 2024-04-17")))
    assert [warning.field for warning in checked.warnings if "outside the project" in warning.message] == ["days[0]"]


def test_a_definition_s_texts_are_composed_and_hold_nothing_unseen() -> None:
    theme = "theme: {en: Enabling environment and non-financial support}"
    file = read(EVENT.replace(theme, "theme: {en: Cafe\u0301\u200b}").encode())
    assert isinstance(file, Event)
    assert file.theme == {"en": "Café"}
    with pytest.raises(FaultyDefinition) as refusal:
        read(EVENT.replace(theme, 'theme: {en: "turned \u202e around"}').encode())
    assert [fault.message for fault in refusal.value.faults] == [
        "the text holds the character U+202E, which cannot be shown; take it out"
    ]
