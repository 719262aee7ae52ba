"""A name is found alike in the organisers' list and at the desk without JavaScript; its script runs the same cases."""

import json
from pathlib import Path

import pytest
from msgspec import convert

from events_service.checkin.desk import matching
from events_service.registrations.records import Status
from events_service.registrations.sifting import Line, Sieve, sift
from tests.world.people import make_registration

CASES = json.loads((Path(__file__).parent.parent / "web" / "names-found.json").read_text())


def line(number: int = 1, **changes: object) -> Line:
    """Somebody as the list and the desk read them."""
    return convert(make_registration(number, **changes), Line, from_attributes=True)


def named(name: str, number: int = 1, **changes: object) -> Line:
    """Somebody of this name."""
    return line(number, first_name=name, last_name="", email="", organisation="", **changes)


def found(query: str, name: str) -> tuple[bool, bool]:
    """Tell whether the list and the desk find somebody of this name."""
    person = named(name)
    return sift([person], Sieve(word=query)) == [person], matching([person], query) == [person]


@pytest.mark.parametrize(("query", "name"), CASES["found"])
def test_a_name_is_found_in_the_list_and_at_the_desk(query: str, name: str) -> None:
    assert found(query, name) == (True, True)


@pytest.mark.parametrize(("query", "name"), CASES["not_found"])
def test_another_name_is_found_in_neither(query: str, name: str) -> None:
    assert found(query, name) == (False, False)


@pytest.mark.parametrize("query", CASES["nothing_asked"])
def test_who_asks_for_nobody_sees_all_in_the_list_and_nobody_at_the_desk(query: str) -> None:
    assert found(query, "Maria Petrova") == (True, False)


def test_a_query_may_name_person_and_organisation_and_how_the_person_writes_the_name() -> None:
    person = line(first_name="王", last_name="芳", latin_name="Fang Wang", organisation="Хасково")
    assert sift([person], Sieve(word="wang haskovo")) == [person]
    assert matching([person], "haskovo fang") == [person]


def test_whoever_has_a_place_comes_first_then_who_is_written_as_typed() -> None:
    gone = named("Anna Mueller", 1, status=Status.CANCELLED)
    sounding = named("Anna Müller", 2)
    written = named("Ada Mueller", 3)
    assert matching([gone, sounding, written], "mueller") == [written, sounding, gone]
