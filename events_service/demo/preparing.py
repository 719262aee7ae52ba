"""Prepare the demo's data: made whole or not at all at the first start; later only the workshop moves to today."""

import shutil
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from events_service import audit
from events_service.access.accounts import NewAccount, add_account, find_account
from events_service.access.records import Role
from events_service.attendance.sealed import seal_due
from events_service.database import Database
from events_service.demo.deeds import Deed, Stage, past_deeds
from events_service.demo.workshop import WORKSHOP, arrive, move_to_today, today_at, workshop_deeds
from events_service.migrations import migrate
from events_service.programme.definitions import check
from events_service.programme.demo import demo_event
from events_service.programme.loading import save_all
from events_service.settings import DATABASE_FILE, Settings, resource_dir
from events_service.web.errors import Refusal
from events_service.web.i18n import N_

PROJECT = "secon"
BEGINS = datetime(2023, 3, 1, 8, tzinfo=UTC)
"""When the project and its events are put down; with a clock set to an earlier time, two months before it."""

ORGANISER, LEAD, CONTROLLER = "organiser@example.org", "lead@example.org", "controller@example.org"
PEOPLE = (
    (ORGANISER, "Desislava Koleva (demo)", Role.ORGANISER, None),
    (LEAD, "Eleni Papadopoulou (demo)", Role.LEAD_PARTNER, None),
    (CONTROLLER, "Marta Nowak (demo)", Role.CONTROLLER, None),
    ("peloponnese@example.org", "Γιώργος Λάμπρου (demo)", Role.ORGANISER, "peloponnese"),
    ("haskovo@example.org", "Николай Петров (demo)", Role.ORGANISER, "haskovo"),
    ("harghita@example.org", "Kovács Réka (demo)", Role.ORGANISER, "harghita"),
    ("extremadura@example.org", "Lucía Romero (demo)", Role.ORGANISER, "extremadura"),
    ("mazowieckie@example.org", "Piotr Zieliński (demo)", Role.ORGANISER, "mazowieckie"),
    ("vlaams-brabant@example.org", "An Peeters (demo)", Role.ORGANISER, "flemish-brabant"),
)
"""Invented staff, who say so in their names: these stand in sealed records. A partner's organiser has its events."""

DAY = "demo.day"
"""The audit entry of a start, whose fact `day` is the one that the workshop was moved to."""


class NoDemo(Refusal):
    """The data directory holds something else: a service's data, or a demo of an earlier version."""

    slug = "no-demo"
    message = N_("These are not the data of this demo. Choose another --data-dir, or remove them with --fresh.")


Watch = Callable[[list[Deed]], AbstractContextManager[Iterable[Deed]]]
"""Shows how far the making is: wraps the deeds, and gives them again one by one."""


def is_made(data_dir: Path) -> bool:
    """Tell whether the directory holds a database already."""
    return (data_dir / DATABASE_FILE).exists()


def clear(data_dir: Path) -> None:
    """Remove a demo's data directory."""
    if data_dir.exists():
        shutil.rmtree(data_dir)


async def make(settings: Settings, now: datetime, watch: Watch = nullcontext) -> None:
    """Make the demo's data as of `now` in the settings' empty data directory.

    They are made in a folder beside, so that a start that is interrupted leaves nothing half done.
    """
    draft = settings.data_dir / "making"
    clear(draft)
    draft.mkdir(parents=True)
    database = Database(f"sqlite+aiosqlite:///{draft / DATABASE_FILE}")
    try:
        await migrate(database)
        await play(database, settings, now, watch)
    finally:
        await database.close()
    for path in draft.iterdir():
        path.rename(settings.data_dir / path.name)
    draft.rmdir()


async def play(database: Database, settings: Settings, now: datetime, watch: Watch = nullcontext) -> None:
    """Do all that has happened until `now` in an empty database."""
    begins = min(BEGINS, now - timedelta(days=60))
    checked = check([resource_dir("fixtures") / "secon"])
    async with database.transaction() as session:
        events = [*checked.events, demo_event(today_at(now))]
        await save_all(session, checked.projects, events, actor="demo", now=begins)
    accounts = [
        await add_account(
            database, NewAccount(email=email, name=name, role=role, project=PROJECT, partner=partner), now=begins
        )
        for email, name, role, partner in PEOPLE
    ]
    stage = Stage(
        database=database,
        settings=settings,
        lead=next(account for account in accounts if account.role is Role.LEAD_PARTNER),
        hosts={account.partner: account for account in accounts if account.partner},
    )
    deeds = past_deeds(stage, checked.events) + workshop_deeds(stage, now)
    deeds = sorted((deed for deed in deeds if deed.at <= now), key=lambda deed: deed.at)
    with watch(deeds) as watched:
        for deed in watched:
            await deed.do(deed.at)
    await seal_due(database, settings, now)
    await arrive(database, accounts[0], now)
    await _keep_day(database, now)


async def start_again(database: Database, now: datetime) -> None:
    """Move the workshop to today, where it was last at another day; all else stays as its users have made it.

    Raises NoDemo.
    """
    async with database.reading() as session:
        last = await session.scalar(
            select(audit.EntryRow.facts).where(audit.EntryRow.action == DAY).order_by(audit.EntryRow.position.desc())
        )
        account = await find_account(session, ORGANISER, now)
    if last is None or account is None:
        raise NoDemo
    if last["day"] == today_at(now).isoformat():
        return
    await move_to_today(database, account, now)
    await arrive(database, account, now)
    await _keep_day(database, now)


async def _keep_day(database: Database, now: datetime) -> None:
    async with database.transaction() as session:
        await audit.append(
            session,
            audit.Entry(
                at=now,
                actor="demo",
                action=DAY,
                subject=f"event:{WORKSHOP}",
                facts={"day": today_at(now).isoformat(), "invented": "yes"},
            ),
        )
