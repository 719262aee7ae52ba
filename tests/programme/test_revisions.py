"""When an entry's revision rises, and what of it never changes."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from events_service.programme.parts import Part, Standing, uid_of
from events_service.programme.records import EventStatus, Milestone, MilestoneKind, Speaker
from events_service.programme.revisions import Revision, revise, revise_milestones
from tests.world.events import HARGHITA, with_session, without_session
from tests.world.project import WITH_MILESTONES
from tests.world.revisions import by_uid, loaded, session_of
from tests.world.times import LOADED_AT, NOW, at


def test_uids_are_those_that_subscribed_calendars_already_hold() -> None:
    assert uid_of(Part.EVENT, "harghita-2024", "harghita-2024") == "c58356b0-4f23-5ab9-8091-1965fc81403b"
    assert uid_of(Part.DAY, "harghita-2024", "2024-04-16") == "8d498651-974d-5a44-a0e7-84b843858a56"
    assert uid_of(Part.SESSION, "harghita-2024", "welcome") == "3a8835e2-b6ca-5981-b021-f4ddffb26017"
    assert uid_of(Part.MILESTONE, "secon", "newsletter-2") == "e0adb651-4245-5405-873c-984a09713486"


def test_an_event_its_days_and_its_sessions_have_revisions() -> None:
    assert [(revision.part, revision.key) for revision in loaded(HARGHITA)] == [
        (Part.EVENT, "harghita-2024"),
        (Part.DAY, "2024-04-16"),
        (Part.DAY, "2024-04-17"),
        (Part.DAY, "2024-04-18"),
        (Part.SESSION, "welcome"),
        (Part.SESSION, "dinner"),
        (Part.SESSION, "visit"),
    ]


def test_loading_the_same_definition_again_gives_equal_revisions() -> None:
    first = revise(HARGHITA, {}, LOADED_AT)
    assert revise(HARGHITA, by_uid(first), NOW) == first


def test_revisions_survive_being_kept_as_json() -> None:
    first = revise(HARGHITA, {}, LOADED_AT)
    kept = msgspec.json.decode(msgspec.json.encode(first), type=list[Revision])
    assert kept == first
    assert revise(HARGHITA, by_uid(kept), NOW) == first


@pytest.mark.parametrize(
    "change",
    [
        {"start": at("2024-04-16T09:00")},
        {"end": at("2024-04-16T10:00")},
        {"start": at("2024-04-17T09:15"), "end": at("2024-04-17T09:45")},
        {"room": "Small hall"},
        {"room": None},
    ],
)
def test_sequence_rises_when_time_or_place_of_a_session_change(change: dict[str, Any]) -> None:
    welcome = session_of(loaded(HARGHITA, with_session(HARGHITA, "welcome", **change)), "welcome")
    assert (welcome.sequence, welcome.changed_at) == (1, LOADED_AT + timedelta(hours=1))
    assert welcome.created_at == LOADED_AT


@pytest.mark.parametrize(
    "change",
    [
        {"title": {"en": "A warm welcome"}},
        {"description": "Coffee is served."},
        {"speakers": [Speaker(name="Somebody else")]},
        {"room": {"en": "Main hall", "bg": "Голямата зала", "hu": "Nagyterem"}},
    ],
)
def test_new_words_raise_only_the_time_of_the_change(change: dict[str, Any]) -> None:
    welcome = session_of(loaded(HARGHITA, with_session(HARGHITA, "welcome", **change)), "welcome")
    assert (welcome.sequence, welcome.changed_at) == (0, LOADED_AT + timedelta(hours=1))


@pytest.mark.parametrize(
    "change",
    [
        {"timezone": "Europe/Sofia"},
        {"venue": replace(HARGHITA.venue, name="Town Hall")},
        {"venue": replace(HARGHITA.venue, city="Odorheiu Secuiesc")},
        {"venue": None},
        {"status": EventStatus.POSTPONED},
        {"status": EventStatus.CANCELLED},
    ],
)
def test_what_changes_for_the_whole_event_raises_the_sequence_of_each_part(change: dict[str, Any]) -> None:
    assert {revision.sequence for revision in loaded(HARGHITA, replace(HARGHITA, **change))} == {1}


def test_a_change_of_one_session_leaves_other_sessions_and_other_days_as_they_were() -> None:
    revisions = loaded(HARGHITA, with_session(HARGHITA, "visit", end=at("2024-04-17T18:00")))
    raised = {(revision.part, revision.key) for revision in revisions if revision.sequence}
    # The event itself, too: whoever was invited to it is told that its agenda is another one.
    assert raised == {(Part.SESSION, "visit"), (Part.DAY, "2024-04-17"), (Part.EVENT, "harghita-2024")}


def test_a_cancelled_event_cancels_every_part_and_comes_back_with_a_higher_sequence() -> None:
    cancelled = replace(HARGHITA, status=EventStatus.CANCELLED)
    assert all(revision.cancelled and revision.sequence == 1 for revision in loaded(HARGHITA, cancelled))
    back = loaded(HARGHITA, cancelled, HARGHITA)
    assert all(not revision.cancelled and revision.sequence == 2 for revision in back)


def test_a_session_that_left_the_definition_stays_as_cancelled_until_it_comes_back() -> None:
    shorter = without_session(HARGHITA, "visit")
    gone = session_of(loaded(HARGHITA, shorter), "visit")
    assert (gone.cancelled, gone.sequence, gone.announced) == (True, 1, True)
    assert gone.state.title == {"en": "Study visit; bus, boots & rain"}
    assert session_of(loaded(HARGHITA, shorter, shorter), "visit") == gone
    back = session_of(loaded(HARGHITA, shorter, HARGHITA), "visit")
    assert (back.cancelled, back.sequence, back.uid, back.created_at) == (False, 2, gone.uid, LOADED_AT)


def test_a_draft_may_change_without_anybody_being_told() -> None:
    draft = replace(HARGHITA, status=EventStatus.DRAFT)
    moved = with_session(draft, "welcome", start=at("2024-04-16T08:00"))
    published = with_session(HARGHITA, "welcome", start=at("2024-04-16T08:00"))
    welcome = session_of(loaded(draft, moved, published), "welcome")
    assert (welcome.sequence, welcome.announced) == (0, True)


def test_a_session_that_left_before_anybody_saw_it_is_not_announced_as_cancelled() -> None:
    draft = replace(HARGHITA, status=EventStatus.DRAFT)
    gone = session_of(loaded(draft, without_session(draft, "visit"), without_session(HARGHITA, "visit")), "visit")
    assert (gone.cancelled, gone.announced) == (True, False)


def test_two_changes_within_a_second_or_with_a_clock_set_back_still_follow_one_another() -> None:
    first = revise(HARGHITA, {}, LOADED_AT)
    renamed = with_session(HARGHITA, "welcome", title="Welcome!")
    second = session_of(revise(renamed, by_uid(first), LOADED_AT - timedelta(days=9)), "welcome")
    assert second.changed_at == LOADED_AT + timedelta(seconds=1)


def test_instants_are_whole_seconds_as_calendars_have_no_smaller_ones() -> None:
    revisions = revise(HARGHITA, {}, LOADED_AT + timedelta(microseconds=123456))
    assert {revision.created_at for revision in revisions} == {LOADED_AT}


def test_a_day_without_sessions_is_a_whole_day_and_one_with_sessions_lasts_from_the_first_to_the_last() -> None:
    days = {revision.key: revision.state for revision in loaded(HARGHITA) if revision.part is Part.DAY}
    assert (days["2024-04-18"].all_day, days["2024-04-18"].starts) == (True, at("2024-04-18T00:00"))
    assert (days["2024-04-16"].starts, days["2024-04-16"].ends) == (
        at("2024-04-16T09:15"),
        at("2024-04-17T00:30"),
    )


def test_a_milestone_stands_on_its_day_or_at_the_end_of_its_semester() -> None:
    revisions = revise_milestones(WITH_MILESTONES, {}, LOADED_AT)
    placed = {revision.key: (revision.state.starts, revision.state.standing) for revision in revisions}
    assert placed == {
        "newsletter-2": (at("2024-04-24T00:00"), Standing.FIRM),
        "study": (at("2024-08-31T00:00"), Standing.PLANNED),
    }


def test_a_milestone_that_gets_its_day_is_moved_there() -> None:
    first = revise_milestones(WITH_MILESTONES, {}, LOADED_AT)
    study = Milestone(key="study", kind=MilestoneKind.FIELD_RESEARCH, title="Report", date=date(2024, 6, 3))
    second = revise_milestones(replace(WITH_MILESTONES, milestones=[study]), by_uid(first), NOW)
    changes = {revision.key: (revision.sequence, revision.cancelled) for revision in second}
    assert changes == {"study": (1, False), "newsletter-2": (1, True)}


def test_milestones_and_events_of_the_same_key_leave_each_other_alone() -> None:
    project = replace(WITH_MILESTONES, key=HARGHITA.key)
    known = by_uid([*revise(HARGHITA, {}, LOADED_AT), *revise_milestones(project, {}, LOADED_AT)])
    assert not any(revision.cancelled for revision in revise(HARGHITA, known, NOW))
    assert not any(revision.cancelled for revision in revise_milestones(project, known, NOW))
