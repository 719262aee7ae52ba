"""A speaker's personal link, all the way: asked, answered, moved, asked again, corrected, taken out, forgotten."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from events_service import clock
from events_service.background import work_once
from events_service.database import Database
from events_service.mail.records import MailKind, MailStatus
from events_service.mail.tables import MailRow
from events_service.programme.records import EventSpeaker, Speaker
from events_service.settings import Settings
from events_service.speakers.links import speaker_token
from events_service.speakers.tables import SpeakerRow
from events_service.speakers.telling import forget_speakers_due, tell_speakers
from tests.world.events import WORKSHOP, load, with_session, worked_on
from tests.world.fields import single_fields_of
from tests.world.pages import seen
from tests.world.staff import sign_in
from tests.world.times import NOW, at

pytestmark = pytest.mark.anyio
LIST = "/organise/events/workshop/speakers"
TITLE = "3ти междурегионален уъркшоп"
ANA = EventSpeaker(key="ana", name="Ana Pop", about={"en": "Bakes."}, agreed=True)
EVENT = with_session(replace(WORKSHOP, speakers=[ANA]), "bus", speakers=[Speaker(person="ana"), Speaker(name="Iva")])


async def subjects(database: Database) -> list[str]:
    async with database.reading() as session:
        mine = MailRow.kind == MailKind.SPEAKER.value, MailRow.status != MailStatus.WITHDRAWN
        return list(await session.scalars(select(MailRow.subject).where(*mine).order_by(MailRow.id)))


async def row(database: Database) -> SpeakerRow:
    async with database.reading() as session:
        return await session.scalar(select(SpeakerRow)) or SpeakerRow()


async def release_moved(client: httpx.AsyncClient, database: Database, **changes: Any) -> None:
    """Change the session on its page and release it to those affected."""
    form = single_fields_of((await client.get("/organise/events/workshop/agenda/sessions/bus")).text, "session")
    assert (await client.post("/organise/events/workshop/agenda/sessions/bus", data=form | changes)).status_code == 303
    version = str((await worked_on(database)).version)
    await client.post("/organise/events/workshop/release", data={"version": version, "reach": "affected"})


async def test_a_speaker_is_asked_answers_is_told_of_another_time_and_asked_again(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database, EVENT)
    await sign_in(client, database)
    form = single_fields_of((await client.get(f"{LIST}/ana")).text, "speaker") | {"do": "save"}
    refused = await client.post(f"{LIST}/ana", data=form | {"email": "ana@"})
    assert (refused.status_code, 'id="fault-email"' in refused.text) == (422, True)
    await client.post(f"{LIST}/ana", data=form | {"email": "ana@example.org", "language": "bg"})
    assert "ana@example.org" not in (await client.get("/organise/events/workshop/definition.yaml")).text
    assert (await client.post(f"{LIST}/ana/asked", data={"do": "mail"})).status_code == 303
    assert await subjects(database) == [f"Моля, потвърдете сесиите си: {TITLE}"]
    assert "Asked" in await seen(client, LIST)
    assert "1 speaker has not answered: ask again" in await seen(client, "/organise")

    mine = f"/speaker/{speaker_token(settings.secret_key, (await row(database)).id)}"
    opened = await client.get(mine)
    assert (opened.headers["cache-control"], opened.headers["referrer-policy"]) == ("private, no-store", "no-referrer")
    assert (await client.get(mine[:-1] + ("A" if mine[-1] != "A" else "B"))).status_code == 404
    text = await seen(client, mine)
    for words in ("Study visit", "14:00", "Iva", "County Hall", "Ana Pop Asked"):
        assert words in text
    assert (await client.post(mine, data={"do": "perhaps"})).status_code == 404
    await client.post(mine, data={"do": "confirmed", "remark": "I need a projector."})
    assert "Ana Pop Confirmed" in await seen(client, mine)
    assert "I need a projector." in await seen(client, f"{LIST}/ana")
    file = await client.get(f"{mine}/sessions.ics")
    assert (file.text.count("BEGIN:VEVENT"), "Study visit" in file.text) == (1, True)

    await release_moved(client, database, **{"room.en": "Yard"})
    await tell_speakers(database, settings, clock.now())
    assert "Ana Pop Confirmed" in await seen(client, mine)
    await release_moved(client, database, starts="15:00")
    assert await tell_speakers(database, settings, clock.now()) == 1
    await work_once(database, settings)
    assert (await subjects(database))[1:] == [
        f"Сесиите Ви са променени: {TITLE}",
        f"Ново време на сесиите Ви: {TITLE}",
    ]
    assert "Ana Pop Asked again: the time changed" in await seen(client, mine)
    await client.post(mine, data={"do": "declined", "remark": ""})
    assert "1 speaker declined: find somebody else for the session" in await seen(client, "/organise")


async def test_a_speaker_proposes_words_says_what_is_shown_and_is_forgotten(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database, EVENT)
    await sign_in(client, database)
    assert (await client.post(f"{LIST}/ana/asked", data={"do": "mail"})).status_code == 409
    assert (await client.post(f"{LIST}/ana/asked", data={"do": "accept"})).status_code == 409
    await client.post(f"{LIST}/ana/asked", data={"do": "link"})
    mine = f"/speaker/{speaker_token(settings.secret_key, (await row(database)).id)}"
    assert mine in (await client.get(f"{LIST}/ana")).text
    assert await subjects(database) == []

    form = single_fields_of((await client.get(mine)).text, "words-form")
    assert form["shown"] == "yes"
    assert (await client.post(f"{mine}/words", data=form | {"name": " "})).status_code == 422
    del form["shown"]
    await client.post(f"{mine}/words", data=form | {"about": "Bakes bread.", "organisation": "Bakery"})
    assert "Bakes." not in await seen(client, "/events/workshop")
    assert (await worked_on(database)).event.speakers == [ANA]
    assert "Proposes other words" in await seen(client, LIST)
    assert (await client.post(f"{LIST}/ana/asked", data={"do": "accept"})).status_code == 303
    assert (await worked_on(database)).event.speakers == [
        replace(ANA, about={"en": "Bakes bread."}, organisation="Bakery")
    ]
    await client.post(f"{mine}/words", data=form | {"about": "Bakes bread.", "organisation": "Bakery", "shown": "yes"})
    assert "Bakes." in await seen(client, "/events/workshop")
    assert "Proposes other words" not in await seen(client, LIST)
    kept = (await client.get(f"{mine}/data.json")).json()
    assert (kept["event"], kept["me"]["key"], kept["me"]["consented"]) == ("workshop", "ana", True)

    await client.post(mine, data={"do": "confirmed", "remark": "Late"})
    await client.post(f"{mine}/forget")
    assert "Not asked" in await seen(client, LIST)
    assert "Bakes." not in await seen(client, "/events/workshop")
    form = single_fields_of((await client.get(f"{LIST}/ana")).text, "speaker")
    await client.post(f"{LIST}/ana", data=form | {"email": "ana@example.org", "do": "save"})
    assert await forget_speakers_due(database, at("2024-05-17T00:00").replace(tzinfo=NOW.tzinfo)) == 0
    assert await forget_speakers_due(database, at("2024-05-19T00:00").replace(tzinfo=NOW.tzinfo)) == 1
    left = await row(database)
    assert (left.email, left.asked_at, left.remark, left.consented) == ("", None, "", False)
    assert await forget_speakers_due(database, NOW + timedelta(days=900)) == 0

    form = single_fields_of((await client.get(f"{LIST}/ana")).text, "speaker")
    await client.post(f"{LIST}/ana", data=form | {"do": "take_out"})
    assert (await client.get(mine)).status_code == 404
