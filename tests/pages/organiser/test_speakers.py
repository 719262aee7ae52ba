"""The pages of an event's speakers: added, kept from a session, chosen in others, put in order, taken out, undone."""

from io import BytesIO

import httpx
import pytest
from msgspec.structs import replace
from PIL import Image

from events_service.database import Database
from events_service.programme.records import Event, EventSpeaker, Speaker
from events_service.speakers.tables import SpeakerRow
from tests.world.events import WELCOME, WORKSHOP, load, with_session, worked_on
from tests.world.fields import single_fields_of
from tests.world.pages import seen
from tests.world.staff import sign_in

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
LIST = "/organise/events/workshop/speakers"
ANA = EventSpeaker(key="ana", name="Ana Pop", agreed=True)
SESSION = "/organise/events/workshop/agenda/sessions/bus"


async def saved(database: Database) -> Event:
    return (await worked_on(database)).event


def speakers_of(event: Event, session: str) -> list[Speaker]:
    return next(each.speakers for each in event.sessions if each.key == session)


async def press(client: httpx.AsyncClient, database: Database, do: str, **fields: str) -> str:
    """Press a button of the list and give the address that follows."""
    version = str((await worked_on(database)).version)
    answer = await client.post(LIST, data={"version": version, "do": do} | fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def test_speakers_are_added_kept_put_in_order_taken_out_and_put_back(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    await sign_in(client, database)
    assert "There is nobody yet" in await seen(client, LIST)
    form = single_fields_of((await client.get(f"{LIST}/new")).text, "speaker") | {"do": "save"}
    refused = await client.post(f"{LIST}/new", data=form | {"country": "Romania", "about": "Bakes."})
    assert refused.status_code == 422
    assert 'id="fault-name"' in refused.text
    assert 'id="fault-country"' in refused.text
    assert "Bakes." in refused.text
    typed = form | {"name": "Ana Pop", "role": "Baker", "about": "Bakes.\r\nAnd sells.", "country": "RO"}
    assert (await client.post(f"{LIST}/new", data=typed)).status_code == 303
    organisation = WELCOME.speakers[0].organisation or ""
    await press(client, database, "keep", name="Ilona Kovács", organisation=organisation)
    event = await saved(database)
    assert [(each.key, each.about) for each in event.speakers] == [
        ("ana-pop", {"en": "Bakes.\nAnd sells."}),
        ("ilona-kovacs", None),
    ]
    assert speakers_of(event, "welcome") == [Speaker(person="ilona-kovacs"), WELCOME.speakers[1]]
    await press(client, database, "up", speaker="ilona-kovacs")
    listed = await seen(client, LIST)
    assert listed.index("Ilona Kovács") < listed.index("Ana Pop Baker – Romania In no session yet")
    assert listed.index("Named in sessions only") < listed.index("Γιώργος Παππάς")
    form = single_fields_of((await client.get(f"{LIST}/ilona-kovacs")).text, "speaker")
    removed = await client.post(f"{LIST}/ilona-kovacs", data=form | {"do": "take_out"})
    assert speakers_of(await saved(database), "welcome") == [WELCOME.speakers[1]]
    assert (await client.get(f"{LIST}/ilona-kovacs")).status_code == 404
    undo = single_fields_of((await client.get(removed.headers["location"])).text, "undo")
    assert undo["do"] == "undo"
    assert (await client.post(LIST, data=undo)).status_code == 303
    assert [each.key for each in (await saved(database)).speakers] == ["ilona-kovacs", "ana-pop"]
    assert (await client.post(LIST, data={"do": "explode", "version": "1"})).status_code == 404


async def test_a_session_chooses_speakers_puts_them_in_order_and_keeps_a_new_one(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    await sign_in(client, database)
    await press(client, database, "keep", name="Γιώργος Παππάς")
    form = single_fields_of((await client.get(SESSION)).text, "session")
    typed = form | {"speakers.0.name": "Iva Vale", "speakers.0.keep": "yes", "speakers.1.person": "giorgos-pappas"}
    again = await client.post(SESSION, data=typed | {"do": "up-1"})
    assert again.status_code == 200
    turned = single_fields_of(again.text, "session")
    assert (turned["speakers.0.person"], turned["speakers.1.name"], turned["speakers.1.keep"]) == (
        "giorgos-pappas",
        "Iva Vale",
        "yes",
    )
    assert speakers_of(await saved(database), "bus") == []
    assert (await client.post(SESSION, data=turned | {"do": "save"})).status_code == 303
    event = await saved(database)
    assert [each.key for each in event.speakers] == ["giorgos-pappas", "iva-vale"]
    assert speakers_of(event, "bus") == [Speaker(person="giorgos-pappas"), Speaker(person="iva-vale")]


async def test_a_portrait_is_made_anew_described_and_shown_where_its_speaker_agrees(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, with_session(replace(WORKSHOP, speakers=[ANA]), "bus", speakers=[Speaker(person="ana")]))
    await sign_in(client, database)
    drawn = BytesIO()
    Image.new("RGB", (600, 500), "#336699").save(drawn, "JPEG")
    form = single_fields_of((await client.get(f"{LIST}/ana")).text, "speaker") | {"do": "save"}
    sent = {"picture": ("ana.jpg", drawn.getvalue(), "image/jpeg")}
    refused = await client.post(f"{LIST}/ana", data=form, files={"picture": ("ana.jpg", b"Hello", "image/jpeg")})
    assert (refused.status_code, 'id="fault-picture"' in refused.text) == (422, True)
    undescribed = await client.post(f"{LIST}/ana", data=form, files=sent)
    assert (undescribed.status_code, 'id="fault-picture.description"' in undescribed.text) == (422, True)
    described = form | {"picture.description": "Ana Pop in her bakery"}
    assert (await client.post(f"{LIST}/ana", data=described, files=sent)).status_code == 303
    (person,) = (await saved(database)).speakers
    assert person.picture is not None
    address = f"/events/workshop/pictures/{person.picture.file}/480.jpg"
    assert address not in (await client.get("/events/workshop")).text
    version = str((await worked_on(database)).version)
    await client.post("/organise/events/workshop/release", data={"version": version, "reach": "nobody"})
    assert 'alt="Ana Pop in her bakery"' in (await client.get("/events/workshop")).text
    await client.post("/sign-out")
    assert (await client.get(address)).headers["content-type"] == "image/jpeg"
    async with database.transaction() as session:
        session.add(SpeakerRow(event_key="workshop", key="ana", told={}, answered={}, consented=False))
    assert (await client.get(address)).status_code == 404
    assert "Ana Pop in her bakery" not in (await client.get("/events/workshop")).text
