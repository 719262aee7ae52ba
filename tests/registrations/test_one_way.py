"""Every change of a registration goes one way: held, decided, entered, and settled in one place, last of all."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import events_service

ROOT = Path(events_service.__file__).parent
SETTLING = "registrations/places/settling.py"
HOLDERS = {"changing", "changing_one", "held_by"}


@cache
def trees() -> list[tuple[str, ast.Module]]:
    return [(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())) for path in sorted(ROOT.rglob("*.py"))]


@cache
def called(node: ast.AST) -> set[str]:
    """Give what is called within a piece of code: `settle`, or `seats.fill` of a module that stands in a name."""
    calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    return {ast.unparse(each) for each in calls if isinstance(each, ast.Name | ast.Attribute)}


def blocks(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                yield block


def who_calls(name: str) -> set[str]:
    return {path for path, tree in trees() if name in called(tree)}


def test_seats_are_handed_out_and_letters_follow_a_change_in_one_place() -> None:
    assert who_calls("seats.fill") == {SETTLING}
    assert who_calls("_promote") == who_calls("_tell") == who_calls("_moved_up") == {SETTLING}
    # Who lost their link asks for it: nothing changes.
    assert who_calls("send_letters") == {
        SETTLING,
        "registrations/places/lost_link.py",
        "registrations/letters/own_choices.py",
        "registrations/letters/still_waiting.py",
        "registrations/letters/telling.py",
    }


def test_whoever_takes_hold_of_an_event_settles_what_they_change() -> None:
    holding = {path for path, tree in trees() if HOLDERS & called(tree)} - {"registrations/holding.py"}
    # What reaches somebody is their own affair: no seat moves by it, and nobody else is to hear of it.
    holding -= {"registrations/letters/own_choices.py", "printing/giving_letters.py", "printing/deciding_letters.py"}
    assert {"registrations/places/cancel.py", "registrations/spreadsheets/importing.py"} <= holding
    assert holding == who_calls("settle")


def test_nothing_is_changed_after_it_was_settled() -> None:
    found = 0
    for path, tree in trees():
        for block in blocks(tree):
            places = [
                place
                for place, each in enumerate(block)
                if isinstance(each, ast.Assign | ast.Expr) and "settle" in called(each)
            ]
            for place in places:
                found += 1
                after = [each for each in block[place + 1 :] if not isinstance(each, ast.Return | ast.AugAssign)]
                assert not after, f"{path}:{after[0].lineno} comes after the change was settled"
    assert found >= 10
