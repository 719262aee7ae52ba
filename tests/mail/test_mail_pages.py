"""The mails of an event as organisers see them, and what they can do with one."""

import re
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from events_service.access.records import Role
from events_service.database import Database
from events_service.mail.composing import parsed
from events_service.mail.tables import MailRow
from events_service.registrations.holding import changing
from events_service.registrations.letters.occasions import Occasion
from events_service.registrations.places.change import change
from events_service.registrations.places.settling import settle
from events_service.registrations.records import Changes
from events_service.settings import Settings
from tests.world.events import load
from tests.world.people import ask
from tests.world.staff import add_staff, cookie_of
from tests.world.times import NOW

pytestmark = pytest.mark.anyio
MAILS = "/organise/events/workshop/mails"


async def organiser(database: Database) -> dict[str, str]:
    return await cookie_of(database, await add_staff(database, Role.LEAD_PARTNER), NOW)


async def kept(database: Database) -> list[MailRow]:
    async with database.reading() as session:
        return list(await session.scalars(select(MailRow).order_by(MailRow.id)))


async def test_a_personal_link_stands_in_the_mail_and_in_nothing_that_organisers_see_of_it(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    token = (await ask(database, settings, 1)).token
    async with changing(database, settings, "workshop", NOW) as held:
        (mail,) = await held.session.scalars(select(MailRow))
        assert mail.registration_id
        await settle(held, [], {mail.registration_id: Occasion.REMINDER})
    signed_in = await organiser(database)
    for mail in await kept(database):
        assert token.encode() in re.sub(rb"=\r?\n", b"", mail.message)
        for address in (f"{MAILS}/{mail.id}", f"{MAILS}/{mail.id}/letter"):
            shown = await client.get(address, headers=signed_in)
            assert shown.status_code == 200
            assert "Jan Person 1" in shown.text
            assert token not in shown.text
            assert "/unsubscribe/" not in shown.text
    form = {"status": "confirmed", "subject.en": "Boots", "body.en": "Rain, {name}", "do": "preview"}
    preview = await client.post(f"{MAILS}/write", data=form, headers=signed_in)
    assert "Rain, Jan Person 1" in preview.text
    assert token not in preview.text
    assert "/unsubscribe/" not in preview.text


async def test_a_mail_that_was_refused_goes_to_the_corrected_address_when_it_is_sent_once_more(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    mistyped = (await ask(database, settings, 1, email="jan@exmaple.org")).registration
    await change(database, settings, mistyped.id, Changes(email="jan@bücher.example"), now=NOW)
    (first, *_) = await kept(database)
    signed_in = await organiser(database)
    assert (await client.post(f"{MAILS}/{first.id}/send-again", headers=signed_in)).status_code == 303
    first, *_, copy = await kept(database)
    assert (first.recipient, copy.recipient) == ("jan@exmaple.org", "jan@xn--bcher-kva.example")
    assert parsed(copy.message)["to"] == "Jan Person 1 <jan@xn--bcher-kva.example>"
    assert parsed(copy.message)["message-id"] != parsed(first.message)["message-id"]


async def test_a_mail_about_an_address_is_sent_once_more_to_that_address(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    asked = await ask(database, settings, 1)
    await client.post(f"/my/{asked.token}/address", data={"email": "new@example.org"})
    *_, about = await kept(database)
    await client.post(f"{MAILS}/{about.id}/send-again", headers=await organiser(database))
    *_, copy = await kept(database)
    assert (copy.kind, copy.recipient) == ("address_change", "new@example.org")
    assert copy.id != about.id
