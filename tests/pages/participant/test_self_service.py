"""The personal page gives all that is a participant's, and erasing leaves nothing of it: neither here nor in mails."""

import base64
from collections.abc import Iterable
from typing import Any

import httpx
import icalendar
import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from events_service import chain
from events_service.database import Database
from events_service.mail.tables import MailRow
from events_service.programme.records import AttendanceMode, Event
from events_service.registrations.places.invite import NewLink, make_link
from events_service.registrations.tables import AnswerFileRow, HeldFileRow, RegistrationRow
from events_service.registrations.tokens import invitation_token
from events_service.settings import Settings
from tests.world.api import ADDRESS
from tests.world.events import WORKSHOP, load
from tests.world.form import post
from tests.world.people import body
from tests.world.questions import ANSWERS, PDF, QUESTIONS
from tests.world.staff import DESK, sign_in
from tests.world.times import NOW

pytestmark = pytest.mark.anyio

FULL: Event = replace(
    WORKSHOP,
    attendance_modes=[AttendanceMode.IN_PERSON, AttendanceMode.ONLINE],
    registration=replace(WORKSHOP.registration, questions=QUESTIONS, companions=2, mode_per_day=True),
)
OWN = ("kjqx", "zyxwv", "vqkz", "practice.pdf", "public procurement")
COLLEAGUE = {"first_name": "Ana", "last_name": "Qwzx", "email": "ana@example.org", "organisation": "Harghita"}


@pytest.fixture(autouse=True)
def spring(set_clock: Any) -> None:
    set_clock("2024-03-01T09:00:00Z")


async def registered(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    sent = body(
        first_name="Kjqx",
        last_name="Zyxwv",
        email="kjqx@private.example",
        organisation="Vqkz Institute",
        language="en",
        answers=ANSWERS,
        sessions=["bus"],
        day_modes={"2024-04-16": "in_person", "2024-04-17": "online"},
        dietary_needs="halal",
        consents={"privacy_notice": True, "photos": True, "special_needs": True},
        **{"companions": [COLLEAGUE], **changes},
    )
    answer = await client.post(ADDRESS, json=sent)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_the_personal_page_offers_what_is_ones_own(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, FULL)
    address = (await registered(client))["manage_url"].removeprefix("http://testserver.local")
    shown = (await client.get(address)).text
    for offered in ("badge.pdf", "calendar.ics", "data.json", "erase"):
        assert f"{address}/{offered}" in shown
    badge = await client.get(f"{address}/badge.pdf")
    assert (badge.status_code, badge.content[:5]) == (200, b"%PDF-")
    calendar = icalendar.Calendar.from_ical((await client.get(f"{address}/calendar.ics")).content)
    titles = {str(entry["summary"]) for entry in calendar.walk("VEVENT")}
    assert any("Study visit" in title for title in titles)
    assert not any("Steering group" in title for title in titles)


async def test_own_data_hold_all_that_was_told_and_what_came_of_it(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, FULL)
    address = (await registered(client))["manage_url"]
    data = (await client.get(f"{address}/data.json")).json()
    registration = data["registration"]
    assert (registration["first_name"], registration["email"]) == ("Kjqx", "kjqx@private.example")
    assert registration["answers"] == {**ANSWERS, "slides": "practice.pdf", "tables": ["law", "money"]}
    assert registration["day_modes"] == {"2024-04-16": "in_person", "2024-04-17": "online"}
    assert [each["key"] for each in registration["sessions"]] == ["bus"]
    assert registration["notice_version"]
    assert data["consents"] == {"privacy_notice": True, "photos": True, "special_needs": True}
    assert data["special_needs"] == {"dietary": "halal"}
    (file,) = data["files"]
    assert (file["name"], base64.b64decode(file["content"])) == ("practice.pdf", PDF)
    assert [mail["kind"] for mail in data["mails"]] == ["confirmed"]


async def test_erasing_leaves_nothing_that_tells_who_it_was(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, FULL)
    made = await registered(client)
    address = made["manage_url"]
    assert (await client.post(f"{address}/erase")).status_code == 303
    for closed in ("", "/badge.pdf", "/badge.svg", "/calendar.ics", "/data.json", "/certificate.pdf", "/files/slides"):
        assert (await client.get(f"{address}{closed}")).status_code == 404
    assert "Kjqx" not in (await client.get(f"/b/{made['badge_code']}")).text
    async with database.reading() as session:
        row, colleague = (await session.scalars(select(RegistrationRow).order_by(RegistrationRow.number))).all()
        assert row.erased_at is not None
        assert (row.first_name, row.last_name, row.email, row.email_folded, row.organisation) == ("",) * 5
        assert (row.answers, row.special_needs) == (None, None)
        assert await session.scalar(select(func.count()).select_from(AnswerFileRow)) == 0
        mails = (await session.scalars(select(MailRow).order_by(MailRow.id))).all()
        assert [(mail.recipient, mail.message) for mail in mails if mail.registration_id == row.id] == [("", b"")]
        assert {mail.recipient for mail in mails if mail.registration_id == colleague.id} == {"ana@example.org"}
        assert colleague.party is None


async def tables_with(database: Database, words: Iterable[str]) -> dict[str, list[str]]:
    """Give the rows of all tables that hold one of these words."""
    holding: dict[str, list[str]] = {}
    async with database.reading() as session:
        for table in RegistrationRow.metadata.sorted_tables:
            for row in (await session.execute(select(table))).all():
                text = repr(tuple(row)).lower()
                if any(word.lower() in text for word in words):
                    holding.setdefault(table.name, []).append(text)
    return holding


async def test_what_was_erased_stands_in_no_table_but_in_the_letter_of_the_colleague(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, FULL)
    address = (await registered(client))["manage_url"]
    assert {"registrations", "outbox", "answer_files"} <= set(await tables_with(database, OWN))
    await client.post(f"{address}/erase")
    left = await tables_with(database, OWN)
    assert set(left) <= {"outbox"}
    assert all("ana@example.org" in text for text in left.get("outbox", []))


async def test_erasing_takes_along_the_personal_invitation(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, FULL)
    new = NewLink(name="Kjqx Zyxwv", email="Kjqx@private.example", language="en")
    link = await make_link(database, settings, "workshop", new, account=DESK, now=NOW)
    made = await registered(client, invitation=invitation_token(settings.secret_key, link.id), companions=[])
    assert "invitation_links" in await tables_with(database, OWN)
    await client.post(f"{made['manage_url']}/erase")
    assert await tables_with(database, OWN) == {}
    async with database.reading() as session:
        assert [fault async for fault in chain.faults(session)] == []
    await sign_in(client, database)
    assert "(erased)" in (await client.get("/organise/events/workshop/invitations")).text


async def test_a_form_that_is_accepted_holds_no_file_any_more(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, FULL)
    refused = await post(client, file=("practice.pdf", PDF), first_name="")
    assert refused.status_code == 422
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(HeldFileRow)) == 1
    once = refused.text.partition('name="once" value="')[2].partition('"')[0]
    assert (await post(client, once=once)).status_code == 303
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(HeldFileRow)) == 0
