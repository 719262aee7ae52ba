"""Writing to a group: the right people, each in their language, once, and nothing that is typed is ever carried out."""

import asyncio
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select

from events_service.access.records import Role
from events_service.database import Database
from events_service.mail.composing import parsed
from events_service.mail.tables import MailRow
from events_service.registrations.letters.group_mail import NobodyMeant, faults_of, send, write_due
from events_service.registrations.letters.group_records import Audience, Draft, GroupText, Mailing
from events_service.registrations.letters.own_choices import choose_news
from events_service.registrations.records import Category, Status
from events_service.settings import Settings
from tests.world.events import event, load
from tests.world.mails import plain_text
from tests.world.people import add_people, ask
from tests.world.staff import add_staff, cookie_of
from tests.world.times import NOW

pytestmark = pytest.mark.anyio
PAGE = "/organise/events/workshop/mails/write"
ENGLISH = GroupText(subject="Bring boots, {first_name}", body="It will rain at {place}.\n\n<b>{event}</b>, {days}")
BULGARIAN = GroupText(subject="Вземете ботуши", body="Ще вали, {name}.")


async def group_mails(database: Database) -> list[MailRow]:
    async with database.reading() as session:
        rows = await session.scalars(select(MailRow).where(MailRow.kind == "group").order_by(MailRow.id))
        return list(rows)


def draft(*, to_everybody: bool = False, **audience: Any) -> Draft:
    return Draft(audience=Audience(**audience), texts={"en": ENGLISH, "bg": BULGARIAN}, to_everybody=to_everybody)


async def sent_to(database: Database, settings: Settings, wanted: Draft, arrived: Any = ()) -> list[str]:
    account = await add_staff(database, Role.LEAD_PARTNER, email=f"{uuid4()}@example.org")
    before = len(await group_mails(database))
    await send(database, "workshop", Mailing(draft=wanted, account=account), arrived, id_=uuid4(), now=NOW)
    await write_due(database, settings, NOW)
    return [mail.recipient.partition("@")[0] for mail in (await group_mails(database))[before:]]


async def test_each_reads_their_own_language_and_english_stands_in(database: Database, settings: Settings) -> None:
    await load(database)
    await ask(database, settings, 1, language="bg", first_name="Мария")
    await ask(database, settings, 2, language="lv", first_name="{event}")
    assert await sent_to(database, settings, draft()) == ["person1", "person2"]
    bulgarian, english = await group_mails(database)
    assert bulgarian.subject == "Вземете ботуши"
    # A name that looks like a placeholder stays what it is.
    assert english.subject == "Bring boots, {event}"
    html = parsed(english.message).get_body(("html",))
    assert html is not None
    text = html.get_content()
    assert "&lt;b&gt;3rd interregional workshop&lt;/b&gt;" in text
    assert "It will rain at County Hall" in text
    assert parsed(english.message)["list-unsubscribe"]


async def test_only_those_who_are_meant_get_it(database: Database, settings: Settings) -> None:
    await load(database, event(capacity=3))
    riding = await ask(database, settings, 1, sessions=["bus"], organisation="Община Хасково")
    await ask(database, settings, 2, category=Category.SPEAKER, language="de")
    await ask(database, settings, 3)
    await ask(database, settings, 4)
    everybody = ["person1", "person2", "person3"]
    assert await sent_to(database, settings, draft()) == everybody
    assert await sent_to(database, settings, draft(session="bus")) == ["person1"]
    assert await sent_to(database, settings, draft(organisation="хасково")) == ["person1"]
    assert await sent_to(database, settings, draft(category=Category.SPEAKER)) == ["person2"]
    assert await sent_to(database, settings, draft(language="de")) == ["person2"]
    assert await sent_to(database, settings, draft(statuses=(Status.WAITLISTED,))) == ["person4"]
    arrived = {riding.registration.id}
    assert await sent_to(database, settings, draft(arrived=True), arrived) == ["person1"]
    assert await sent_to(database, settings, draft(arrived=False), arrived) == ["person2", "person3"]
    with pytest.raises(NobodyMeant):
        await sent_to(database, settings, draft(organisation="nobody's"))


async def test_who_wants_no_news_gets_only_what_is_about_the_event_itself(
    database: Database, settings: Settings
) -> None:
    await load(database)
    registered = await ask(database, settings, 1)
    await ask(database, settings, 2)
    await choose_news(database, settings, registered.registration.id, wanted=False, now=NOW)
    assert await sent_to(database, settings, draft()) == ["person2"]
    assert await sent_to(database, settings, draft(to_everybody=True)) == ["person1", "person2"]


async def test_nobody_gets_two_copies_from_two_processes_or_two_clicks(database: Database, settings: Settings) -> None:
    await load(database, event(capacity=200))
    await add_people(database, range(1, 121), event_key="workshop")
    account = await add_staff(database, Role.LEAD_PARTNER)
    batch = uuid4()
    mailing = Mailing(draft=draft(), account=account)
    clicks = [send(database, "workshop", mailing, (), id_=batch, now=NOW) for _ in range(3)]
    assert await asyncio.gather(*clicks) == [120] * 3
    await asyncio.gather(*(write_due(database, settings, NOW) for _ in range(2)))
    await write_due(database, settings, NOW + timedelta(minutes=1))
    recipients = [mail.recipient for mail in await group_mails(database)]
    assert len(recipients) == len(set(recipients)) == 120


@pytest.mark.parametrize("written", ["{manage_url}", "{0.__class__}", "{name!r}", "{secret}"])
def test_a_placeholder_that_means_nothing_is_refused(written: str) -> None:
    assert [fault.field for fault in faults_of({"en": GroupText(subject="Hello", body=written)})] == ["body.en"]


async def test_an_organiser_sees_a_preview_tests_it_and_sends(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    await ask(database, settings, 1, language="bg")
    await ask(database, settings, 2, language="de")
    account = await add_staff(database, Role.LEAD_PARTNER)
    signed_in = await cookie_of(database, account, datetime.fromisoformat("2024-03-01T09:00:00+00:00"))
    empty = await client.get(PAGE, headers=signed_in)
    once = re.search(r'name="once" value="([^"]+)"', empty.text)
    assert once is not None
    form = {"once": once[1], "status": "confirmed", "subject.en": "Boots", "body.en": "Rain, {name}"}
    half = await client.post(PAGE, data={**form, "body.en": "", "do": "preview"}, headers=signed_in)
    assert half.status_code == 422
    assert "Write a text for this language" in half.text
    preview = await client.post(PAGE, data={**form, "do": "preview"}, headers=signed_in)
    assert "Recipients: 2" in preview.text
    assert "they get: English" in preview.text
    assert "Rain, Jan Person 1" in preview.text
    assert await group_mails(database) == []
    tested = await client.post(PAGE, data={**form, "do": "test"}, headers=signed_in)
    assert tested.status_code == 200
    async with database.reading() as session:
        (test,) = await session.scalars(select(MailRow).where(MailRow.kind == "test"))
    assert test.recipient == account.email
    assert b"/my/" not in parsed(test.message).as_bytes().replace(b"=\r\n", b"")
    read = plain_text(parsed(test.message))
    assert f"Rain, {account.name}" in read
    assert "Person 1" not in read, "whoever erases their data could not have it erased here"
    answer = await client.post(PAGE, data={**form, "do": "send"}, headers=signed_in)
    assert answer.status_code == 303
    await write_due(database, settings, NOW)
    shown = await client.get(answer.headers["location"], headers=signed_in)
    assert shown.text.count("person1@example.org") == 1
    assert len(await group_mails(database)) == 2
