"""Whose turn it is, case by case: places in one pool, in person and online counted apart, and both at once."""

from uuid import UUID

import pytest

from events_service.programme.records import AttendanceMode
from events_service.registrations.places.changing_ways import without_place
from events_service.registrations.places.line import Free, Waiting, in_turn
from events_service.registrations.records import Ways

HERE, ONLINE = AttendanceMode.IN_PERSON, AttendanceMode.ONLINE
NEEDS: dict[str, Ways] = {
    "h": frozenset({HERE}),
    "o": frozenset({ONLINE}),
    "b": frozenset({HERE, ONLINE}),
    "m": frozenset({ONLINE}),
}
GROUP = UUID(int=99)


def line(people: str) -> list[Waiting]:
    """Give a line: h needs a place in person, o online, b both, m has one and wants one online; capitals: a group."""
    return [
        Waiting(
            id=UUID(int=place),
            needs=NEEDS[each.lower()],
            seated=each == "m",
            group=GROUP if each.isupper() else None,
            room=1,
        )
        for place, each in enumerate(people)
    ]


def apart(here: int | None, online: int | None) -> Free:
    return {HERE: here, ONLINE: online}


@pytest.mark.parametrize(
    ("people", "free", "served"),
    [
        ("hoh", {None: 2}, [0, 1]),
        ("hoh", {None: None}, [0, 1, 2]),
        ("hbo", {None: 2}, [0, 1]),
        ("hmo", {None: 1}, [0, 1]),
        ("m", {None: 0}, [0]),
        ("om", apart(0, 1), [0]),
        ("mo", apart(0, 1), [0]),
        ("HHh", {None: 3}, [0, 2]),
        # One who waits for the room does not stand before one who waits online, nor the other way round.
        ("hhoo", apart(0, 1), [2]),
        ("oohh", apart(1, 0), [2]),
        ("hoho", apart(1, 1), [0, 1]),
        ("hoho", apart(1, None), [0, 1, 3]),
        ("hhhh", apart(2, 5), [0, 1]),
        ("oooo", apart(2, None), [0, 1, 2, 3]),
        ("hoho", apart(0, 0), []),
        # Somebody of both ways needs one of each, and neither is kept for them alone.
        ("b", apart(1, 1), [0]),
        ("b", apart(1, 0), []),
        ("bho", apart(1, 0), [1]),
        ("bho", apart(1, 1), [0]),
        ("hbo", apart(1, 2), [0, 2]),
        ("obho", apart(2, 2), [0, 1, 2]),
        # A group that has used up its places is passed over; one of it who waits elsewhere uses none.
        ("HHh", apart(3, 3), [0, 2]),
        ("HOo", apart(0, 3), [1, 2]),
        ("OHh", apart(1, 0), [1]),
    ],
)
def test_a_free_place_is_the_turn_of_whoever_waits_first_for_one_in_its_way(
    people: str, free: Free, served: list[int]
) -> None:
    assert [id_.int for id_, _ in in_turn(line(people), free)] == served


@pytest.mark.parametrize(
    ("free", "held", "wanted", "lacking"),
    [
        ({None: 0}, "h", "o", []),
        (apart(0, 0), "h", "o", [ONLINE]),
        (apart(0, 1), "h", "o", []),
        (apart(0, None), "h", "o", []),
        (apart(0, 0), "h", "b", [ONLINE]),
        (apart(0, 0), "b", "h", []),
        (apart(0, 0), "b", "o", []),
        (apart(0, 0), "o", "h", [HERE]),
        ({}, "o", "h", []),
    ],
)
def test_a_change_of_ways_needs_a_place_in_each_way_that_is_new(
    free: Free, held: str, wanted: str, lacking: list[AttendanceMode]
) -> None:
    assert without_place(free, NEEDS[held], NEEDS[wanted]) == lacking
