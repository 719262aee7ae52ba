"""What public bodies must show on the foot of every page: imprint, privacy and the accessibility statement."""

from datetime import date

import httpx
import pytest
from msgspec.structs import replace

from events_service.access.records import Role
from events_service.database import Database
from events_service.programme.definitions import read
from events_service.programme.enforcement import BODIES, COMMISSION
from events_service.programme.export import export
from events_service.programme.records import Accessibility, Assessment, Compliance, Contact, Imprint, Project
from events_service.web.i18n import LANGUAGES, gettext
from tests.world.events import WORKSHOP, load
from tests.world.pages import seen
from tests.world.project import PROJECT
from tests.world.staff import sign_in

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("april")]
PAGES = ("/imprint", "/privacy", "/accessibility")
OFFICE = Contact(name="Project office", email="office@example.org")


def filled_in(**changes: object) -> Project:
    """Give the project with all that the law asks for."""
    statement = Accessibility(
        status=Compliance.PARTIAL,
        limits=[{"en": "Maps have no text beside them.", "bg": "Картите нямат текст."}],
        assessment=Assessment.THIRD_PARTY,
        prepared=date(2024, 1, 15),
        reviewed=date(2024, 3, 1),
    )
    imprint = Imprint(address="Plateia 1, Tripoli", represented_by="The governor")
    partners = [
        replace(partner, imprint=imprint) if partner.key == PROJECT.lead_partner else partner
        for partner in PROJECT.partners
    ]
    return replace(PROJECT, accessibility=statement, partners=partners, contact=OFFICE, **changes)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_foot_of_every_page_leads_to_them_in_every_language(
    client: httpx.AsyncClient, database: Database, language: str
) -> None:
    await load(database, projects=(filled_in(),))
    for page in ("/", "/events/workshop", "/sign-in", *PAGES):
        html = (await client.get(page, params={"lang": language})).text
        foot = html[html.index('<footer class="site">') :]
        for address, name in zip(PAGES, ("Imprint", "Privacy notice", "Accessibility statement"), strict=True):
            assert f'<a href="{address}">{gettext(name, language)}</a>' in foot


async def test_the_statement_follows_the_model_and_the_definition(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, projects=(filled_in(),))
    shown = await seen(client, "/accessibility")
    for said in (
        "in accordance with Directive (EU) 2016/2102",
        "This statement applies to http://testserver.local.",
        "partially compliant with EN 301 549 (WCAG 2.1, level AA)",
        "Maps have no text beside them.",
        "prepared on 15 Jan 2024, by an assessment of a third party",
        "last reviewed on 1 Mar 2024",
        "office@example.org",
        BODIES["GR"].name,
    ):
        assert said in shown
    assert "Only organisers see this" not in shown
    bulgarian = await seen(client, "/accessibility?lang=bg")
    assert "Картите нямат текст." in bulgarian


async def test_without_a_statement_nothing_false_is_said_and_organisers_read_what_is_missing(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database)
    shown = await seen(client, "/accessibility")
    assert "has not published an accessibility statement for this website yet" in shown
    assert "compliant" not in shown
    assert "Only organisers see this" not in shown
    await sign_in(client, database)
    assert "The lead partner fills it in." in await seen(client, "/accessibility")
    assert "The lead partner fills it in." in await seen(client, "/imprint")
    await sign_in(client, database, Role.LEAD_PARTNER)
    for path, form in (("/accessibility", "accessibility"), ("/imprint", "offices")):
        assert f'href="/organise/projects/secon/edit/{form}"' in (await client.get(path)).text
        assert (await client.get(f"/organise/projects/secon/edit/{form}")).status_code == 200


async def test_the_imprint_says_who_answers_for_the_pages(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, projects=(filled_in(),))
    shown = await seen(client, "/imprint")
    for said in ("Region of Peloponnese, Greece", "Plateia 1, Tripoli", "The governor", "office@example.org"):
        assert said in shown


async def test_each_public_events_own_privacy_notice_is_found(client: httpx.AsyncClient, database: Database) -> None:
    await load(database)
    html = (await client.get("/privacy")).text
    assert f'href="/events/{WORKSHOP.key}/privacy"' in html
    assert (await client.get(f"/events/{WORKSHOP.key}/privacy")).status_code == 200


def test_what_is_filled_in_comes_back_from_the_definition_file() -> None:
    project = filled_in()
    assert read(export(project).encode()) == project


async def test_where_a_countrys_body_is_not_known_no_other_is_named(
    client: httpx.AsyncClient, database: Database
) -> None:
    assert "ES" not in BODIES
    partners = [
        replace(partner, country="ES") if partner.key == PROJECT.lead_partner else partner
        for partner in PROJECT.partners
    ]
    await load(database, projects=(replace(filled_in(), partners=partners),))
    html = (await client.get("/accessibility")).text
    assert "the body that the country names for web accessibility" in html
    assert f'href="{COMMISSION.link}"' in html
    assert [body.name for body in BODIES.values() if body.name in html] == []


def test_each_body_has_a_name_and_an_address_of_its_own() -> None:
    assert len({body.link for body in BODIES.values()}) == len(BODIES)
    assert all(body.link.startswith("https://") and body.name for body in BODIES.values())
