"""The strip of an event: where it is between a draft and an approved record."""

from datetime import timedelta
from typing import Any

import pytest

from events_service.attendance.records import ReviewState
from events_service.duties.stages import Reached, strip
from events_service.programme.records import EventStatus
from tests.world.events import event, found
from tests.world.times import APRIL, MORNING

AFTERWARDS = MORNING + timedelta(days=3)
OPEN = ReviewState.OPEN


@pytest.mark.parametrize(
    ("changes", "taken", "review", "now", "words", "here"),
    [
        ({"status": EventStatus.DRAFT}, 0, OPEN, APRIL, "Draft Open Full Running Record Approved", "Draft"),
        ({}, 0, OPEN, APRIL, "Draft Open Full Running Record Approved", "Open"),
        ({"capacity": None}, 0, OPEN, APRIL, "Draft Open Running Record Approved", "Open"),
        ({}, 10, OPEN, APRIL, "Draft Open Full Running Record Approved", "Full"),
        ({}, 9, OPEN, MORNING, "Draft Open Running Record Approved", "Running"),
        ({}, 10, OPEN, MORNING, "Draft Open Full Running Record Approved", "Running"),
        ({}, 9, OPEN, AFTERWARDS, "Draft Open Running Record Approved", "Record"),
        ({}, 9, ReviewState.RETURNED, AFTERWARDS, "Draft Open Running Record Approved", "Record"),
        ({}, 9, ReviewState.APPROVED, AFTERWARDS, "Draft Open Running Record Approved", "Approved"),
        (
            {"status": EventStatus.CANCELLED},
            9,
            ReviewState.APPROVED,
            APRIL,
            "Draft Open Running Record Approved",
            "Approved",
        ),
        ({"status": EventStatus.CANCELLED}, 9, OPEN, APRIL, "", ""),
        ({"status": EventStatus.POSTPONED}, 9, OPEN, APRIL, "", ""),
    ],
)
def test_the_strip_says_where_an_event_is(
    changes: dict[str, Any], taken: int, review: ReviewState, now: Any, words: str, here: str
) -> None:
    shown = strip(found(event(**changes), taken=taken), review, now)
    assert " ".join(each.word for each in shown) == words
    assert "".join(each.word for each in shown if each.reached is Reached.HERE) == here
    ordered = [each.reached for each in shown]
    assert ordered == sorted(ordered, key=list(Reached).index)
