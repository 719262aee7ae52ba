"""A letter's number tells whether the letter is genuine and whether it still stands, and never whom it is for."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from events_service import audit
from events_service.database import Database
from events_service.printing.giving_letters import Made, issue
from events_service.programme.records import EventStatus, LetterKind
from events_service.registrations.tokens import letter_number
from events_service.settings import Settings
from tests.world.events import WORKSHOP, load
from tests.world.letters import LETTERS
from tests.world.pages import text_of
from tests.world.people import add_person

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
NOW = datetime(2024, 3, 1, 9, tzinfo=UTC)
MISSION = LetterKind.MISSION


async def test_who_holds_a_letter_sees_that_it_is_genuine_and_can_compare_the_name(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock(NOW.isoformat())
    await load(database, replace(WORKSHOP, letters=LETTERS))
    person = await add_person(database, event_key="workshop", first_name="Мария", last_name="Петрова")
    address = f"/l/workshop/{letter_number(settings.secret_key, person.id, MISSION.value)}"
    assert "There is no such letter" in (await client.get(address)).text
    made = Made(people=[person.id], kind=MISSION)
    for now in (NOW, datetime(2024, 3, 9, tzinfo=UTC)):
        await issue(database, settings, "workshop", made, now=now)
    shown = await client.get(address.upper())
    text = text_of(shown.text)
    assert "This letter is genuine" in text
    assert "Invitation for a mission order" in text
    assert "Given on 1 March 2024" in text
    assert shown.headers["x-robots-tag"] == "noindex"
    for personal in (person.first_name, person.last_name, person.organisation):
        assert personal not in shown.text
    for typed, said in (("петрова мария", "Yes: the letter is for"), ("Maria Ivanova", "No: the letter has another")):
        assert said in (await client.post(address, data={"name": typed})).text
    assert (await client.get("/l/elsewhere/ABC")).status_code == 404
    async with database.reading() as session:
        made = [each for each in await audit.about(session, f"registration:{person.id}") if "letter" in each.action]
    assert [each.action for each in made] == ["letter.issued"] * 2
    await load(database, replace(WORKSHOP, letters=LETTERS, status=EventStatus.CANCELLED))
    assert "the invitation does not stand any more" in (await client.get(address)).text
