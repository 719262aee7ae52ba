"""Who is shown to be marked, and in which order: that of the printed sheet, page by page."""

from typing import Any

import pytest

from events_service.attendance.marking.sheet_order import pages_of
from events_service.attendance.marking.showing import marking_grid
from events_service.attendance.marking.sieve import Show, Sieve
from events_service.attendance.records import Evidence, Mark
from events_service.registrations.records import Registration, Status
from tests.world.attendance import ANNA, FOUND, IVAN, MARIA, record
from tests.world.door import check_in
from tests.world.people import make_registration

DAY = "2024-04-16"
GUEST = make_registration(4, organisation="KMOP", status=Status.WAITLISTED)


def mark(person: Registration, evidence: Evidence, day: str = DAY) -> Mark:
    reason = "a train" if evidence is Evidence.EXCUSED else ""
    return Mark(registration=person.id, checkpoint=day, evidence=evidence, reason=reason)


FACTS = (
    check_in(MARIA),
    check_in(GUEST),
    mark(MARIA, Evidence.SIGNED_ON_PAPER),
    mark(ANNA, Evidence.EXCUSED),
    mark(ANNA, Evidence.ONLINE, "2024-04-17"),
)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, [1, 2, 3, 4]),
        ({"at": DAY, "show": Show.NOT_MARKED}, [2]),  # who is excused is marked, who has no place is not awaited
        ({"at": "2024-04-17", "show": Show.NOT_MARKED}, [1, 2]),
        ({"show": Show.NOT_MARKED}, [1, 2, 3]),
        ({"show": Show.NOT_SIGNED}, [4]),
        ({"organisation": "KMOP"}, [4]),
        ({"organisation": "KMOP", "show": Show.NOT_MARKED}, []),
        ({"page": 1}, [1, 2, 3]),
        ({"page": 0}, [4]),
        ({"page": 9}, []),
    ],
)
def test_a_sieve_shows_those_whom_it_asks_for(asked: dict[str, Any], shown: list[int]) -> None:
    people = (MARIA, IVAN, ANNA, GUEST)
    pages = pages_of(FOUND, people, asked.get("at") or DAY)
    grid = marking_grid(record(*FACTS, people=people), Sieve(**asked), pages)
    assert [row.number for row in grid.rows] == shown
    assert grid.pages == [1, 0]
    assert grid.people == 4


def test_lines_stand_as_on_the_printed_sheet_whose_pages_are_shown_one_by_one() -> None:
    people = [make_registration(number, last_name=f"{1000 - number}") for number in range(1, 201)]
    pages = pages_of(FOUND, people, DAY)
    made = record(people=tuple(people))
    first = marking_grid(made, Sieve(), pages)
    assert first.sieve.page == 1
    assert [row.number for row in first.rows] == list(range(200, 200 - len(first.rows), -1))
    assert 5 < len(first.rows) < 30
    shown = [row.number for page in first.pages for row in marking_grid(made, Sieve(page=page), pages).rows]
    assert shown == list(range(200, 0, -1))


def test_a_session_has_a_sheet_of_its_own() -> None:
    assert set(pages_of(FOUND, (MARIA, IVAN), "visit").values()) == {1}


def test_a_cell_says_what_shows_that_somebody_came_beside_the_marks() -> None:
    grid = marking_grid(record(*FACTS), Sieve(at=DAY), {})
    maria, ivan, anna = (row.cells[0] for row in grid.rows)
    assert (maria.came, maria.noted) == (["scan 08:50"], {"signed_on_paper"})
    assert (ivan.came, ivan.noted, ivan.expected) == ([], set(), True)
    assert (anna.noted, anna.excused) == ({"excused"}, "a train")
    assert sorted(each.partition(":")[2] for each in grid.shown.split()) == [
        "2024-04-16:excused",
        "2024-04-16:signed_on_paper",
    ]
