"""The form as a browser without JavaScript uses it: questions, days, colleagues and files; nothing is lost."""

import re
from datetime import timedelta
from secrets import token_urlsafe

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from events_service.database import Database
from events_service.programme.records import AttendanceMode, Event, Question, QuestionKind
from events_service.registrations.asking.file_kinds import LARGEST_FILE, LARGEST_FORM
from events_service.registrations.asking.held_files import drop_held_due
from events_service.registrations.finding import list_registrations
from events_service.registrations.spreadsheets.importing import HandedIn, import_registrations
from events_service.registrations.tables import AnswerFileRow, HeldFileRow, RegistrationRow
from events_service.settings import Settings
from tests.world.events import WORKSHOP, load
from tests.world.form import ANSWERED, FILLED, FORM, once_of, post
from tests.world.questions import PDF, QUESTIONS
from tests.world.staff import LIST, sign_in, staff
from tests.world.times import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]

FULL: Event = replace(
    WORKSHOP,
    attendance_modes=[AttendanceMode.IN_PERSON, AttendanceMode.ONLINE],
    registration=replace(WORKSHOP.registration, questions=QUESTIONS, companions=2, mode_per_day=True),
)


async def test_the_form_takes_answers_days_and_a_file(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, FULL)
    response = await post(client, file=("добра практика.pdf", PDF))
    assert response.status_code == 303, response.text
    async with database.reading() as session:
        (mine,) = await list_registrations(session, "workshop")
        file = (await session.scalars(select(AnswerFileRow))).one()
        assert (await session.scalars(select(HeldFileRow))).all() == []
    assert mine.answers["topic"] == "Закон\nи ред"
    assert mine.answers["tables"] == ["law", "money"]
    assert mine.day_modes == {"2024-04-16": AttendanceMode.IN_PERSON, "2024-04-17": None}
    assert file.content == PDF
    page = await client.get(response.headers["location"])
    assert "Not on this day" in page.text
    assert "15 Apr 2024" in page.text
    link = re.search(r'href="(/my/[^"]+/files/slides)"', page.text)
    assert link
    sent = await client.get(link[1])
    assert sent.content == PDF
    assert sent.headers["content-disposition"].startswith('attachment; filename="')
    assert sent.headers["x-content-type-options"] == "nosniff"
    assert (await client.get(link[1].replace("slides", "topic"))).status_code == 404


async def test_a_file_survives_faults_in_other_fields(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, FULL)
    faulty = await post(client, file=("practice.pdf", PDF), email="nobody", answers__stay="")
    assert faulty.status_code == 422
    assert faulty.text.count('class="field question faulty"') == 1
    links = re.findall(r'<li><a href="#([^"]+)"', faulty.text)
    assert links == ["email", "answers.stay"]
    assert "practice.pdf" in faulty.text
    assert "Закон" in faulty.text
    again = await post(client, once=once_of(faulty.text))
    assert again.status_code == 303
    async with database.reading() as session:
        assert (await session.scalars(select(AnswerFileRow))).one().content == PDF


async def test_a_program_is_no_pdf_whatever_its_name(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, FULL)
    faulty = await post(client, file=("practice.pdf", b"MZ\x90\x00"))
    assert faulty.status_code == 422
    assert "whatever its name says" in faulty.text
    async with database.reading() as session:
        assert (await session.scalars(select(HeldFileRow))).all() == []


async def test_a_colleague_is_added_and_removed_without_javascript(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, FULL)
    added = await post(client, party="add")
    assert added.status_code == 200
    assert 'name="companions.0.email"' in added.text
    assert 'value="Ловджи"' in added.text
    block = {"companions.0.first_name": "Ана", "companions.0.last_name": "Първа", "companions.0.email": "a@example.org"}
    blank = dict.fromkeys((name.replace(".0.", ".1.") for name in block), "")
    more = await post(client, once=once_of(added.text), party="add", **block)
    assert 'name="companions.1.email"' in more.text
    assert 'value="add"' not in more.text
    less = await post(client, party="remove-0", **block, **blank)
    assert 'value="Ана"' not in less.text
    assert 'name="companions.0.email"' in less.text
    faulty = await post(client, **{**block, "companions.0.email": "a"}, **blank)
    assert faulty.status_code == 422
    assert 'href="#companions.0.email"' in faulty.text
    done = await post(client, once=once_of(faulty.text), **block, **blank)
    assert done.status_code == 303
    async with database.reading() as session:
        names = [each.name for each in await list_registrations(session, "workshop")]
    assert names == ["Ловджи van der Berg", "Ана Първа"]


async def test_who_registered_colleagues_sees_names_and_states_and_may_cancel(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, FULL)
    block = {"companions.0.first_name": "Ана", "companions.0.last_name": "Първа", "companions.0.email": "a@example.org"}
    mine = (await post(client, **block)).headers["location"]
    page = await client.get(mine)
    assert "Ана Първа" in page.text
    assert "a@example.org" not in page.text
    cancel = re.search(r'action="(/my/[^"]+/party/[^"]+/cancel)"', page.text)
    assert cancel
    strange = re.sub(r"/party/[^/]+/", "/party/01890000-0000-7000-8000-000000000000/", cancel[1])
    assert (await client.post(strange)).status_code == 404
    assert (await client.post(cancel[1])).status_code == 303
    async with database.reading() as session:
        states = [each.status.value for each in await list_registrations(session, "workshop")]
    assert states == ["confirmed", "cancelled"]


async def test_a_change_on_the_personal_page_keeps_the_file_and_shows_faults_in_place(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, FULL)
    address = (await post(client, file=("practice.pdf", PDF))).headers["location"].partition("?")[0]
    changed = {name: value for name, value in ANSWERED.items() if name not in ("email", "country", "category")}
    faulty = await client.post(address, data={**changed, "answers.stay": "castle"})
    assert faulty.status_code == 422
    assert 'href="#answers.stay"' in faulty.text
    new = {**changed, "answers.topic": "Пазари", "day_modes.2024-04-16": "absent", "day_modes.2024-04-17": "online"}
    saved = await client.post(address, data=new)
    assert saved.headers["location"] == f"{address}?saved=1&back=bus"  # it leaves on the day that was given up
    new["sessions"] = []
    async with database.reading() as session:
        (mine,) = await list_registrations(session, "workshop")
        assert (await session.scalars(select(AnswerFileRow))).one().content == PDF
    assert mine.answers["topic"] == "Пазари"
    assert mine.attendance_mode is AttendanceMode.ONLINE
    await client.post(address, data={**new, "answers.slides.remove": "yes"})
    async with database.reading() as session:
        assert (await session.scalars(select(AnswerFileRow))).all() == []


async def test_what_an_organiser_exports_is_imported_again_unchanged(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, FULL)
    await post(client)
    headers = await staff(database)
    table = await client.get("/organise/events/workshop/registrations.csv", headers=headers)
    header = table.content.decode("utf-8-sig").splitlines()[0]
    assert header.endswith(
        "2024-04-16,2024-04-17,answers.topic,answers.stay,answers.arrival,answers.tables,answers.speaks,answers.slides"
    )
    assert "in_person,absent" in table.text
    imported = await import_registrations(
        database, settings, "workshop", HandedIn(name="again.csv", content=table.content), now=NOW
    )
    assert (imported.unchanged, imported.updated, imported.ignored) == (
        1,
        0,
        ("number", "status", "waits_for", "badge_code", "registered_at", "answers.slides"),
    )
    labels = "First name,Last name,Email,Organisation,Country,Category,Къде отсядате?,Which tables will you join?"
    row = "Ана,Първа,a@example.org,Община,BG,stakeholder,у дома,Markets; law"
    await import_registrations(
        database, settings, "workshop", HandedIn(name="new.csv", content=f"{labels}\n{row}".encode()), now=NOW
    )
    async with database.reading() as session:
        (*_, ana) = await list_registrations(session, "workshop")
    assert ana.answers == {"stay": "home", "tables": ["law", "markets"]}
    shown = await client.get("/organise/events/workshop/registrations", headers=headers)
    link = re.search(r'href="(/organise/events/workshop/registrations/[0-9a-f-]{36})"', shown.text)
    assert link
    one = await client.get(link[1], headers=headers)
    assert "At the hotel" in one.text
    assert "Law, Money" in one.text


TWO_FILES: Event = replace(
    FULL,
    registration=replace(
        FULL.registration,
        questions=[*QUESTIONS, Question(key="plan", kind=QuestionKind.FILE, label="Your plan")],
    ),
)


async def test_two_large_files_are_taken_together(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, TWO_FILES)
    large = PDF + bytes(LARGEST_FILE - len(PDF))
    once = once_of((await client.get(FORM)).text)
    files = {"answers.slides": ("slides.pdf", large), "answers.plan": ("plan.pdf", large)}
    sent = await client.post(FORM, data={"once": once, **ANSWERED}, files=files)
    assert sent.status_code == 303
    async with database.reading() as session:
        assert {each.name for each in await session.scalars(select(AnswerFileRow))} == {"slides.pdf", "plan.pdf"}


async def test_more_than_a_form_takes_gets_a_sentence_at_the_files(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, TWO_FILES)
    address = (await post(client)).headers["location"].partition("?")[0]
    huge = {"answers.plan": ("plan.pdf", PDF + bytes(LARGEST_FORM))}
    for form in (FORM, address):
        refused = await client.post(form, data=ANSWERED, files=huge)
        assert refused.status_code == 413
        for key in ("slides", "plan"):
            assert f'id="fault-answers.{key}"' in refused.text
        assert "too large in all" in refused.text
    assert "data-fresh" in (await client.post(FORM, data=ANSWERED, files=huge)).text
    async with database.reading() as session:
        assert (await session.scalars(select(AnswerFileRow))).all() == []


async def test_where_no_files_are_asked_for_a_form_that_is_too_large_is_refused_as_a_whole(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, WORKSHOP)
    once = once_of((await client.get(FORM)).text)
    address = (await client.post(FORM, data={**FILLED, "once": once})).headers["location"].partition("?")[0]
    await sign_in(client, database)
    for form in (FORM, address, f"{LIST}/new"):
        refused = await client.post(form, data=FILLED, files={"unasked": ("plan.pdf", PDF + bytes(LARGEST_FORM))})
        assert refused.status_code == 413
        assert "too large in all" in refused.text, form


async def test_organisers_get_a_sentence_at_the_files_too_and_keep_those_they_chose(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, TWO_FILES)
    address = (await post(client)).headers["location"].partition("?")[0]
    await sign_in(client, database)
    async with database.reading() as session:
        (one,) = await session.scalars(select(RegistrationRow.id))
    new, correct = f"{LIST}/new", f"{LIST}/{one}"
    huge = {"answers.plan": ("plan.pdf", PDF + bytes(LARGEST_FORM))}
    for form in (new, correct):
        refused = await client.post(form, data=ANSWERED, files=huge)
        assert refused.status_code == 413
        for key in ("slides", "plan"):
            assert f'id="fault-answers.{key}"' in refused.text
    chosen = {"answers.slides": ("slides.pdf", PDF)}
    entered = {**ANSWERED, "email": "second@example.org"}
    for form, good in ((new, entered), (correct, {**ANSWERED}), (address, {**ANSWERED})):
        once = token_urlsafe()
        faulty = {**good, "once": once, "first_name": ""}
        refused = await client.post(form, data=faulty, files=chosen)
        assert refused.status_code == 422
        assert '<p class="kept"><strong>slides.pdf</strong>' in refused.text
        assert f'value="{once}"' in refused.text
        saved = await client.post(form, data={**good, "once": once})
        assert saved.status_code == 303, saved.text
        async with database.reading() as session:
            assert (await session.scalars(select(HeldFileRow))).all() == []
            assert "slides.pdf" in (await session.scalars(select(AnswerFileRow.name))).all()


async def test_to_remove_a_file_that_was_only_chosen_leaves_the_one_that_is_kept(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, TWO_FILES)
    address = (await post(client, file=("first.pdf", PDF))).headers["location"].partition("?")[0]
    once = token_urlsafe()
    await client.post(
        address, data={**ANSWERED, "once": once, "first_name": ""}, files={"answers.slides": ("second.pdf", PDF)}
    )
    saved = await client.post(address, data={**ANSWERED, "once": once, "answers.slides.remove": "yes"})
    assert saved.status_code == 303
    async with database.reading() as session:
        assert (await session.scalars(select(AnswerFileRow.name))).all() == ["first.pdf"]
    await client.post(address, data={**ANSWERED, "once": token_urlsafe(), "answers.slides.remove": "yes"})
    async with database.reading() as session:
        assert (await session.scalars(select(AnswerFileRow.name))).all() == []


async def test_files_of_a_form_that_is_left_behind_are_forgotten_after_a_day(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, TWO_FILES)
    assert (await post(client, file=("left.pdf", PDF), first_name="")).status_code == 422
    assert await drop_held_due(database, NOW + timedelta(hours=23)) == 0
    assert await drop_held_due(database, NOW + timedelta(hours=25)) == 1
    async with database.reading() as session:
        assert (await session.scalars(select(HeldFileRow))).all() == []


async def test_a_page_that_takes_less_says_so_in_a_sentence(client: httpx.AsyncClient) -> None:
    refused = await client.post("/sign-in", data={"email": "a" * 11_000_000})
    assert refused.status_code == 413
    assert "too large in all" in refused.text
