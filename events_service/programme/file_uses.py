"""Which files definitions name: each picture and document in them, wherever it stands."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.files.keeping import find_files, note_uses
from events_service.programme.records import Event, Material, Picture, Project
from events_service.programme.tables import EventRow, EventVersionRow

_NAMES_A_FILE = (Picture, Material)


def files_in(definition: Any) -> Iterator[str]:
    """Give the digest of each file that a definition, or a part of one, names."""
    if isinstance(definition, _NAMES_A_FILE):
        yield from [definition.file] if definition.file else []
    elif isinstance(definition, list):
        for item in definition:
            yield from files_in(item)
    elif isinstance(definition, Struct):
        if isinstance(definition, Project) and definition.logo:
            yield definition.logo
        for name in definition.__struct_fields__:
            value = getattr(definition, name)
            if isinstance(value, Struct | list):
                yield from files_in(value)


async def note_project(session: AsyncSession, project: Project, now: datetime) -> None:
    """Note which files a project shows from now on."""
    await note_uses(session, f"project:{project.key}", set(files_in(project)), now)


async def note_event(session: AsyncSession, row: EventRow, now: datetime) -> None:
    """Note which files an event shows from now on, released or worked on."""
    files = set(files_in(row.definition))
    if row.working_version is not None:
        working = await session.get_one(EventVersionRow, (row.key, row.working_version))
        files |= set(files_in(working.definition))
    await note_uses(session, f"event:{row.key}", files, now)


async def count_missing_files(session: AsyncSession, definition: Project | Event) -> int:
    """Count the files that a definition names and that are not here."""
    files = set(files_in(definition))
    return len(files) - len(await find_files(session, files))


def shown_picture(event: Event, digest: str) -> bool:
    """Tell whether an event shows a picture: its own, or that of something in it; materials are no pictures of it."""
    sessions = [replace(session, materials=[]) for session in event.sessions]
    return digest in files_in(replace(event, materials=[], sessions=sessions))
