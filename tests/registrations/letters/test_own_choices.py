"""Choices that can be changed later: photos, special needs, and the mail address, which its own mailbox confirms."""

import base64
import re
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from events_service.database import Database
from events_service.mail.composing import parsed
from events_service.mail.personal_links import without_personal_links
from events_service.mail.tables import MailRow
from events_service.registrations.records import Consents
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings
from tests.world.events import event, load
from tests.world.mails import plain_text
from tests.world.people import ask

pytestmark = pytest.mark.anyio


async def row(database: Database, email: str | None = None) -> RegistrationRow:
    async with database.reading() as session:
        query = select(RegistrationRow).order_by(RegistrationRow.number)
        found = (await session.scalars(query.where(RegistrationRow.email == email) if email else query)).first()
    assert found is not None
    return found


async def text_to(database: Database, recipient: str) -> str:
    async with database.reading() as session:
        query = select(MailRow).where(MailRow.recipient == recipient, MailRow.kind == "address_change")
        mail = (await session.scalars(query.order_by(MailRow.id.desc()))).first()
    assert mail is not None
    return plain_text(parsed(mail.message))


async def link_to(database: Database, recipient: str) -> str:
    found = re.search(r"http://testserver.local(/address/\S+)", await text_to(database, recipient))
    assert found is not None
    return found[1]


async def test_photos_are_a_choice_at_any_time_and_needs_can_be_taken_back(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    agreed = Consents(privacy_notice=True, photos=True, special_needs=True)
    mine = f"/my/{(await ask(database, settings, 1, consents=agreed, dietary_needs='No nuts')).token}"
    page = await client.get(f"{mine}/consents")
    assert "dietary" in page.text
    await client.post(f"{mine}/consents", data={"special_needs": "yes"})
    kept = await row(database)
    assert (kept.consents.photos, kept.special_needs is not None) == (False, True)
    await client.post(f"{mine}/consents", data={"photos": "yes"})
    kept = await row(database)
    assert (kept.consents.photos, kept.special_needs, kept.consents.special_needs) == (True, None, False)
    assert kept.needs_removed_at is not None
    set_clock("2024-06-01T09:00:00Z")  # the event is over, and consent can still be withdrawn
    assert (await client.post(f"{mine}/consents", data={})).status_code == 303
    assert not (await row(database)).consents.photos


async def test_a_colleague_registered_along_tells_their_needs_on_their_own_page(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    mine = f"/my/{(await ask(database, settings, 1)).token}"
    assert f"{mine}/consents#needs" in (await client.get(mine)).text
    told = {"photos": "yes", "dietary_needs": "No nuts", "access_needs": ""}
    refused = await client.post(f"{mine}/consents", data=told)
    assert (refused.status_code, (await row(database)).special_needs) == (422, None)
    assert "only with your consent" in refused.text
    assert 'value="No nuts"' in refused.text
    too_long = await client.post(f"{mine}/consents", data={"access_needs": "x" * 501, "special_needs": "yes"})
    assert (too_long.status_code, "at most 500 characters" in too_long.text) == (422, True)
    saved = await client.post(f"{mine}/consents", data={**told, "special_needs": "yes"})
    assert saved.headers["location"] == f"{mine}/consents?saved=1"
    kept = await row(database)
    assert (kept.consents.photos, kept.consents.special_needs) == (True, True)
    assert b"nuts" not in (kept.special_needs or b"")
    assert 'value="No nuts"' in (await client.get(f"{mine}/consents")).text
    await client.post(f"{mine}/consents", data={**told, "dietary_needs": "Vegan", "special_needs": "yes"})
    assert (await client.get(f"{mine}/data.json")).json()["special_needs"] == {"dietary": "Vegan"}
    await client.post(f"{mine}/consents", data={**told, "dietary_needs": "Vegan"})  # the tick alone is taken back
    kept = await row(database)
    assert (kept.special_needs, kept.consents.special_needs, kept.needs_removed_at is None) == (None, False, False)


async def test_emptied_needs_are_removed_and_none_can_be_told_after_the_event_or_a_cancellation(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    agreed = Consents(privacy_notice=True, special_needs=True)
    mine = f"/my/{(await ask(database, settings, 1, consents=agreed, access_needs='A ramp')).token}"
    emptied = {"dietary_needs": "", "access_needs": " ", "special_needs": "yes"}
    await client.post(f"{mine}/consents", data=emptied)
    assert ((kept := await row(database)).special_needs, kept.consents.special_needs) == (None, False)
    told = {**emptied, "access_needs": "A ramp"}
    set_clock("2024-04-18T09:00:00Z")
    assert 'name="access_needs"' not in (await client.get(f"{mine}/consents")).text
    late = await client.post(f"{mine}/consents", data=told)
    assert (late.status_code, "is over" in late.text) == (409, True)
    set_clock("2024-03-02T09:00:00Z")
    await client.post(f"{mine}/cancel")
    assert 'name="access_needs"' not in (await client.get(f"{mine}/consents")).text
    assert (await client.post(f"{mine}/consents", data=told)).status_code == 409
    assert (await row(database)).special_needs is None


async def test_a_new_address_counts_once_its_own_mailbox_has_confirmed_it(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    mine = f"/my/{(await ask(database, settings, 1, language='en')).token}"
    faulty = await client.post(f"{mine}/address", data={"email": "no address"})
    assert faulty.status_code == 422
    assert 'value="no address"' in faulty.text
    asked = await client.post(f"{mine}/address", data={"email": "new@example.org"})
    assert asked.headers["location"] == f"{mine}/address?sent=1"
    assert (await row(database)).email == "person1@example.org"
    assert "It holds until 3 Mar 2024, 10:00 (Central European Standard Time)." in await text_to(
        database, "new@example.org"
    )
    link = await link_to(database, "new@example.org")
    assert "new@example.org" in (await client.get(link)).text
    assert (await row(database)).email == "person1@example.org"
    confirmed = await client.post(link)
    assert (confirmed.status_code, confirmed.headers["location"]) == (303, link)
    assert (await row(database)).email == "new@example.org"
    assert "Your new address counts" in (await client.get(link)).text
    assert (await client.get(mine)).status_code == 200
    assert (await client.post(link)).status_code == 303  # a second click
    async with database.reading() as session:
        (told,) = await session.scalars(select(MailRow).where(MailRow.kind == "address_changed"))
    assert told.recipient == "person1@example.org"
    assert "/my/" not in str(parsed(told.message).get_body(("plain",)))


async def test_a_mailbox_that_nobody_has_confirmed_gets_no_key_to_the_registration_and_learns_nothing_of_it(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database, event(capacity=1))
    await ask(database, settings, 1)
    mine = f"/my/{(await ask(database, settings, 2, language='en', sessions=['bus'])).token}"
    await client.post(f"{mine}/address", data={"email": "strangr@example.org"})
    text, link = await text_to(database, "strangr@example.org"), await link_to(database, "strangr@example.org")
    token = mine.removeprefix("/my/")
    signed = link.removeprefix("/address/")
    opened = base64.urlsafe_b64decode(signed + "=" * (-len(signed) % 4)).decode(errors="ignore")
    page = await client.get(link)
    assert page.headers["cache-control"] == "private, no-store"
    for told in (text, opened, page.text):
        assert [each for each in (token, "/my/", "person2@", "Study visit", "waiting list") if each in told] == []
    async with database.reading() as session:
        mail = (await session.scalars(select(MailRow).where(MailRow.kind == "address_change"))).one()
    assert "/address/" not in without_personal_links(text)
    assert token.encode() not in mail.message
    await client.post(link)
    async with database.reading() as session:
        mails = (await session.scalars(select(MailRow).order_by(MailRow.id))).all()
    new, old = ({mail.kind: mail for mail in mails}[kind] for kind in ("changed", "address_changed"))
    assert (new.recipient, old.recipient) == ("strangr@example.org", "person2@example.org")
    assert mine in str(parsed(new.message).get_body(("plain",)))
    assert "Study visit" not in str(parsed(old.message).get_body(("plain",)))


async def test_a_link_to_confirm_an_address_holds_for_its_own_change_alone(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    mine = f"/my/{(await ask(database, settings, 1)).token}"
    await client.post(f"{mine}/address", data={"email": "b@example.org"})
    await client.post(f"{mine}/address", data={"email": "c@example.org"})
    first, second = await link_to(database, "b@example.org"), await link_to(database, "c@example.org")
    await client.post(first)
    assert (await client.post(second)).status_code == 409
    assert (await client.get(first[:-4] + "AAAA")).status_code == 409
    former = await client.get(f"{mine}{first}")  # links that were mailed once had this form
    assert (former.status_code, "Ask for the change once more" in former.text) == (409, True)
    await client.post(f"{mine}/address", data={"email": "d@example.org"})
    third = await link_to(database, "d@example.org")
    set_clock("2024-03-03T10:00:00Z")
    assert (await client.post(third)).status_code == 409
    assert (await row(database, "b@example.org")).number == 1


async def test_an_address_that_somebody_has_is_only_refused_to_its_holder(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    mine = f"/my/{(await ask(database, settings, 1)).token}"
    await ask(database, settings, 2)
    known = await client.post(f"{mine}/address", data={"email": "person2@example.org"})
    new = await client.post(f"{mine}/address", data={"email": "new@example.org"})
    assert (known.status_code, known.headers["location"]) == (new.status_code, new.headers["location"])
    assert (await client.post(await link_to(database, "person2@example.org"))).status_code == 409
