"""An import is undone whole, as long as nobody acted on it: newcomers are gone, who was corrected is as before."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from events_service import chain
from events_service.attendance.acted_on import is_acted_on
from events_service.audit import EntryRow
from events_service.database import Database
from events_service.mail.tables import MailRow
from events_service.registrations.places.change import change
from events_service.registrations.places.remarking import note
from events_service.registrations.records import Changes, Status
from events_service.registrations.spreadsheets.importing import HandedIn, Imported, import_registrations
from events_service.registrations.spreadsheets.imports import UnknownImport, list_imports
from events_service.registrations.spreadsheets.undoing import ActedOn, undo_import
from events_service.settings import Settings
from tests.world.events import event, load
from tests.world.people import ask, everybody, statuses
from tests.world.staff import DESK
from tests.world.times import NOW

HEADER = "first_name,last_name,email,organisation,country,category,sessions"
NEW = "Jan,Berg,jan@example.org,Province,BE,expert,bus"
LATER = NOW + timedelta(minutes=5)


async def import_(database: Database, settings: Settings, *lines: str, mail: bool = False) -> Imported:
    content = "\n".join([HEADER, *lines, ""]).encode()
    handed_in = HandedIn(name="people.csv", content=content, mail=mail)
    return await import_registrations(database, settings, "workshop", handed_in, now=LATER)


async def undo(database: Database, settings: Settings, done: Imported) -> None:
    assert done.kept_as is not None
    later = LATER + timedelta(minutes=5)
    await undo_import(database, settings, done.kept_as, account=DESK, acted=is_acted_on, now=later)


@pytest.mark.anyio
async def test_whoever_came_with_it_is_forgotten_and_who_was_corrected_is_as_before(
    database: Database, settings: Settings
) -> None:
    await load(database)
    before = (await ask(database, settings, 0)).registration
    ana = f"Ana,Renamed,{before.email},Renamed,BG,expert,"
    done = await import_(database, settings, ana, NEW)
    assert (done.confirmed, done.updated) == (1, 1)
    await undo(database, settings, done)
    (as_now,) = await everybody(database)
    assert (as_now.name, as_now.organisation, as_now.country) == (before.name, before.organisation, before.country)
    assert await statuses(database) == ["confirmed"]
    async with database.reading() as session:
        assert [fault async for fault in chain.faults(session)] == []
        entries = await session.scalar(select(func.count()).where(EntryRow.action == "import.undone"))
        (listed,) = await list_imports(session, "workshop")
    assert entries == 1
    assert listed.undone_at is not None
    await undo(database, settings, done)
    assert (await import_(database, settings, ana, NEW)).confirmed == 1


@pytest.mark.anyio
async def test_whoever_was_told_is_told_that_it_is_cancelled_and_may_come_in_again(
    database: Database, settings: Settings
) -> None:
    await load(database)
    done = await import_(database, settings, NEW, mail=True)
    await undo(database, settings, done)
    assert await statuses(database) == ["cancelled"]
    async with database.reading() as session:
        kinds = (await session.scalars(select(MailRow.kind).order_by(MailRow.created_at))).all()
    assert kinds == ["confirmed", "cancelled"]
    assert (await import_(database, settings, NEW)).confirmed == 1
    assert await statuses(database) == ["cancelled", "confirmed"]


@pytest.mark.anyio
async def test_whoever_waited_gets_the_place_that_undoing_frees(database: Database, settings: Settings) -> None:
    await load(database, event(capacity=1))
    done = await import_(database, settings, NEW)
    await ask(database, settings, 0, LATER + timedelta(minutes=1))
    assert await statuses(database) == ["confirmed", "waitlisted"]
    await undo(database, settings, done)
    assert await statuses(database) == ["confirmed"]


async def changed(database: Database, settings: Settings, id_: UUID) -> None:
    await change(database, settings, id_, Changes(organisation="Other"), now=LATER + timedelta(minutes=1))


async def remarked(database: Database, settings: Settings, id_: UUID) -> None:
    del settings
    await note(database, id_, "Comes by train", seen=False, account=DESK, now=LATER)


@pytest.mark.anyio
@pytest.mark.parametrize("act", [changed, remarked])
async def test_an_import_that_somebody_acted_on_stays_whole(
    database: Database, settings: Settings, act: Callable[[Database, Settings, UUID], Awaitable[None]]
) -> None:
    await load(database)
    done = await import_(database, settings, NEW)
    (jan,) = await everybody(database)
    await act(database, settings, jan.id)
    with pytest.raises(ActedOn):
        await undo(database, settings, done)
    assert (await everybody(database))[0].status is Status.CONFIRMED


@pytest.mark.anyio
async def test_an_import_that_never_was_is_not_known(database: Database, settings: Settings) -> None:
    await load(database)
    with pytest.raises(UnknownImport):
        await undo(database, settings, Imported(kept_as=UUID(int=1)))
