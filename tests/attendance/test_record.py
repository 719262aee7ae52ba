"""How registrations, scans and marks become a record: every kind of evidence kept apart, people counted once."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from events_service.attendance.differences import differences
from events_service.attendance.record import canonical, digest_of
from events_service.attendance.records import Difference, Evidence, Mark, Presence
from events_service.checkin.records import Method, Outcome
from events_service.registrations.records import Registration, Status
from tests.world.attendance import ANNA, IVAN, MARIA, record
from tests.world.door import check_in
from tests.world.people import make_registration
from tests.world.times import MORNING


def mark(registration: Registration, evidence: Evidence, *, stands: bool = True, day: str = "2024-04-16") -> Mark:
    return Mark(registration=registration.id, checkpoint=day, evidence=evidence, stands=stands)


def test_a_scan_is_a_check_in_and_no_signature() -> None:
    made = record(check_in(MARIA))
    assert made.attendees[0].presences[0] == Presence(checkpoint="2024-04-16", expected=True, checked_in_at=MORNING)
    assert made.attendees[0].presences[0].present
    assert made.attendees[0].presences[1] == Presence(checkpoint="2024-04-17", expected=True)


def test_staff_who_mark_a_person_by_name_leave_another_trace_than_a_scan() -> None:
    presence = record(check_in(MARIA, method=Method.STAFF)).attendees[0].presences[0]
    assert (presence.checked_in_at, presence.marked_by_staff_at) == (None, MORNING)


@pytest.mark.parametrize("evidence", [each for each in Evidence if each.attests])
def test_each_mark_stands_for_itself(evidence: Evidence) -> None:
    presence = record(mark(MARIA, evidence)).attendees[0].presences[0]
    noted = {each: getattr(presence, each.value) for each in Evidence if each.attests}
    assert noted == {each: each is evidence for each in noted}
    assert presence.present


def test_who_is_excused_is_neither_present_nor_absent() -> None:
    excused = replace(mark(MARIA, Evidence.EXCUSED), reason="a train")
    made = record(excused, check_in(IVAN))
    presence = made.attendees[0].presences[0]
    assert (presence.excused, presence.present) == ("a train", False)
    assert [(totals.present, totals.excused) for totals in made.totals] == [(1, 1), (0, 0), (0, 0)]
    assert (made.people.present, made.people.excused, made.people.absent) == (1, 1, 1)


def test_who_came_though_excused_is_present() -> None:
    excused = replace(mark(MARIA, Evidence.EXCUSED), reason="a train")
    made = record(excused, check_in(MARIA))
    assert (made.totals[0].present, made.totals[0].excused, made.people.excused) == (1, 0, 0)
    back = replace(excused, stands=False, reason="")
    assert record(excused, back).attendees[0].presences[0].excused is None


def test_records_of_before_there_were_excuses_keep_their_seal() -> None:
    assert b"excused" not in canonical(record(check_in(MARIA)))


def test_a_mark_that_was_taken_back_no_longer_stands() -> None:
    facts = (mark(MARIA, Evidence.ONLINE), mark(MARIA, Evidence.ONLINE, stands=False))
    assert not record(*facts).attendees[0].present
    assert record(*facts, mark(MARIA, Evidence.ONLINE)).attendees[0].present


@pytest.mark.parametrize("changes", [{"outcome": Outcome.CANCELLED}, {"withdrawn_at": MORNING}])
def test_a_scan_that_does_not_count_leaves_nobody_present(changes: dict[str, object]) -> None:
    assert not record(check_in(MARIA, **changes)).attendees[0].present


def test_headcounts_are_kept_by_checkpoint_and_people_count_once() -> None:
    made = record(
        check_in(MARIA),
        check_in(MARIA, "2024-04-17"),
        check_in(MARIA, "visit"),
        check_in(IVAN, "visit", method=Method.STAFF),
        mark(MARIA, Evidence.SIGNED_ON_PAPER),
    )
    assert [(totals.checkpoint, totals.expected, totals.present) for totals in made.totals] == [
        ("2024-04-16", 3, 1),
        ("2024-04-17", 3, 2),  # who was at the visit was there on that day
        ("visit", 3, 2),
    ]
    assert [(totals.checked_in, totals.marked_by_staff, totals.signed_on_paper) for totals in made.totals] == [
        (1, 0, 1),
        (1, 0, 0),
        (1, 1, 0),
    ]
    assert (made.people.registered, made.people.present, made.people.absent) == (3, 2, 1)


def test_on_the_record_is_who_has_a_place_or_has_come() -> None:
    waiting = make_registration(4, status=Status.WAITLISTED)
    came = make_registration(5, status=Status.WAITLISTED)
    left = make_registration(6, status=Status.CANCELLED)
    made = record(check_in(came), people=(waiting, came, left))
    assert [person.number for person in made.attendees] == [5]
    assert (made.people.registered, made.people.present) == (0, 1)


def test_who_registered_once_the_event_had_begun_is_a_walk_in() -> None:
    midnight_there = datetime(2024, 4, 15, 21, tzinfo=UTC)
    early = make_registration(4, created_at=midnight_there - timedelta(seconds=1))
    walk_in = make_registration(5, created_at=midnight_there)
    made = record(people=(early, walk_in))
    assert [person.walk_in for person in made.attendees] == [False, True]
    assert made.people.walk_ins == 1


def test_a_scan_with_an_impossible_time_counts_and_is_pointed_out() -> None:
    presence = record(check_in(MARIA, scanned_at=MORNING + timedelta(days=400))).attendees[0].presences[0]
    assert presence.present
    assert presence.time_doubtful


def test_the_canonical_form_depends_on_the_facts_alone() -> None:
    facts = [check_in(MARIA), check_in(IVAN), mark(ANNA, Evidence.ONLINE)]
    one, other = record(*facts), record(*facts[::-1], people=(ANNA, MARIA, IVAN))
    assert canonical(one) == canonical(other)
    assert digest_of(canonical(one)) != digest_of(canonical(record(*facts[1:])))


def test_differences_name_the_person_the_checkpoint_and_the_value() -> None:
    before = record(check_in(MARIA))
    renamed = replace(IVAN, organisation="Haskovo Municipality")
    after = record(check_in(MARIA), check_in(ANNA), people=(MARIA, renamed, ANNA))
    assert differences(before, before) == ()
    assert differences(before, after) == (
        Difference(
            field="organisation",
            before="Община Хасково",
            after="Haskovo Municipality",
            registration=IVAN.id,
            name=IVAN.name,
        ),
        Difference(
            field="checked_in_at",
            before="",
            after="2024-04-16T05:50:00Z",
            registration=ANNA.id,
            name=ANNA.name,
            checkpoint="2024-04-16",
        ),
    )


def test_somebody_who_joins_the_record_later_is_a_difference_of_its_own() -> None:
    before, after = record(people=(MARIA,)), record(check_in(IVAN), people=(MARIA, IVAN))
    found = differences(before, after)
    assert [(difference.field, difference.before, difference.after) for difference in found] == [
        ("listed", "", "yes"),
        ("checked_in_at", "", "2024-04-16T05:50:00Z"),
    ]
