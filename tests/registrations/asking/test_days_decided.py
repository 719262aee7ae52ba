"""What a choice for each day comes to, and what is wrong with one, case by case."""

from collections.abc import Mapping

import pytest

from events_service.programme.records import AttendanceMode, Event
from events_service.registrations.asking.day_modes import (
    NO_DAY,
    NO_SUCH_DAY,
    NOT_OFFERED,
    NOT_PER_DAY,
    Alike,
    all_in,
    count_days,
    day_mode_faults,
    every_day,
    on_the_whole,
)
from tests.world.events import FIRST_DAY, SECOND_DAY, WORKSHOP, per_day

HERE, ONLINE = AttendanceMode.IN_PERSON, AttendanceMode.ONLINE
DAYS = per_day()
ONLY_HERE = per_day(attendance_modes=[HERE])
Modes = Mapping[str, AttendanceMode | None]


@pytest.mark.parametrize(
    ("event", "modes", "fault"),
    [
        (DAYS, {}, None),
        (WORKSHOP, {}, None),
        (DAYS, {FIRST_DAY: HERE, SECOND_DAY: ONLINE}, None),
        (DAYS, {FIRST_DAY: None}, None),
        (DAYS, {FIRST_DAY: None, SECOND_DAY: ONLINE}, None),
        (DAYS, {FIRST_DAY: None, SECOND_DAY: None}, NO_DAY),
        (DAYS, {"2024-04-19": HERE}, NO_SUCH_DAY),
        (DAYS, {"16 April": HERE}, NO_SUCH_DAY),
        (ONLY_HERE, {FIRST_DAY: ONLINE}, NOT_OFFERED),
        (ONLY_HERE, {FIRST_DAY: None}, None),
        (WORKSHOP, {FIRST_DAY: HERE}, NOT_PER_DAY),
    ],
)
def test_what_is_wrong_with_a_choice_of_days(event: Event, modes: Modes, fault: str | None) -> None:
    said = [(each.field, each.message) for each in day_mode_faults(event, modes)]
    assert said == ([("day_modes", fault)] if fault else [])


@pytest.mark.parametrize(
    ("modes", "otherwise", "days", "whole"),
    [
        ({}, HERE, {}, HERE),
        ({}, ONLINE, {}, ONLINE),
        ({FIRST_DAY: ONLINE}, HERE, {FIRST_DAY: ONLINE, SECOND_DAY: HERE}, HERE),
        ({FIRST_DAY: HERE}, ONLINE, {FIRST_DAY: HERE, SECOND_DAY: ONLINE}, HERE),
        ({FIRST_DAY: None, SECOND_DAY: ONLINE}, HERE, {FIRST_DAY: None, SECOND_DAY: ONLINE}, ONLINE),
        ({FIRST_DAY: None}, HERE, {FIRST_DAY: None, SECOND_DAY: HERE}, HERE),
    ],
)
def test_days_that_are_left_out_are_as_on_the_whole(
    modes: Modes, otherwise: AttendanceMode, days: Modes, whole: AttendanceMode
) -> None:
    assert every_day(DAYS, modes, otherwise) == days
    assert on_the_whole(days, otherwise) is whole


def test_another_way_on_the_whole_keeps_the_days_away() -> None:
    assert all_in({FIRST_DAY: None, SECOND_DAY: HERE}, ONLINE) == {FIRST_DAY: None, SECOND_DAY: ONLINE}


def test_who_takes_part_in_which_way_is_counted_on_each_day() -> None:
    chosen = [
        Alike(attendance_mode=HERE, day_modes={FIRST_DAY: HERE, SECOND_DAY: None}, people=1),
        Alike(attendance_mode=ONLINE, day_modes={}, people=2),
        Alike(attendance_mode=HERE, day_modes={FIRST_DAY: ONLINE, SECOND_DAY: HERE}, people=3),
    ]
    counts = [(str(each.day), each.in_person, each.online, each.absent) for each in count_days(DAYS, chosen)]
    assert counts == [(FIRST_DAY, 1, 5, 0), (SECOND_DAY, 3, 2, 1)]
