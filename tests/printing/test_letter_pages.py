"""Letters of invitation from the letterhead's form to the paper: by participants, by the host's word, from the desk."""

from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from events_service.attendance.enclosing import enclosed
from events_service.database import Base, Database
from events_service.mail.records import Enclosure
from events_service.programme.records import InvitationLetters, LetterKind, OwnWords
from events_service.registrations.records import Status
from events_service.secrets import hashed
from events_service.settings import Settings
from tests.world.events import WORKSHOP, load, worked_on
from tests.world.fields import single_fields_of
from tests.world.letters import LETTERS
from tests.world.pages import seen
from tests.world.paper import page_texts
from tests.world.people import add_person
from tests.world.staff import sign_in

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("first_of_march"),
]
DESK, MY = "/organise/events/workshop", "/my/token-1/letters"
PASSPORT = {"kind": "visa", "born": "1980-02-03", "nationality": "RS", "passport": "p0123 4567", "language": "el"}


async def open_event(database: Database, letters: InvitationLetters | None) -> Any:
    await load(database, replace(WORKSHOP, letters=letters))
    return await add_person(
        database, event_key="workshop", first_name="Мария", last_name="Петрова", manage_hash=hashed("token-1")
    )


async def test_the_host_fills_in_its_letterhead_looks_at_a_letter_and_goes_back_to_our_words(
    client: httpx.AsyncClient, database: Database
) -> None:
    await open_event(database, None)
    await sign_in(client, database)
    fields = single_fields_of((await client.get(f"{DESK}/edit/letters")).text, "edit-form")
    head = {f"letters.letterhead.{name}": name for name in ("name", "address", "signatory", "place")}
    typed = fields | head | {"letters.words.visa.text.bg": "Каним {name}.", "do": "save"}
    for wrong, field in (({"letters.letterhead.name": ""}, "letters.letterhead.name"),
                         ({"letters.words.visa.text.bg": "{x}"}, "letters.words.visa.text.bg")):  # fmt: skip
        refused = await client.post(f"{DESK}/edit/letters", data=typed | wrong)
        assert (refused.status_code, f'id="fault-{field}"' in refused.text) == (422, True)
        assert "Каним" in refused.text or wrong.keys() == {field}
    looked = await client.post(f"{DESK}/letters/preview", data=typed | {"kind": "visa", "person": "bg"})
    assert 'alt="Покана за кандидатстване за виза: 3ти междурегионален уъркшоп. Каним Maria' in looked.text
    assert "data:image/png;base64," in looked.text
    empty = await client.post(f"{DESK}/letters/preview", data={"kind": "visa", "person": "bg"})
    assert "Fill in the letterhead" in empty.text
    assert (await client.post(f"{DESK}/edit/letters", data=typed)).status_code == 303
    saved = (await worked_on(database)).event.letters
    assert saved is not None
    assert saved.words == {LetterKind.VISA: OwnWords(text={"bg": "Каним {name}."})}
    again = single_fields_of((await client.get(f"{DESK}/edit/letters")).text, "edit-form")
    await client.post(f"{DESK}/edit/letters", data=again | {"do": "ours.visa"})
    saved = (await worked_on(database)).event.letters
    assert saved is not None
    assert (saved.words, saved.letterhead.signatory) == ({}, "signatory")


async def test_a_participant_makes_both_letters_and_what_the_passport_says_is_kept_nowhere(
    client: httpx.AsyncClient, database: Database
) -> None:
    await open_event(database, LETTERS)
    assert 'href="/my/token-1/letters"' in (await client.get("/my/token-1")).text
    mission = await client.post(MY, data={"kind": "mission", "language": "bg"})
    assert "Мария Петрова" in page_texts(mission.content)[0]
    faulty = await client.post(MY, data=PASSPORT | {"born": "3000-01-01"})
    assert faulty.status_code == 422
    for field in ("born", "consent"):
        assert f'id="fault-{field}"' in faulty.text
    assert 'value="p0123 4567"' in faulty.text
    made = [await client.post(MY, data=PASSPORT | {"consent": "yes"}) for _ in range(2)]
    assert made[0].content == made[1].content
    (text,) = page_texts(made[0].content)
    for said in ("P0123 4567", "Σερβία", "3 Φεβρουαρίου 1980", "Maria Petrova"):
        assert said in text
    assert made[0].headers["cache-control"] == "private, no-store"
    async with database.reading() as session:
        for table in Base.metadata.tables.values():
            kept = repr((await session.execute(table.select())).all())
            assert "0123" not in kept, table.name
            assert "1980" not in kept, table.name
    assert "Letters that you were given" in await seen(client, MY)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": Status.WAITLISTED}, "as soon as you have a place"),
        ({"status": Status.CANCELLED}, "as soon as you have a place"),
    ],
)
async def test_who_has_no_place_reads_why_there_is_no_letter(
    client: httpx.AsyncClient, database: Database, changes: dict[str, Any], said: str
) -> None:
    await load(database, replace(WORKSHOP, letters=LETTERS))
    await add_person(database, event_key="workshop", manage_hash=hashed("token-1"), **changes)
    assert said in await seen(client, MY)
    refused = await client.post(MY, data={"kind": "mission"})
    assert refused.headers["content-type"].startswith("text/html")


async def test_the_host_decides_by_one_click_on_a_letter_for_a_visa(
    client: httpx.AsyncClient, database: Database
) -> None:
    person = await open_event(database, replace(LETTERS, approval=True))
    assert "born" not in (await client.get(MY)).text
    assert (await client.post(MY, data=PASSPORT | {"consent": "yes"})).status_code == 303
    assert "as soon as the host has decided" in await seen(client, MY)
    await sign_in(client, database)
    assert "Decide on 1 letter for a visa" in await seen(client, "/organise")
    assert "Мария Петрова" in await seen(client, f"{DESK}/letters")
    decided = await client.post(f"{DESK}/letters/{person.id}", data={"do": "grant"})
    assert decided.headers["location"] == f"{DESK}/letters?done=granted"
    assert "Decide on" not in await seen(client, "/organise")
    assert "P0123 4567" in page_texts((await client.post(MY, data=PASSPORT | {"consent": "yes"})).content)[0]


async def test_the_desk_prints_or_mails_letters_of_those_who_come(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    person = await open_event(database, LETTERS)
    waiting = await add_person(database, 2, event_key="workshop", status=Status.WAITLISTED)
    await sign_in(client, database)
    assert f'href="{DESK}/letters"' in (await client.get(f"{DESK}/registrations")).text
    sent = {"people": f"{person.id} {waiting.id}", "what": "letters:print"}
    look = await client.post(f"{DESK}/registrations/several", data=sent)
    assert "1 person is on it." in look.text
    assert "Left out, because they do not come in person" in look.text
    printed = await client.post(f"{DESK}/registrations/several", data=sent | {"do": "it"})
    assert len(page_texts(printed.content)) == 1
    mailed = await client.post(f"{DESK}/registrations/several", data=sent | {"what": "letters:mail", "do": "it"})
    assert mailed.headers["location"] == f"{DESK}/registrations?done=letters"
    letter = await enclosed(database, settings, Enclosure.INVITATION_LETTER, person.id)
    assert letter is not None
    assert letter.content == printed.content
    assert await enclosed(database, settings, Enclosure.INVITATION_LETTER, waiting.id) is None
