"""The year of a project: its months with the events of all partners, and who sees which of them."""

from datetime import date

import httpx
import pytest

from events_service.access.records import Role
from events_service.database import Database
from events_service.programme.records import EventStatus
from events_service.programme.year import chosen_span, legend_of, months_of, spans_of
from tests.world.events import HARGHITA, found, load, meeting
from tests.world.pages import seen
from tests.world.project import PROJECT
from tests.world.staff import sign_in
from tests.world.times import APRIL

OVER_NEW_YEAR = meeting("Over new year", date(2024, 12, 31), host="haskovo")
EVENTS = [found(HARGHITA), found(meeting("Meeting", date(2024, 4, 2), host="haskovo")), found(OVER_NEW_YEAR)]


@pytest.mark.parametrize(
    ("year", "semester", "today", "name", "first", "last"),
    [
        (None, None, APRIL.date(), "2024", date(2024, 1, 1), date(2024, 12, 31)),
        (None, None, date(2030, 1, 1), "2027", date(2027, 1, 1), date(2027, 5, 31)),
        (None, None, date(2020, 1, 1), "2023", date(2023, 3, 1), date(2023, 12, 31)),
        ("2025", None, APRIL.date(), "2025", date(2025, 1, 1), date(2025, 12, 31)),
        (None, "S2", APRIL.date(), "S2", date(2023, 9, 1), date(2024, 2, 29)),
        (None, "S9", APRIL.date(), "S9", date(2027, 3, 1), date(2027, 5, 31)),
        ("never", "S99", APRIL.date(), "2024", date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_a_year_or_a_semester_of_the_project_is_shown(
    year: str | None, semester: str | None, today: date, name: str, first: date, last: date
) -> None:
    span = chosen_span(spans_of(PROJECT), year, semester, today)
    assert (span.name, span.first, span.last) == (name, first, last)


def test_each_month_has_the_days_of_its_events_in_the_colours_of_their_hosts() -> None:
    months = months_of(PROJECT, EVENTS, chosen_span(spans_of(PROJECT), "2024", None, APRIL.date()))
    assert [month.first.month for month in months] == list(range(1, 13))
    april = [(bar.found.event.key, bar.first, bar.last, bar.colour) for bar in months[3].bars]
    assert april == [("harghita-2024", 16, 18, 1), ("meeting", 2, 2, 2)]
    assert [len(month.bars) for month in months] == [0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1]
    assert [(line.partner.key, line.events) for line in legend_of(PROJECT, EVENTS)] == [
        ("peloponnese", 0),
        ("harghita", 1),
        ("haskovo", 2),
    ]


@pytest.mark.anyio
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_staff_see_all_partners_events_drafts_among_them_and_whoever_has_chosen_ones_those_alone(
    client: httpx.AsyncClient, database: Database
) -> None:
    draft = meeting("A draft", date(2024, 6, 3), host="peloponnese", status=EventStatus.DRAFT)
    await load(database, HARGHITA, OVER_NEW_YEAR, draft)
    await sign_in(client, database, partner="haskovo")
    shown = await seen(client, "/organise/projects/secon/year?year=2024")
    assert "June 2024 3 A draft Draft Region of Peloponnese" in shown
    assert shown.index("16–18 3rd interregional workshop") < shown.index("A draft") < shown.index("31 Over new year")
    assert "Over new year" not in await seen(client, "/organise/projects/secon/year?semester=S3")
    assert (await client.get("/organise/projects/none/year")).status_code == 403
    client.cookies.clear()
    await sign_in(client, database, Role.CONTROLLER)
    assert "A draft" in await seen(client, "/organise/projects/secon/year?year=2024")
