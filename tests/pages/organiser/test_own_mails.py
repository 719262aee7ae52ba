"""The pages of own words in mails: the event's, the project's, what is refused, and what others saved meanwhile."""

from typing import Any

import httpx
import pytest

from events_service.access.records import Role
from events_service.database import Database
from events_service.settings import Settings
from tests.world.events import load
from tests.world.fields import single_fields_of
from tests.world.mails import mails, plain_text
from tests.world.pages import seen
from tests.world.people import ask
from tests.world.staff import sign_in

pytestmark = pytest.mark.anyio
TEXTS = "/organise/events/workshop/mails/texts"
PROJECTS = "/organise/projects/secon/mails"


async def test_own_words_are_saved_shown_and_taken_out_again(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    await sign_in(client, database, Role.LEAD_PARTNER)
    form = single_fields_of((await client.get(f"{TEXTS}/confirmed")).text, "own-mail")
    typed = form | {"subject.en": "Boots,\r\n {first_name}", "text.en": "Rain.\r\n\r\nBring boots.", "do": "save"}
    wrong = await client.post(f"{TEXTS}/confirmed", data=typed | {"text.bg": "{secret}"})
    assert wrong.status_code == 422
    assert "{secret} means nothing here" in wrong.text
    assert "Bring boots." in wrong.text, "what was typed stands there again"
    saved = await client.post(f"{TEXTS}/confirmed", data=typed)
    assert saved.status_code == 303
    listed = await seen(client, TEXTS)
    assert "Your own : English Missing: 1" in listed
    await client.post("/organise/events/workshop/release", data={"version": "2", "reach": "nobody"})
    await ask(database, settings, 1, language="en", first_name="Jan")
    (mail,) = await mails(database)
    assert mail["subject"] == "Boots, Jan"
    assert "Rain.\n\nBring boots.\n" in plain_text(mail)
    framed = await client.post(f"{TEXTS}/confirmed/preview", data=form | {"text.bg": "Дъжд.", "person": "bg"})
    assert "Дъжд." in framed.text
    strange = await client.post(f"{TEXTS}/confirmed/preview", data=form | {"text.en": "{secret}", "person": "bg"})
    assert "{secret} means nothing here" in strange.text
    assert "sandbox" in framed.headers["content-security-policy"]
    assert "Дъжд." not in await seen(client, f"{TEXTS}/confirmed"), "looking saves nothing"
    overtaken = await client.post(f"{TEXTS}/confirmed", data=typed | {"text.en": "Snow."})
    assert overtaken.status_code == 409
    assert "Somebody else changed the same meanwhile" in overtaken.text
    again = single_fields_of(overtaken.text, "own-mail")
    back = await client.post(f"{TEXTS}/confirmed", data=again | {"do": "ours"})
    assert back.status_code == 303
    assert "Your own" not in await seen(client, TEXTS)
    assert (await client.get(f"{TEXTS}/unheard-of")).status_code == 404


async def test_the_words_of_a_project_hold_for_its_events(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database)
    await sign_in(client, database, Role.LEAD_PARTNER)
    form = single_fields_of((await client.get(f"{PROJECTS}/confirmed")).text, "own-mail")
    framed = await client.post(f"{PROJECTS}/confirmed/preview", data=form | {"text.en": "Welcome to SECON."})
    assert "Welcome to SECON." in framed.text
    assert (await client.post(f"{PROJECTS}/confirmed", data=form | {"text.en": "Welcome to SECON."})).status_code == 303
    assert "The project's" in await seen(client, TEXTS)
    await ask(database, settings, 1, language="en")
    assert "Welcome to SECON." in plain_text((await mails(database))[0])
