"""Which rule a statement broke: each database says it in its own words, and only one of them is a refusal."""

import importlib
import re
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from events_service import uniqueness
from events_service.database import Database
from events_service.registrations.places.change import change
from events_service.registrations.records import Changes
from events_service.registrations.refusals import AlreadyRegistered
from events_service.registrations.tables import ONE_FOR_EACH_ADDRESS
from events_service.settings import Settings
from events_service.uniqueness import breaks
from tests.world.events import load
from tests.world.people import add_person, ask, people, person_row
from tests.world.times import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]


async def broken(database: Database, **same: object) -> IntegrityError:
    """Break a rule by a second person who has something in common with the first."""
    with pytest.raises(IntegrityError) as raised:
        async with database.transaction() as session:
            session.add(person_row(2, event_key="workshop", **same))
    return raised.value


async def test_each_database_tells_which_rule_was_broken(database: Database) -> None:
    await load(database)
    first = await add_person(database, 1, event_key="workshop")
    email = await broken(database, email_folded=first.email_folded)
    badge = await broken(database, badge_code=first.badge_code)
    id_ = await broken(database, id=first.id)
    rules = (ONE_FOR_EACH_ADDRESS, "uq_registrations_badge_code", "pk_registrations")
    told = [[breaks(error, rule) for rule in rules] for error in (email, badge, id_)]
    assert told == [[True, False, False], [False, True, False], [False, False, True]]


async def test_a_reference_to_nothing_breaks_no_rule_of_uniqueness(database: Database) -> None:
    with pytest.raises(IntegrityError) as raised:
        async with database.transaction() as session:
            session.add(person_row(1, event_key="nowhere"))
    assert not breaks(raised.value, ONE_FOR_EACH_ADDRESS)


async def test_only_a_known_address_is_told_as_registered_already(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await load(database)
    first, second = await people(database, settings, 2)
    with pytest.raises(AlreadyRegistered):
        await ask(database, settings, 1)
    with pytest.raises(AlreadyRegistered):
        await change(database, settings, second.id, Changes(email=first.email), now=NOW)
    monkeypatch.setattr("events_service.registrations.places.entering.make_badge_code", lambda: first.badge_code)
    with pytest.raises(IntegrityError):
        await ask(database, settings, 5)


def test_whatever_is_told_of_a_broken_rule_names_a_rule_that_a_table_declares() -> None:
    """A refusal that catches every broken rule says something untrue of all the others."""
    rules, package = dict(uniqueness.declared()), Path(uniqueness.__file__).parent
    sources = [source for source in sorted(package.rglob("*.py")) if source != Path(uniqueness.__file__)]
    told = [(source, named) for source in sources for named in re.findall(r"\brefusing\(\s*(\w+)", source.read_text())]
    assert told
    for source, named in told:
        module = ".".join(source.relative_to(package.parent).with_suffix("").parts)
        rule = getattr(importlib.import_module(module), named)
        assert rule in rules, rule
    for source in sources:
        assert "except IntegrityError as error" not in source.read_text(), f"{source.name} tells any broken rule as one"
