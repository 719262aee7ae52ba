"""What people trust us with: needs, notices, lost links, erasure, and limits against abuse."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import func, select

from events_service import audit, chain
from events_service.access.limits import Limit, TooOften, require
from events_service.attendance.finding import is_attested
from events_service.checkin.set_aside import forget_set_aside
from events_service.database import Database
from events_service.mail.tables import MailRow
from events_service.programme.finding import get_any_event
from events_service.registrations.finding import find_by_badge_code, get_registration, list_registrations
from events_service.registrations.places.erase import erase
from events_service.registrations.privacy.consents import AgreedTo, choose_consents
from events_service.registrations.privacy.needs import Total, totals
from events_service.registrations.privacy.notice import privacy_notice
from events_service.registrations.privacy.retention import remove_needs_due
from events_service.registrations.privacy.special_needs import SpecialNeeds, decrypt, encrypt
from events_service.registrations.records import Consents, Status
from events_service.registrations.refusals import EvidenceKept
from events_service.registrations.tables import NoticeRow, RegistrationRow
from events_service.settings import Settings
from tests.world.events import event, load
from tests.world.people import ask
from tests.world.project import PROJECT
from tests.world.staff import LIST, sign_in
from tests.world.times import NOW

pytestmark = pytest.mark.anyio

AGREED = Consents(privacy_notice=True, photos=True, special_needs=True)
AFTER = datetime(2024, 6, 1, tzinfo=UTC)
KEY = "a secret for tests that is long enough"


def test_needs_open_only_under_their_own_registration_and_key() -> None:
    mine = uuid4()
    kept = encrypt(SpecialNeeds(dietary="vegan"), secret_key=KEY, registration=mine)
    assert decrypt(kept, secret_key=KEY, registration=mine) == SpecialNeeds(dietary="vegan")
    for key, registration in ((KEY, uuid4()), (KEY + "!", mine)):
        with pytest.raises(InvalidTag):
            decrypt(kept, secret_key=key, registration=registration)
    assert encrypt(SpecialNeeds(), secret_key=KEY, registration=mine) is None


async def test_the_caterer_gets_totals_without_names(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database)
    for person, need in enumerate(["Vegan", "vegan.", "halal"]):
        await ask(database, settings, person, dietary_needs=need, consents=AGREED)
    await ask(database, settings, 9, access_needs="wheelchair", consents=AGREED)
    async with database.reading() as session:
        found = await totals(session, settings, "workshop")
    assert found.dietary == [Total(need="Vegan", people=2), Total(need="halal", people=1)]
    assert found.access == [Total(need="wheelchair", people=1)]
    await sign_in(client, database)
    text = (await client.get(f"{LIST}/needs")).text
    assert "Vegan" in text
    assert "Person" not in text


async def test_each_look_at_one_persons_needs_is_logged(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    mine = (await ask(database, settings, 1, dietary_needs="halal", consents=AGREED)).registration
    await sign_in(client, database)
    assert "halal" not in (await client.get(f"{LIST}/{mine.id}")).text
    assert "halal" in (await client.post(f"{LIST}/{mine.id}/needs")).text
    async with database.reading() as session:
        query = select(audit.EntryRow.actor).where(
            audit.EntryRow.action == "special_needs.viewed", audit.EntryRow.subject == f"registration:{mine.id}"
        )
        (actor,) = await session.scalars(query)
        assert actor.startswith("account:")
        assert [fault async for fault in chain.faults(session)] == []


async def test_needs_are_removed_a_month_after_the_event_and_look_removed(
    database: Database, settings: Settings
) -> None:
    await load(database)
    await ask(database, settings, 1, dietary_needs="halal", consents=AGREED)
    assert await remove_needs_due(database, datetime(2024, 5, 17, 12, tzinfo=UTC)) == 0
    assert await remove_needs_due(database, datetime(2024, 5, 18, 12, tzinfo=UTC)) == 1
    assert await remove_needs_due(database, datetime(2024, 5, 19, 12, tzinfo=UTC)) == 0
    async with database.reading() as session:
        found = await totals(session, settings, "workshop")
    assert (found.dietary, found.removed) == ([], True)


async def test_needs_whose_consent_was_taken_back_are_not_said_to_be_removed_after_the_event(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    mine = (await ask(database, settings, 1, dietary_needs="halal", consents=AGREED)).registration
    await ask(database, settings, 2, access_needs="wheelchair", consents=AGREED)
    await sign_in(client, database)
    assert "taken back" not in (await client.get(f"{LIST}/needs")).text
    await choose_consents(database, settings, mine.id, AgreedTo(photos=False, special_needs=False), now=NOW)
    text = (await client.get(f"{LIST}/needs")).text
    assert "1 person has taken back their consent" in text
    assert "wheelchair" in text
    assert "as promised" not in text
    look = (await client.post(f"{LIST}/{mine.id}/needs")).text
    assert "when the consent was taken back" in look
    assert "as promised" not in look
    assert await remove_needs_due(database, datetime(2024, 5, 18, 12, tzinfo=UTC)) == 1
    text = (await client.get(f"{LIST}/needs")).text
    assert "Removed, as promised, after the event." in text
    assert "taken back" not in text
    assert "when the consent was taken back" in (await client.post(f"{LIST}/{mine.id}/needs")).text


async def test_the_notice_names_the_controller_and_is_kept_as_it_was_shown(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    await ask(database, settings, 1, language="en")
    await ask(database, settings, 2, language="en")
    async with database.reading() as session:
        versions = {row.notice_version for row in await session.scalars(select(RegistrationRow))}
        kept = (await session.scalars(select(NoticeRow))).all()
    assert versions == {kept[0].version}
    assert len(kept) == 1
    text = (await client.get(f"/events/workshop/privacy?version={kept[0].version}")).text
    for said in ("Harghita County Council", "desk@example.org", PROJECT.programme, "complain"):
        assert said in text
    assert (await client.get("/events/workshop/privacy?version=none")).status_code == 404


async def test_a_notice_has_a_version_for_each_wording_and_language(database: Database) -> None:
    await load(database)
    async with database.reading() as session:
        found = await get_any_event(session, "workshop")
    assert privacy_notice(found, "en").version == privacy_notice(found, "en").version
    assert privacy_notice(found, "en").version != privacy_notice(found, "bg").version


async def test_a_lost_link_is_sent_and_the_answer_tells_nothing(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    await ask(database, settings, 1)
    address = "/events/workshop/register/link"
    known = await client.post(address, data={"email": " Person1@example.org "})
    unknown = await client.post(address, data={"email": "nobody@example.org"})
    assert (known.status_code, known.headers["location"]) == (unknown.status_code, unknown.headers["location"])
    for _ in range(5):
        await client.post(address, data={"email": "person1@example.org"})
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).where(MailRow.kind == "link")) == 3


async def test_erasing_gives_the_seat_on_and_leaves_nothing_that_tells_who_it_was(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database, event(capacity=1))
    mine = await ask(database, settings, 1, last_name="Erasmus", dietary_needs="halal", consents=AGREED)
    waiting = (await ask(database, settings, 2)).registration
    assert "Yes, erase everything" in (await client.get(f"/my/{mine.token}/erase")).text
    answer = await client.post(f"/my/{mine.token}/erase")
    assert answer.headers["location"] == "/my/erased"
    assert (await client.get("/my/erased")).status_code == 200
    assert (await client.get(f"/my/{mine.token}")).status_code == 404
    async with database.reading() as session:
        assert (await get_registration(session, waiting.id)).status is Status.CONFIRMED
        row = await session.get_one(RegistrationRow, mine.registration.id)
        assert (row.last_name, row.email, row.organisation, row.special_needs) == ("", "", "", None)
        mails = await session.scalars(select(MailRow).where(MailRow.registration_id == row.id))
        assert {(mail.recipient, mail.message) for mail in mails} == {("", b"")}
        values = await session.scalars(select(audit.PersonalValueRow.value))
        assert not any(value and "Erasmus" in value for value in values)
        assert [fault async for fault in chain.faults(session)] == []


async def test_who_took_part_is_evidence_and_is_not_erased_after_the_event(
    database: Database, settings: Settings
) -> None:
    await load(database)
    mine = (await ask(database, settings, 1)).registration
    with pytest.raises(EvidenceKept):
        await erase(database, settings, mine.id, attested=is_attested, forget=forget_set_aside, now=AFTER)


async def test_a_limit_holds_for_all_processes_and_ends_with_its_span(database: Database) -> None:
    few = Limit(name="test", most=2, span=timedelta(minutes=10))
    for _ in range(2):
        async with database.transaction() as session:
            await require(session, few, "Somebody", NOW)
    async with database.transaction() as session:
        with pytest.raises(TooOften):
            await require(session, few, "somebody", NOW)
        await require(session, few, "another", NOW)
        await require(session, few, "somebody", NOW + timedelta(minutes=10))


async def test_priority_goes_before_the_order_of_arrival(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database, event(capacity=1))
    people = [(await ask(database, settings, person)).registration for person in range(3)]
    await sign_in(client, database)
    await client.post(f"{LIST}/{people[2].id}/priority", data={"priority": "5"})
    async with database.reading() as session:
        found = await list_registrations(session, "workshop")
    assert [(each.number, each.waiting_position) for each in found] == [(1, None), (2, 2), (3, 1)]
    await client.post(f"{LIST}/{people[0].id}/cancel")
    async with database.reading() as session:
        found = await list_registrations(session, "workshop")
        assert [each.status.value for each in found] == ["cancelled", "waitlisted", "confirmed"]
        entry = (await session.scalars(select(audit.EntryRow).where(audit.EntryRow.action.contains("priority")))).one()
    assert entry.facts.items() >= {"before": "0", "after": "5"}.items()


async def test_a_badge_code_is_found_in_whatever_case_it_is_typed(database: Database, settings: Settings) -> None:
    await load(database)
    mine = (await ask(database, settings, 1)).registration
    async with database.reading() as session:
        assert await find_by_badge_code(session, f" {mine.badge_code.lower()} ") == mine
        assert await find_by_badge_code(session, "WRONG") is None
