"""The form without a script: what was ticked, unticked and written is noted, the rest stays."""

from uuid import UUID

import pytest

from events_service.attendance.marking.form import marks_of_form
from events_service.web.errors import FaultyFields, NotFound

ONE, DAY = UUID(int=1), "2024-04-16"
CELL = f"{ONE}:{DAY}"
PAPER, ONLINE, EXCUSED, BY_SIGNATURE = (
    f"{CELL}:{kind}" for kind in ("signed_on_paper", "online", "excused", "signed_electronically")
)


@pytest.mark.parametrize(
    ("shown", "ticked", "reason", "noted"),
    [
        ([], [PAPER, ONLINE], "", [("online", True, ""), ("signed_on_paper", True, "")]),
        ([PAPER], [], "", [("signed_on_paper", False, "")]),
        ([PAPER], [PAPER], "", []),
        ([], [], " a train ", [("excused", True, "a train")]),
        ([EXCUSED], [], "a train", [("excused", True, "a train")]),
        ([EXCUSED], [], "", [("excused", False, "")]),
        ([BY_SIGNATURE], [], "", []),
        ([], [BY_SIGNATURE], "", []),
    ],
)
def test_a_form_notes_what_it_changes(
    shown: list[str], ticked: list[str], reason: str, noted: list[tuple[str, bool, str]]
) -> None:
    marks = marks_of_form(shown, ticked, {f"excused:{CELL}": reason})
    assert [(mark.evidence.value, mark.stands, mark.reason) for mark in marks] == noted
    assert all((mark.registration, mark.checkpoint) == (ONE, DAY) for mark in marks)


def test_what_the_form_does_not_show_stays_as_it_is() -> None:
    assert marks_of_form([EXCUSED], [], {}) == []


@pytest.mark.parametrize("key", ["", "x", f"{CELL}:asleep", f"nobody:{DAY}:online"])
def test_what_no_form_of_ours_sends_is_nowhere(key: str) -> None:
    with pytest.raises(NotFound):
        marks_of_form([], [key], {})


def test_a_reason_that_is_too_long_is_told_so() -> None:
    with pytest.raises(FaultyFields) as refusal:
        marks_of_form([], [], {f"excused:{CELL}": "x" * 201})
    assert [fault.field for fault in refusal.value.faults] == ["excused"]
