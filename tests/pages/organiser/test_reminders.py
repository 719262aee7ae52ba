"""The pages of reminders: one is added, seen with what becomes of it, refused beside its field, and taken out."""

from typing import Any

import httpx
import pytest

from events_service import clock
from events_service.checkin.finding import list_arrived
from events_service.database import Database
from events_service.registrations.letters.group_mail import write_due
from events_service.registrations.letters.scheduled import send_reminders
from events_service.settings import Settings
from tests.world.events import load
from tests.world.fields import single_fields_of
from tests.world.pages import seen
from tests.world.people import ask
from tests.world.staff import sign_in

pytestmark = pytest.mark.anyio
LIST = "/organise/events/workshop/mails/reminders"


async def test_a_reminder_is_added_leaves_and_is_taken_out(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-04-09T05:00:00Z")
    await load(database)
    await ask(database, settings, 1)
    await sign_in(client, database)
    assert "There is none yet" in await seen(client, LIST)
    form = single_fields_of((await client.get(f"{LIST}/new")).text, "reminder")
    typed = form | {"subject.en": "Practical information", "text.en": "Bring boots.", "do": "save"}
    for wrong, field in (({"number": "many"}, "number"), ({"text.en": "{x}"}, "text.en"), ({"text.en": ""}, "text.en")):
        refused = await client.post(f"{LIST}/new", data=typed | wrong)
        assert (refused.status_code, f'id="fault-{field}"' in refused.text) == (422, True)
    for language, said in (("en", "Bring boots."), ("bg", "Bring boots."), ("", "Bring boots.")):
        looked = await client.post(f"{LIST}/new/preview", data=typed | {"person": language})
        assert (said in looked.text, "Practical information" in looked.text) == (True, True)
    for wrong, said in (({"text.en": "{x}"}, "Text, English: {x} means nothing"), ({"text.en": ""}, "at least one")):
        assert said in (await client.post(f"{LIST}/new/preview", data=typed | wrong)).text
    assert (await client.post(f"{LIST}/new", data=typed)).status_code == 303
    listed = await seen(client, LIST)
    assert "7 days before the first day, 09:00 9 Apr 2024, 09:00 All who have a place English" in listed
    assert "Waits for its day" in listed
    for to, name in (("online", "Who joins online"), ("confirmed", "All who have a place")):
        again = single_fields_of((await client.get(f"{LIST}/practical-information")).text, "reminder")
        assert (await client.post(f"{LIST}/practical-information", data=again | {"to": to})).status_code == 303
        assert name in await seen(client, LIST)
    version = single_fields_of((await client.get(f"{LIST}/new")).text, "reminder")["version"]
    await client.post("/organise/events/workshop/release", data={"version": version, "reach": "nobody"})
    set_clock("2024-04-09T06:00:00Z")
    await send_reminders(database, list_arrived, clock.now())
    await write_due(database, settings, clock.now())
    assert "Sent 1 mail" in await seen(client, LIST)
    last = single_fields_of((await client.get(f"{LIST}/practical-information")).text, "reminder")
    assert (await client.post(f"{LIST}/practical-information", data=last | {"do": "remove"})).status_code == 303
    assert "There is none yet" in await seen(client, LIST)
    assert (await client.get(f"{LIST}/practical-information")).status_code == 404
