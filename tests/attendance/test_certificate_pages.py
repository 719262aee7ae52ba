"""The page of certificates: what would be printed wrong is said there, and printed all the same if wanted."""

import io
from collections.abc import Callable

import httpx
import pytest
from PIL import Image

from events_service.access.records import Role
from events_service.checkin.admit import receive
from events_service.database import Database
from events_service.registrations.records import Status
from events_service.secrets import hashed
from tests.world.door import make_scan, open_doors
from tests.world.paper import codes, page_texts, pictures
from tests.world.people import add_person
from tests.world.staff import add_staff, cookie_of
from tests.world.times import MORNING

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
BASE = "/organise/events/harghita-2024"


@pytest.fixture
async def desk(client: httpx.AsyncClient, database: Database, set_clock: Callable[[str], None]) -> httpx.AsyncClient:
    """The host's organiser, signed in."""
    set_clock(MORNING.isoformat())
    await open_doors(database)
    client.headers.update(await cookie_of(database, await add_staff(database, Role.ORGANISER, "harghita"), MORNING))
    return client


async def arrive(database: Database, **person: str) -> str:
    """Give the id of somebody who has come in."""
    someone = await add_person(database, **person)
    lead = await add_staff(database, Role.LEAD_PARTNER, email="lead@example.org")
    await receive(database, [make_scan()], device="desk", account=lead, now=MORNING)
    return str(someone.id)


async def test_a_name_that_no_font_draws_is_said_before_certificates_are_printed(
    desk: httpx.AsyncClient, database: Database
) -> None:
    someone = await arrive(database, first_name="ཀུན", last_name="བཟང")
    shown = await desk.get(f"{BASE}/certificates")
    assert "ཀ (U+0F40)" in shown.text
    assert f'href="{BASE}/registrations/{someone}"' in shown.text
    assert "Print all the same" in shown.text
    assert (await desk.get(f"{BASE}/certificates.pdf")).content.startswith(b"%PDF")


async def test_the_name_in_latin_letters_takes_the_place_of_one_that_no_font_draws(
    desk: httpx.AsyncClient, database: Database
) -> None:
    await arrive(database, first_name="ཀུན", last_name="བཟང", latin_name="Kunzang")
    assert "Print all the same" not in (await desk.get(f"{BASE}/certificates")).text
    (text,) = page_texts((await desk.get(f"{BASE}/certificates.pdf")).content)
    assert "Kunzang" in text


@pytest.mark.parametrize(
    ("person", "lines"),
    [
        ({"first_name": "Мария", "last_name": "Петрова"}, ["Мария Петрова", "Maria Petrova"]),
        (
            {"first_name": "Мария", "last_name": "Петрова", "latin_name": "Mariya Petroff"},
            ["Мария Петрова", "Mariya Petroff"],
        ),
        ({"first_name": "Jo", "last_name": "Li"}, ["Jo Li"]),
    ],
)
async def test_who_verifies_a_certificate_sees_the_lines_of_the_name_that_the_paper_has(
    desk: httpx.AsyncClient, database: Database, person: dict[str, str], lines: list[str]
) -> None:
    await arrive(database, **person)
    printed = (await desk.get(f"{BASE}/certificates.pdf")).content
    (text,) = page_texts(printed)
    assert " ".join(lines) in text
    (code,) = codes(pictures(printed)[0])
    verified = await desk.get(code)
    assert f"<dd>{'<br>'.join(lines)}</dd>" in verified.text


async def test_certificates_are_seen_before_they_are_printed(desk: httpx.AsyncClient, database: Database) -> None:
    await arrive(database)
    assert f'href="{BASE}/certificates"' in (await desk.get(f"{BASE}/print")).text
    shown = await desk.get(f"{BASE}/certificates")
    assert "1 certificate." in shown.text
    assert "Print all the same" not in shown.text
    picture = await desk.get(f"{BASE}/certificates/preview.png")
    assert Image.open(io.BytesIO(picture.content)).format == "PNG"
    assert len(page_texts((await desk.get(f"{BASE}/certificates.pdf")).content)) == 1


async def test_the_page_says_why_there_are_no_certificates(desk: httpx.AsyncClient) -> None:
    shown = await desk.get(f"{BASE}/certificates")
    assert "The attendance record shows nobody yet whose presence is enough" in shown.text
    assert "preview.png" not in shown.text


async def test_certificates_of_another_host_are_not_shown(
    client: httpx.AsyncClient, database: Database, set_clock: Callable[[str], None]
) -> None:
    set_clock(MORNING.isoformat())
    await open_doors(database)
    client.headers.update(await cookie_of(database, await add_staff(database, Role.ORGANISER, "haskovo"), MORNING))
    for address in ("certificates", "certificates/preview.png"):
        assert (await client.get(f"{BASE}/{address}")).status_code == 403


async def test_who_was_let_in_from_the_waiting_list_finds_the_certificate_on_the_personal_page(
    client: httpx.AsyncClient, database: Database, desk: httpx.AsyncClient
) -> None:
    await add_person(database, status=Status.WAITLISTED, manage_hash=hashed("token-1"))
    link = "/my/token-1/certificate.pdf"
    assert link not in (await client.get("/my/token-1")).text
    lead = await add_staff(database, Role.LEAD_PARTNER, email="lead@example.org")
    await receive(database, [make_scan()], device="desk", account=lead, now=MORNING)
    assert link in (await client.get("/my/token-1")).text
    assert page_texts((await client.get(link)).content)
