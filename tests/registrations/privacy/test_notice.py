"""The privacy notice in each language, filled in from the definitions, kept as each person saw it as time goes by."""

from datetime import date
from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from events_service import audit, chain, clock
from events_service.access.sign_in import make_link
from events_service.background import work_once
from events_service.database import Database
from events_service.programme.finding import FoundEvent, Seats, get_any_event
from events_service.programme.loading import save_all
from events_service.programme.records import Contact, EventStatus, Partner, Registration, Retention
from events_service.registrations.letters.telling import tell_of_changes
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.register import register
from events_service.registrations.privacy.consents import kept_needs
from events_service.registrations.privacy.notice import NEEDS_KEPT_DAYS, privacy_notice
from events_service.registrations.privacy.retention import remove_needs_due
from events_service.registrations.records import Consents
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings
from events_service.web.i18n import LANGUAGES, country_name, short_day, speaking
from tests.world.events import WORKSHOP
from tests.world.people import application, ask
from tests.world.project import PROJECT
from tests.world.service import BASE_URL
from tests.world.staff import LIST, sign_in
from tests.world.times import NOW

pytestmark = pytest.mark.anyio

HOST = Partner(
    key="harghita",
    name={"en": "Harghita County Council", "hu": "Hargita Megye Tanácsa", "ro": "Consiliul Județean Harghita"},
    country="RO",
    languages=["ro", "hu"],
)
FUNDED = replace(
    PROJECT, partners=[PROJECT.partners[0], HOST], retention=Retention(last_payment=date(2027, 9, 30), years=5)
)
FOUND = FoundEvent(event=WORKSHOP, project=FUNDED, seats=Seats(capacity=10, taken=0), version=1, changed_at=NOW)
MARA = "organiser@example.org"
AGREED = Consents(privacy_notice=True, special_needs=True)


def words(language: str, found: FoundEvent = FOUND) -> str:
    """Give the whole notice, one section behind the other, whatever the spaces that a language puts into numbers."""
    sections = privacy_notice(found, language).sections
    return " ".join(f"{each.heading} {each.text}" for each in sections).replace("\xa0", " ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_says_all_that_it_must_in_each_language(language: str) -> None:
    text = words(language)
    with speaking(language):
        controller = HOST.name.get(language, HOST.name["en"])
        until = short_day(date(2032, 12, 31)).replace("\xa0", " ")
        country = country_name("RO")
    for said in (controller, country, "Event desk", "desk@example.org", "SECON", "Interreg Europe", until):
        assert said in text
    assert str(NEEDS_KEPT_DAYS) in text
    assert len(privacy_notice(FOUND, language).sections) == 7
    assert all(each.heading and each.text and "{" not in each.text for each in privacy_notice(FOUND, language).sections)


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_no_section_of_the_notice_is_left_in_english(language: str) -> None:
    english = privacy_notice(FOUND, "en").sections
    for ours, theirs in zip(english, privacy_notice(FOUND, language).sections, strict=True):
        assert ours.heading != theirs.heading
        assert ours.text != theirs.text
    for each in english:
        assert not any(sentence in words(language) for sentence in each.text.split(". ") if len(sentence) > 60)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_names_its_legal_basis_in_each_language(language: str) -> None:
    numbers = "".join(sign for sign in privacy_notice(FOUND, language).sections[1].text if sign.isdigit())
    assert numbers == "61" + "61" + "92"  # GDPR Art. 6(1)(c) and (e); 6(1)(a) and 9(2)(a), however a language writes it


def test_each_definition_it_is_made_of_makes_another_version() -> None:
    versions = {privacy_notice(FOUND, "en").version}
    for changed in (
        replace(FOUND, project=replace(FUNDED, retention=Retention(last_payment=date(2028, 1, 1), years=5))),
        replace(FOUND, project=replace(FUNDED, programme="Interreg V-A")),
        replace(FOUND, project=replace(FUNDED, acronym="SECOND")),
        replace(FOUND, event=replace(WORKSHOP, contact=Contact(name="Desk", email="other@example.org"))),
        replace(FOUND, event=replace(WORKSHOP, host="peloponnese")),
        replace(FOUND, event=replace(WORKSHOP, registration=replace(WORKSHOP.registration, mode_per_day=True))),
    ):
        versions.add(privacy_notice(changed, "en").version)
    assert len(versions) == 7
    assert privacy_notice(replace(FOUND, event=replace(WORKSHOP, capacity=11)), "en").version in versions


async def test_what_somebody_saw_is_kept_when_the_definitions_change_afterwards(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await keep(database, FUNDED)
    first = (await ask(database, settings, 1, language="hu")).registration
    set_clock("2024-03-10T09:00:00Z")
    await keep(database, replace(FUNDED, retention=Retention(last_payment=date(2029, 1, 1), years=5)))
    second = (await ask(database, settings, 2, language="hu")).registration
    assert first.notice_version != second.notice_version
    address = "/events/workshop/privacy?version="
    before, after = [(await client.get(f"{address}{each.notice_version}")).text for each in (first, second)]
    assert ("2032" in before, "2034" in before) == (True, False)
    assert ("2032" in after, "2034" in after) == (False, True)
    assert "Hargita Megye Tanácsa" in before


async def keep(database: Database, project: Any) -> None:
    async with database.transaction() as session:
        await save_all(session, [project], [WORKSHOP], actor="test", now=NOW)
        assert (await get_any_event(session, "workshop")).project == project


async def test_as_the_clock_moves_needs_are_seen_with_each_look_logged_and_then_look_removed(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await keep(database, FUNDED)
    made = await ask(database, settings, 1, dietary_needs="halal", consents=AGREED)
    mine, personal = made.registration, f"/my/{made.token}"
    await sign_in(client, database)
    for day, shown in (("2024-03-01", True), ("2024-04-16", True), ("2024-05-17", True), ("2024-05-18", False)):
        set_clock(f"{day}T12:00:00Z")
        client.cookies.update((await client.get(await make_link(database, BASE_URL, MARA, clock.now()))).cookies)
        await remove_needs_due(database, clock.now())
        look = (await client.post(f"{LIST}/{mine.id}/needs")).text
        data = (await client.get(f"{personal}/data.json")).json()
        assert ("halal" in look) is shown
        assert ("halal" in (await client.get(f"{LIST}/needs")).text) is shown
        assert (data["special_needs"] == {"dietary": "halal"}) is shown
        assert (data["needs_removed_at"] is None) is shown
    assert "Removed on" in look
    assert "none told" not in look
    assert "Removed, as promised" in (await client.get(f"{LIST}/needs")).text
    assert "were removed on" in (await client.get(f"{personal}/consents")).text
    async with database.reading() as session:
        row = await session.get_one(RegistrationRow, mine.id)
        assert (row.special_needs, row.needs_removed_at is not None) == (None, True)
        entries = (await session.scalars(select(audit.EntryRow).order_by(audit.EntryRow.position))).all()
        looks = [each for each in entries if each.action == "special_needs.viewed"]
        assert [each.subject for each in looks] == [f"registration:{mine.id}"] * 4
        assert [each.at.date().isoformat() for each in looks] == [
            "2024-03-01",
            "2024-04-16",
            "2024-05-17",
            "2024-05-18",
        ]
        assert all(each.actor.startswith("account:") for each in looks)
        assert [fault async for fault in chain.faults(session)] == []


async def test_the_service_removes_needs_by_itself_while_it_runs(
    database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-05-18T12:00:00Z")
    await keep(database, FUNDED)
    mine = (await ask(database, settings, 1, dietary_needs="halal", consents=AGREED)).registration
    await work_once(database, settings)
    assert (await kept_needs(database, mine.id)).removed_at is not None


async def test_needs_that_nobody_told_look_empty_and_not_removed(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-06-01T12:00:00Z")
    await keep(database, FUNDED)
    mine = (await ask(database, settings, 1)).registration
    await sign_in(client, database)
    await remove_needs_due(database, clock.now())
    look = (await client.post(f"{LIST}/{mine.id}/needs")).text
    assert "none told" in look
    assert "Removed on" not in look


async def test_work_that_fails_keeps_no_other_back(database: Database, settings: Settings, set_clock: Any) -> None:
    """A letter to an address from before, which no mail server can have, cannot be written."""
    set_clock("2024-05-18T12:00:00Z")
    later = replace(
        WORKSHOP, key="later", days=[date(2024, 9, 16), date(2024, 9, 17)], sessions=[], registration=Registration()
    )
    await keep(database, FUNDED)
    mine = (await ask(database, settings, 1, dietary_needs="halal", consents=AGREED)).registration
    async with database.transaction() as session:
        await save_all(session, [FUNDED], [later], actor="test", now=NOW)
    other = (await register(database, settings, "later", Asked(application=application(2)), now=NOW)).registration
    async with database.transaction() as session:
        (await session.get_one(RegistrationRow, other.id)).email = f"a@{'x' * 70}.org"
        off = replace(later, status=EventStatus.CANCELLED)
        await save_all(session, [FUNDED], [off], actor="test", now=NOW)
    with pytest.raises(UnicodeError):
        await tell_of_changes(database, settings, clock.now())
    await work_once(database, settings)
    assert (await kept_needs(database, mine.id)).removed_at is not None
