"""`/.well-known/security.txt` says where weaknesses are reported (RFC 9116)."""

import re
from datetime import datetime

import httpx
import pytest
from msgspec.structs import replace

from events_service import clock
from events_service.database import Database
from events_service.programme.records import Contact, Project
from tests.world.events import load_project
from tests.world.project import PROJECT

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("april")]
ADDRESS = "/.well-known/security.txt"


def asked_at(*mails: str) -> tuple[Project, ...]:
    """Give projects whose imprints name these addresses."""
    return tuple(
        replace(PROJECT, key=f"project{number}", contact=Contact(name="Project office", email=mail))
        for number, mail in enumerate(mails)
    )


async def test_it_names_the_contacts_of_the_imprint_once_and_ends_within_a_year(
    client: httpx.AsyncClient, database: Database
) -> None:
    for project in asked_at("office@example.org", "office@example.org", "lead@example.org"):
        await load_project(database, project)
    answer = await client.get(ADDRESS)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    fields = re.findall(r"^([A-Za-z-]+): (.+)$", answer.text, re.MULTILINE)
    assert [value for name, value in fields if name == "Contact"] == [
        "mailto:office@example.org",
        "mailto:lead@example.org",
    ]
    said = dict(fields)
    assert 0 < (datetime.fromisoformat(said["Expires"]) - clock.now()).days < 365
    assert said["Preferred-Languages"].split(", ")[:2] == ["en", "bg"]
    assert said["Canonical"].endswith(ADDRESS)


async def test_there_is_none_without_a_contact(client: httpx.AsyncClient) -> None:
    assert (await client.get(ADDRESS)).status_code == 404
