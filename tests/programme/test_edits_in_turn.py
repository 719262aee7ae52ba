"""Random changes by forms and by files in turn: a file always holds what is saved, and calendars follow their rules.

With --hypothesis-profile=deep they are tried with 500 examples, and with other ones by --hypothesis-seed.
"""

from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from events_service.pages.organiser.edit_questions import rearranged
from events_service.pages.organiser.editing import PARTS
from events_service.pages.organiser.speaker_form import fields_of, typed_of
from events_service.programme.changing import decide_change
from events_service.programme.definitions import read
from events_service.programme.export import export
from events_service.programme.faults import written
from events_service.programme.materials import add, materials_of, put_back, raised, remove
from events_service.programme.materials import edit as written_anew
from events_service.programme.record_checks import read_record
from events_service.programme.records import (
    Event,
    EventSpeaker,
    EventStatus,
    Material,
    Question,
    QuestionKind,
    Room,
    Speaker,
)
from events_service.programme.revisions import Revision, revise
from events_service.programme.standing import NEXT
from tests.world.definitions import lines, trimmed
from tests.world.events import WELCOME, WORKSHOP, with_session
from tests.world.project import PROJECT
from tests.world.revisions import by_uid
from tests.world.staff import ORGANISER
from tests.world.times import LOADED_AT, NOW

PROJECTS = {"secon": PROJECT}
STAY = Question(key="stay", kind=QuestionKind.YES_NO, label={"en": "Do you stay?"})
ANA = EventSpeaker(key="ana", name="Ana", about={"en": "Bakes."})
EXAMPLES = 500 if settings.get_current_profile_name() == "deep" else 60
PHOTOS = Material(title={"en": "Photos"}, link="https://example.org/photos")
SLIDES = Material(title={"bg": "Слайдове", "en": "Slides"}, link="https://example.org/slides")
HALL = Room(key="hall", name=WELCOME.room or "", capacity=80)
BEGAN = with_session(
    replace(
        WORKSHOP,
        registration=replace(WORKSHOP.registration, questions=[STAY]),
        speakers=[ANA],
        rooms=[HALL],
        materials=[PHOTOS],
    ),
    "welcome",
    materials=[SLIDES],
    speakers=[*WELCOME.speakers, Speaker(person="ana")],
)
WORDS = [
    ("basics", "title"),
    ("basics", "theme"),
    ("basics", "contact.name"),
    ("texts", "sessions.bus.title.bg"),
    ("texts", "sessions.welcome.description.en"),
    ("texts", "speakers.ana.about.bg"),
    ("texts", "speakers.ana.role.en"),
    ("questions", "questions.0.label"),
    ("questions", "questions.0.hint"),
]
NUMBERS = [("registration", "capacity"), ("registration", "online_capacity")]
MATTERS = [("place", "venue.address"), ("texts", "sessions.welcome.room.en"), ("place", "venue.city")]

Edit = tuple[str, dict[str, str]]
words = st.tuples(st.sampled_from(WORDS), lines).map(lambda each: (each[0][0], {each[0][1]: each[1].strip()}))
numbers = st.tuples(st.sampled_from(NUMBERS), st.integers(1, 999)).map(
    lambda each: (each[0][0], {each[0][1]: str(each[1]), "counted": "apart", "attendance_modes.online": "yes"})
)
places = st.tuples(st.sampled_from(MATTERS), lines).map(lambda each: (each[0][0], {each[0][1]: each[1].strip()}))
dates = st.dates(min_value=WORKSHOP.days[0].replace(month=6), max_value=WORKSHOP.days[0].replace(month=8)).map(
    lambda day: ("basics", {"days.0": day.isoformat(), "days.1": day.replace(month=9, day=1).isoformat()})
)
SPEAKER = ["name", "organisation", "role", "about"]
people = st.tuples(st.sampled_from(SPEAKER), lines).map(lambda each: ("speakers", {each[0]: each[1].strip()}))
rooms = st.sampled_from(["0.name", "0.capacity", "0.equipment", "1.name"]).flatmap(
    lambda field: (st.integers(1, 500).map(str) if field == "0.capacity" else trimmed).map(
        lambda value: ("place", {f"rooms.{field}": f"{value} 2" if field == "1.name" else value})
    )
)
asked = st.one_of(
    trimmed.map(lambda label: {"do": "add", "label": label}),
    st.sampled_from(["remove-0", "up-1", "down-0"]).map(lambda do: {"do": do}),
    st.sampled_from(["required", "at_door"]).map(lambda field: {f"questions.0.{field}": "yes"}),
    st.lists(trimmed, min_size=2, max_size=4, unique=True).map(
        lambda answers: {"questions.0.kind": QuestionKind.CHOICE.value, "questions.0.options": "\n".join(answers)}
    ),
).map(lambda changes: ("questions", changes))
materials = st.one_of(
    st.tuples(trimmed, st.integers(1, 9), st.sampled_from(["", "welcome", "bus"])).map(
        lambda each: {"do": "add", "title": each[0], "link": f"https://example.org/{each[1]}", "session": each[2]}
    ),
    st.tuples(trimmed, st.integers(0, 3)).map(lambda each: {"do": "edit", "title": each[0], "number": f"{each[1]}"}),
    st.tuples(st.sampled_from(["remove", "raise"]), st.integers(0, 3)).map(
        lambda each: {"do": each[0], "number": f"{each[1]}"}
    ),
    st.just({"do": "back"}),
).map(lambda changes: ("materials", changes))
statuses = st.sampled_from(EventStatus).map(lambda status: ("status", {"status": status.value}))
edits = words | numbers | places | dates | people | rooms | asked | materials | statuses


def of_part(event: Event, part: str, changes: dict[str, str]) -> dict[str, Any]:
    form, changes = PARTS[part], dict(changes)
    do, label = changes.pop("do", ""), changes.pop("label", "")
    typed = form.typed(event, PROJECT)
    typed = (rearranged(typed, do) or typed) if do else typed
    if do == "add":
        changes[f"questions.{len(event.registration.questions)}.label"] = label
    if part == "questions" and not event.registration.questions:
        changes = {name: value for name, value in changes.items() if not name.startswith("questions.0") or do}
    return form.fields(event, PROJECT, typed | changes)


def of_speaker(event: Event, changes: dict[str, str]) -> dict[str, Any]:
    (person,) = event.speakers
    return {**asdict(event), "speakers": [fields_of(typed_of(person, PROJECT) | changes, person, event, PROJECT)]}


def of_materials(event: Event, changes: dict[str, str]) -> Event:
    """Take a step with what participants take home; where nothing stands at its number, none."""
    number, there = int(changes.get("number", 0)), [each.with_key for each in materials_of(event)]
    match changes["do"]:
        case "add":
            material = Material(title={"en": changes["title"]}, link=changes["link"])
            return add(event, changes["session"] or None, material)
        case "edit" if number < len(there):
            there[number] = (there[number][0], replace(there[number][1], title={"en": changes["title"]}))
            return written_anew(event, there)
        case "remove":
            return remove(event, number)
        case "raise":
            return raised(event, number)
        case "back":
            return put_back(event, BEGAN)
    return event


def of_status(event: Event, changes: dict[str, str]) -> Event:
    """Give the event another status, where it may have that from where it stands."""
    status = EventStatus(changes["status"])
    return replace(event, status=status) if status in NEXT[event.status] else event


def fields_sent(event: Event, part: str, changes: dict[str, str]) -> dict[str, Any]:
    if part == "materials":
        return asdict(of_materials(event, changes))
    if part == "status":
        return asdict(of_status(event, changes))
    return of_speaker(event, changes) if part == "speakers" else of_part(event, part, changes)


def by_form(event: Event, edit: Edit) -> Event:
    """Send the form of a part with other values in some fields, through the decision of the use case."""
    found = read_record(fields_sent(event, *edit), PROJECTS)
    assert [written(problem.path) for problem in found.problems] == []
    assert found.event is not None
    decided = decide_change(event, event, found.event, PROJECTS, ORGANISER)
    assert not decided.hindered
    return decided.event


def by_file(event: Event, edit: Edit) -> Event:
    """Make the same change in a file: what the form makes of it, written and read by itself."""
    changed = read(export(by_form(event, edit)).encode(), known_projects=PROJECTS)
    assert isinstance(changed, Event)
    return changed


def sequences(revisions: Mapping[str, Revision]) -> dict[str, int]:
    return {uid: revision.sequence for uid, revision in revisions.items()}


@given(st.lists(st.tuples(st.booleans(), edits), min_size=1, max_size=6))
@settings(max_examples=EXAMPLES, deadline=None)
def test_forms_and_files_in_turn_keep_the_file_equal_and_the_calendar_s_uids(steps: list[tuple[bool, Edit]]) -> None:
    event, revisions = BEGAN, by_uid(revise(BEGAN, {}, LOADED_AT))
    for in_file, edit in steps:
        before, held = event, revisions
        event = by_file(event, edit) if in_file else by_form(event, edit)
        assert read(export(event).encode(), known_projects=PROJECTS) == event
        revisions = by_uid(revise(event, held, NOW))
        assert set(held) <= set(revisions)
        risen = [uid for uid, number in sequences(held).items() if revisions[uid].sequence != number]
        assert all(revisions[uid].sequence == held[uid].sequence + 1 for uid in risen)
        moved = event.days != before.days or event.venue != before.venue
        moved |= event.status != before.status
        moved |= [each.room for each in event.sessions] != [each.room for each in before.sessions]
        assert bool(risen) is moved


@given(edits, edits)
@settings(max_examples=EXAMPLES, deadline=None)
def test_of_two_who_began_together_one_by_form_and_one_by_file_neither_is_lost(first: Edit, second: Edit) -> None:
    theirs, ours = by_file(BEGAN, first), by_form(BEGAN, second)
    decided = decide_change(BEGAN, theirs, ours, PROJECTS, ORGANISER)
    if decided.problems or decided.conflicts:
        assert first[0] == second[0] or {first[0], second[0]} <= {"basics", "texts", "place", "speakers"}
        return
    saved = decided.event
    assert read(export(saved).encode(), known_projects=PROJECTS) == saved
    again = decide_change(saved, saved, saved, PROJECTS, ORGANISER)
    assert again.event == saved
    if first[0] != second[0]:
        assert saved == by_form(theirs, second)
