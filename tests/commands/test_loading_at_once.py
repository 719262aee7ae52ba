"""Several who load the same definitions for the first time at once: one is the first, the others find it done."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from events_service import chain
from events_service.commands.definitions import load_files
from events_service.database import Database
from events_service.programme.export import export
from events_service.programme.loading import Change
from tests.world.events import HARGHITA, WORKSHOP
from tests.world.project import PROJECT

pytestmark = pytest.mark.anyio


async def test_four_who_load_the_same_at_once_load_it_once_and_none_fails(database: Database, tmp_path: Path) -> None:
    files = []
    for defined in (PROJECT, WORKSHOP, HARGHITA):
        files.append(tmp_path / f"{defined.key}.yaml")
        files[-1].write_text(export(defined))
    databases = [Database(database.url) for _ in range(4)]
    loaded = await asyncio.gather(*(load_files(each, files) for each in databases))
    for each in databases:
        await each.close()
    changes = Counter(one.change for each in loaded for one in each)
    assert changes == {Change.CREATED: 3, Change.UNCHANGED: 9}
    async with database.reading() as session:
        assert [fault async for fault in chain.faults(session)] == []
