"""What is kept of what was made before stays within its bounds, in every room alike."""

import ast
from pathlib import Path
from typing import Any

import pytest

import events_service
from events_service.calendars.entries import ENTRIES
from events_service.calendars.remembering import MOST_OCTETS, MOST_REMEMBERED, Memory, Remembered
from events_service.calendars.serving import FEEDS_WRITTEN
from events_service.dav.serving import HOMES
from events_service.kept import Kept

SOURCES = Path(events_service.__file__).parent


def test_the_longest_unasked_for_makes_room() -> None:
    kept: Kept[int, str] = Kept(2)
    kept.keep(1, "one")
    kept.keep(2, "two")
    assert kept.get(1) == "one"
    kept.keep(3, "three")
    assert (kept.get(1), kept.get(2), kept.get(3)) == ("one", None, "three")


def test_no_more_octets_are_kept_than_there_is_room_for() -> None:
    kept: Kept[int, bytes] = Kept(100, most_octets=10, weigh=len)
    for key in range(50):
        kept.keep(key, b"four")
        assert kept.octets <= 10
    assert len(kept) == 2
    assert kept.keep(50, b"more than ten octets") == b"more than ten octets"
    assert (len(kept), kept.octets) == (0, 0)


def test_what_is_kept_again_takes_the_place_of_what_was() -> None:
    kept: Kept[int, bytes] = Kept(2, most_octets=10, weigh=len)
    kept.keep(1, b"123456")
    kept.keep(1, b"1234")
    assert (len(kept), kept.octets, kept.get(1)) == (1, 4, b"1234")


@pytest.mark.parametrize("kept", [ENTRIES, FEEDS_WRITTEN, HOMES], ids=["entries", "feeds", "homes"])
def test_each_cache_of_the_calendars_is_bounded(kept: Kept[Any, Any]) -> None:
    assert kept.most <= 8192


def test_answers_from_memory_are_bounded_by_number_and_by_octets() -> None:
    answers = Memory().at(("ground",))
    answer = Remembered(etag=b"1", unchanged=(), octets=b"x" * 1_000_000)
    for number in range(200):
        answers.keep((number,), answer)
    assert answers.octets <= MOST_OCTETS
    assert len(answers) <= MOST_REMEMBERED


def test_no_module_keeps_what_it_was_asked_in_a_dictionary_of_its_own() -> None:
    growing = []
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.AnnAssign) and node.value is not None:
                empty = ast.unparse(node.value) in {"{}", "dict()", "OrderedDict()"}
                read_only = ast.unparse(node.annotation).startswith("Mapping")
                growing += [f"{path.name}: {ast.unparse(node.target)}"] if empty and not read_only else []
    assert growing == []
