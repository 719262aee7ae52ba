"""A rush of registrations while the mail server is down for all of it: nothing is lost, and all is sent once after."""

import asyncio
import sys
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from events_service.database import Database
from events_service.mail.delivering import deliver_due
from events_service.mail.tables import MailRow, SendingRow
from events_service.settings import Settings
from tests.mail.servers import Postbox, serving
from tests.processes import free_port
from tests.world.events import event, load
from tests.world.people import ask
from tests.world.service import ROOT
from tests.world.times import NOW

pytestmark = pytest.mark.anyio
PEOPLE, CLIENTS = 60, 8


async def test_a_rush_while_the_mail_server_is_down_loses_no_mail_and_doubles_none(
    database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=20))
    port = free_port()
    url, line = f"smtp://127.0.0.1:{port}", iter(range(PEOPLE))

    async def client() -> None:
        for number in line:
            await ask(database, settings, number)
            await deliver_due(database, url, NOW)

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(MailRow)) == PEOPLE
        assert await session.scalar(select(func.count()).select_from(SendingRow)) == 0
    box, later = Postbox(), NOW + timedelta(minutes=5)
    with serving(box, port):
        arguments = ("-m", "tests.mail.deliver", database.url, url, later.isoformat())
        processes = [
            await asyncio.create_subprocess_exec(sys.executable, *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
            for _ in range(2)
        ]
        printed = [(await process.communicate())[0] for process in processes]
    assert sum(int(each) for each in printed) == PEOPLE
    assert Counter(box.recipients) == Counter(f"person{number}@example.org" for number in range(PEOPLE))
