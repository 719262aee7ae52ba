"""Who is online on a day stands apart on that day's list, and who is away stands on none and eats nothing."""

from datetime import datetime, time

import pytest

from events_service.checkin.checkpoints import checkpoints_of, is_expected
from events_service.database import Database
from events_service.printing.preparing_agenda import caterer_totals_of
from events_service.printing.preparing_sheets import sign_in_sheets_of
from events_service.printing.requests import DocumentKind, PrintRequest
from events_service.printing.sources import load_sources
from events_service.programme.finding import get_any_event
from events_service.programme.records import AttendanceMode, Session, SessionKind
from events_service.registrations.finding import list_registrations
from events_service.registrations.records import Consents
from events_service.settings import Settings
from tests.counting import counting
from tests.world.events import FIRST_DAY, SECOND_DAY, WORKSHOP, load, per_day, with_session
from tests.world.people import ask
from tests.world.times import NOW

pytestmark = pytest.mark.anyio


async def test_each_day_lists_those_who_come_on_it(database: Database, settings: Settings) -> None:
    await load(database, with_session(per_day(), "welcome", speakers=[]))
    modes = AttendanceMode
    await ask(database, settings, 1, day_modes={FIRST_DAY: modes.IN_PERSON, SECOND_DAY: modes.ONLINE})
    await ask(database, settings, 2, day_modes={FIRST_DAY: None, SECOND_DAY: modes.IN_PERSON})
    await ask(database, settings, 3)
    async with database.reading() as session:
        found = await get_any_event(session, "workshop")
        registrations = await list_registrations(session, "workshop")
    first, second = sign_in_sheets_of(found, registrations, "http://testserver.local")
    assert [[row.number for row in rows] for rows in (first.rows, first.online)] == [[1, 3], []]
    assert [[row.number for row in rows] for rows in (second.rows, second.online)] == [[2, 3], [1]]
    day = checkpoints_of(found.event)[0]
    assert [is_expected(each, day) for each in registrations] == [True, False, True]


async def test_the_caterer_counts_each_days_eaters_and_their_diets(database: Database, settings: Settings) -> None:
    lunches = [
        Session(
            key=f"lunch-{day.day}",
            kind=SessionKind.MEAL,
            title="Lunch",
            start=datetime.combine(day, time(13)),
            end=datetime.combine(day, time(14)),
        )
        for day in WORKSHOP.days
    ]
    await load(database, per_day(sessions=[*WORKSHOP.sessions, *lunches]))
    modes, agreed = AttendanceMode, Consents(privacy_notice=True, special_needs=True)
    vegan = {"dietary_needs": "Vegan", "consents": agreed}
    await ask(database, settings, 1, day_modes={FIRST_DAY: modes.IN_PERSON, SECOND_DAY: modes.ONLINE}, **vegan)
    await ask(database, settings, 2, day_modes={FIRST_DAY: None, SECOND_DAY: modes.IN_PERSON})
    await ask(database, settings, 3, **vegan)
    wanted = PrintRequest(document=DocumentKind.CATERER_TOTALS)
    async with database.reading() as session:
        with counting(database) as statements:
            sources = await load_sources(session, settings, "workshop", wanted, NOW)
    assert sum("special_needs" in each for each in statements) <= 2  # who is confirmed, and what they need on all days
    made = caterer_totals_of(sources.found, sources.registrations, sources.diets, sources.now)
    eaten = [(meal.people, meal.diets) for meal in made.meals if meal.title.english == "Lunch"]
    assert eaten == [(2, (("Vegan", 2),)), (2, (("Vegan", 1),))]
