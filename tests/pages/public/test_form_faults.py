"""What participants met at the form: rows 4, 5, 16, 19, 20, 25, 26 and 33, and what else they expected of it."""

import re
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from events_service.database import Database
from events_service.programme.records import Question, QuestionKind
from events_service.registrations.asking.address_hint import likely_address
from events_service.registrations.finding import list_registrations
from events_service.registrations.limits import KNOWN_FROM_ONE_NETWORK
from tests.world.api import ADDRESS
from tests.world.events import WORKSHOP, event, for_parties, load
from tests.world.form import FILLED, FORM, once_of, send
from tests.world.mails import mails, plain_text
from tests.world.pages import text_of
from tests.world.people import ANA, body
from tests.world.staff import LIST, sign_in

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]


async def test_who_is_registered_already_reads_a_calm_page_and_gets_the_link_by_mail_once_an_hour(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    home = (await send(client)).headers["location"].partition("?")[0]
    client.cookies.clear()
    for _ in range(2):
        again = await send(client, first_name="Else")
        assert again.status_code == 200
        assert "You are registered already" in again.text
        assert "We have mailed the link to your own page to l.vdb@example.org" in again.text
        assert "Error:" not in again.text
        assert home not in again.text
    (told,) = await mails(database, {"already_registered"})
    assert "<l.vdb@example.org>" in told["to"]
    assert home in plain_text(told)


async def test_back_and_submit_lead_the_browser_that_registered_home_and_to_no_other_page(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    once = once_of((await client.get(FORM)).text)
    home = (await client.post(FORM, data={"once": once, **FILLED})).headers["location"].partition("?")[0]
    for changed in ({}, {"first_name": "Else"}, {"once": "another", "first_name": "Else"}):
        again = await client.post(FORM, data={"once": once, **FILLED, **changed})
        assert (again.status_code, again.headers["location"].partition("?")[0]) == (303, home)
    await client.post(ADDRESS, json=body(email="other@example.org"))
    other = await send(client, email="other@example.org", first_name="Else")
    assert "You are registered already" in other.text


async def test_the_api_keeps_its_answer_and_the_owner_of_the_address_hears_of_it(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    answers = [await client.post(ADDRESS, json=body()) for _ in range(3)]
    assert [each.status_code for each in answers] == [201, 409, 409]
    assert len(await mails(database, {"already_registered"})) == 1


async def test_an_event_that_confirms_addresses_tells_nobody_which_are_known(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, event(registration=replace(WORKSHOP.registration, confirm_address=True)))
    answers = [await send(client), await send(client, first_name="Else"), await send(client, email="new@example.org")]
    assert len({(each.status_code, each.headers["location"], each.text) for each in answers}) == 1
    # What was typed is all that the browser is given to keep.
    assert [set(each.cookies) for each in answers] == [{"typed-address"}] * 3


async def test_whoever_tries_addresses_is_stopped_after_few_and_learns_nothing_of_new_ones(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    await send(client)
    client.cookies.clear()
    for _ in range(KNOWN_FROM_ONE_NETWORK.most):
        assert (await send(client, first_name="Else")).status_code == 200
    for email in (FILLED["email"], "new@example.org"):
        assert (await send(client, email=email, first_name="Else")).status_code == 429


async def test_answers_are_looked_over_before_they_are_sent_and_can_be_changed(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    looked = await send(client, go="check", dietary_needs="vegan", **{"consents.special_needs": "yes"})
    assert looked.status_code == 200
    assert "<title>Check your answers: 3rd interregional workshop · Events</title>" in looked.text
    text = text_of(looked.text)
    for given in ("Ловджи", "van der Berg", "Bulgaria", "Project partner", "Български", "Study visit", "vegan"):
        assert given in text
    async with database.reading() as session:
        assert await list_registrations(session, "workshop") == []
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', looked.text))
    assert hidden.keys() - {"once", "dietary_needs", "consents.special_needs"} == FILLED.keys()
    changing = await client.post(FORM, data={**FILLED, "once": hidden["once"], "go": "change"})
    assert changing.status_code == 200
    assert 'value="van der Berg"' in changing.text
    assert "Error:" not in changing.text
    assert (await client.post(FORM, data={**FILLED, "once": hidden["once"]})).status_code == 303


async def test_an_address_that_looks_mistyped_is_asked_about_and_never_refused(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    looked = await send(client, go="check", email="ana@gmial.com")
    offered = re.findall(r'<input type="radio" name="email" value="([^"]+)"', looked.text)
    assert offered == ["ana@gmial.com", "ana@gmail.com"]
    assert '<input type="hidden" name="email"' not in looked.text
    assert "Is this address right?" not in (await send(client, go="check")).text
    assert (await send(client, email="ana@gmial.com")).status_code == 303


def said(html: str) -> str:
    """Give what a page says, with addresses as they are typed."""
    return text_of(re.sub(r"<wbr>|</?strong[^>]*>", "", html))


async def test_a_mistyped_address_is_hinted_at_wherever_one_is_typed(
    client: httpx.AsyncClient, database: Database
) -> None:
    """Never in the way: what is typed is taken, and the hint stands beside it."""
    await load(database, for_parties(2))
    refused = await send(client, go="check", email="ana@gmial.com", last_name="")
    assert refused.status_code == 422
    assert "Did you mean ana@gmail.com? If not, leave it as it is." in said(refused.text)
    assert re.search(r'id="email"[^>]*aria-describedby="hint-email meant-email"', refused.text)
    assert "Did you mean" not in said((await send(client, go="check", last_name="")).text)
    home = (await send(client)).headers["location"].partition("?")[0]
    theirs = {"companions.0.first_name": "Ana", "companions.0.last_name": "", "companions.0.email": "ana@gmial.com"}
    asked = await client.post(f"{home}/party", data=theirs)
    assert "Did you mean ana@gmail.com? If not" in said(asked.text)
    brought = await client.post(
        f"{home}/party", data=theirs | {"companions.0.last_name": "Cruz"}, follow_redirects=True
    )
    assert "Did you mean ana@gmail.com? Then cancel this registration" in said(brought.text)
    moving = await client.post(f"{home}/address", data={"email": "jan@gmial.com"}, follow_redirects=True)
    assert "Did you mean jan@gmail.com? Then enter that one below." in said(moving.text)


async def test_organisers_see_which_addresses_look_mistyped_whoever_entered_them(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    await sign_in(client, database)
    again = await client.post(f"{LIST}/new", data={**ANA, "email": "ana@gmial.com", "last_name": ""})
    assert "Did you mean ana@gmail.com? If not" in said(again.text)
    entered = await client.post(f"{LIST}/new", data={**ANA, "email": "ana@gmial.com"}, follow_redirects=True)
    assert "Perhaps ana@gmail.com is meant." in said(entered.text)
    (person,) = set(re.findall(rf'href="({LIST}/[0-9a-f-]{{36}})', entered.text))
    assert "Perhaps ana@gmail.com is meant." in said((await client.get(person)).text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ana@gmial.com", "ana@gmail.com"),
        ("ana@gmail.con", "ana@gmail.com"),
        ("ana@GMAI.com", "ana@gmail.com"),
        ("ana@hotmial.com", "ana@hotmail.com"),
        ("ana@yaho.com", "ana@yahoo.com"),
        ("ana@outlokk.com", "ana@outlook.com"),
        ("ana@example.cmo", "ana@example.com"),
        ("ana@gmail.com", None),
        ("ana@ymail.com", None),
        ("ana@mail.com", None),
        ("ana@harghitacounty.ro", None),
        ("ana@aol.com", None),
        ("no address", None),
    ],
)
async def test_only_a_single_slip_beside_a_great_mail_service_looks_mistyped(typed: str, meant: str | None) -> None:
    assert likely_address(typed) == meant


async def test_faults_are_found_before_answers_are_looked_over(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    refused = await send(client, go="check", country="")
    assert refused.status_code == 422
    assert "<title>Error: Register: 3rd interregional workshop · Events</title>" in refused.text


async def test_the_family_comes_first_where_the_language_has_it_so(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    for language, order in (("hu", ["last_name", "first_name"]), ("bg", ["first_name", "last_name"])):
        form = (await client.get(f"{FORM}?lang={language}")).text
        assert re.findall(r'<input id="(first_name|last_name)"', form) == order


async def test_faults_are_named_from_top_to_bottom_as_the_form_stands_in_each_language(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, for_parties(1))
    colleague = {"companions.0.first_name": "", "companions.0.last_name": "", "companions.0.email": "x"}
    for language in ("en", "hu"):
        text = (await client.post(f"{FORM}?lang={language}", data={"sessions": "nowhere", **colleague})).text
        named = re.findall(r'<li><a href="#([^"]+)">', text)
        stand = [each for each in re.findall(r' id="([^"]+)"', text) if each in named]
        assert named == stand, language
        assert {"first_name", "last_name", "companions.0.first_name", "companions.0.last_name"} <= set(named)


async def test_a_past_event_asks_nobody_to_write_and_a_closed_one_says_to_whom(
    client: httpx.AsyncClient, database: Database, set_clock: Any
) -> None:
    await load(database)
    set_clock("2024-04-12T12:00:00Z")
    assert "mailto:desk@example.org" in (await client.get(FORM)).text
    set_clock("2024-05-12T12:00:00Z")
    over = (await client.get(FORM)).text
    assert "This event is over" in over
    assert "if you still want" not in over


async def test_a_missing_page_and_a_bogus_certificate_are_called_what_they_are(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    missing = await client.get("/foo")
    assert (missing.status_code, "<h1>Page not found</h1>" in missing.text) == (404, True)
    bogus = await client.get("/c/workshop/XXXX")
    assert (bogus.status_code, "<h1>There is no such certificate</h1>" in bogus.text) == (404, True)
    assert "presence" not in bogus.text


async def test_no_sentence_ends_in_two_full_stops_nor_in_a_question_mark_and_a_semicolon(
    client: httpx.AsyncClient, database: Database
) -> None:
    questions = [
        Question(key="way", kind=QuestionKind.TEXT, label={"en": "How will you arrive?", "el": "Πώς θα έρθετε;"}),
        Question(key="time", kind=QuestionKind.TEXT, label={"en": "Flight?", "el": "Πτήση;"}),
    ]
    rules = replace(WORKSHOP.registration, questions=questions, companions=1, reply_by=WORKSHOP.days[0].replace(day=8))
    await load(database, event(registration=rules))
    for language in ("en", "bg", "el", "hu", "lv", "ro", "de", "pl", "es", "pt", "nl"):
        for path in ("/events/workshop", FORM):
            text = text_of((await client.get(f"{path}?lang={language}")).text)
            assert re.findall(r".{20}(?:\.\.|;;|;[^ ”]|\?;).{5}", text) == [], (language, path)
    notice = text_of((await client.get("/events/workshop/privacy?lang=en")).text)
    assert "organisers' questions: “How will you arrive?”, “Flight?”." in notice
