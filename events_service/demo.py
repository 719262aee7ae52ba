"""The demo: the fixtures in an embedded database, an account for each role, and one invented event around today."""

import csv
import io
import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from events_service.access.accounts import add_account, find_account
from events_service.access.records import Role
from events_service.access.sign_in import make_link
from events_service.database import Database
from events_service.programme.definitions import check
from events_service.programme.demo import demo_event
from events_service.programme.loading import save_all
from events_service.registrations.finding import list_registrations
from events_service.registrations.spreadsheets.importing import import_registrations
from events_service.settings import Settings, resource_dir

PEOPLE = (
    ("organiser@example.org", "Desislava Koleva", Role.ORGANISER),
    ("lead@example.org", "Eleni Papadopoulou", Role.LEAD_PARTNER),
    ("controller@example.org", "Marta Nowak", Role.CONTROLLER),
)
DEMO_EVENT = "demo-workshop"
TODAY_IN = ZoneInfo("Europe/Sofia")


class Door(Struct, frozen=True, kw_only=True):
    """An address for one kind of user."""

    who: str
    address: str


async def prepare(database: Database, settings: Settings, now: datetime) -> None:
    """Load the fixtures and the invented event, add accounts and participants; later only the dates change."""
    checked = check([resource_dir("fixtures") / "secon"])
    event = demo_event(now.astimezone(TODAY_IN).date())
    async with database.transaction() as session:
        await save_all(session, checked.projects, [*checked.events, event], actor="demo", now=now)
    for email, name, role in PEOPLE:
        async with database.reading() as session:
            known = await find_account(session, email)
        if known is None:
            await add_account(database, email=email, name=name, role=role, project="secon", now=now)
    everyone = (resource_dir("fixtures") / "secon" / "participants.csv").read_bytes()
    await _register(database, settings, "harghita-2024", everyone, now)
    await _register(database, settings, DEMO_EVENT, _some_without_sessions(everyone), now)


async def _register(database: Database, settings: Settings, event: str, people: bytes, now: datetime) -> None:
    """Import the invented participants the first time; later what a user has made of them stays."""
    async with database.reading() as session:
        if await list_registrations(session, event):
            return
    await import_registrations(database, settings, event, "participants.csv", people, actor="demo", now=now)


def _some_without_sessions(people: bytes) -> bytes:
    """Take every fourth person, without the sessions that only the other event has."""
    rows = list(csv.DictReader(io.StringIO(people.decode())))
    text = io.StringIO()
    fields = [name for name in rows[0] if name != "sessions"]
    writer = csv.DictWriter(text, fields, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows[::4])
    return text.getvalue().encode()


async def doors(database: Database, settings: Settings, now: datetime) -> list[Door]:
    """Give an address for each kind of user, with sign-in links made just now."""
    base = settings.base_url
    links = [await make_link(database, base, email, now) for email, _, _ in PEOPLE]
    return [
        Door(who="participant", address=f"{base}/events/{DEMO_EVENT}"),
        Door(who="organiser", address=links[0]),
        Door(who="lead partner", address=links[1]),
        Door(who="controller", address=links[2]),
    ]


def clear(data_dir: Path) -> None:
    """Remove a demo's data directory."""
    if data_dir.exists():
        shutil.rmtree(data_dir)
