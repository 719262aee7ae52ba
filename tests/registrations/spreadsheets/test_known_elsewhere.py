"""Who is known from another event of the project is named so, and what a file leaves open is taken from there."""

import pytest
from msgspec.structs import replace

from events_service.access.records import Account, Role
from events_service.database import Database
from events_service.registrations.listing import list_registrations
from events_service.registrations.records import Category
from events_service.registrations.spreadsheets.heading_row import Said
from events_service.registrations.spreadsheets.imported_rows import FaultyRows
from events_service.registrations.spreadsheets.importing import HandedIn, Imported, import_registrations
from events_service.settings import Settings
from tests.world.events import event, load
from tests.world.people import ask
from tests.world.staff import DESK
from tests.world.times import NOW

pytestmark = pytest.mark.anyio
LATER = event(key="later", title="The one after")
GUEST = replace(DESK, role=Role.EVENT_MANAGER, project="secon", events=frozenset({"later"}))


async def import_(
    database: Database, settings: Settings, text: str, *, take_over: bool, account: Account | None = DESK
) -> Imported:
    handed_in = HandedIn(name="a.csv", content=text.encode(), said=Said(take_over=take_over), account=account)
    return await import_registrations(database, settings, "later", handed_in, now=NOW)


async def test_what_a_file_leaves_open_of_somebody_known_is_taken_over_where_a_human_says_so(
    database: Database, settings: Settings
) -> None:
    await load(database, event(), LATER)
    known = (await ask(database, settings, 0, category=Category.PRESS)).registration
    text = f"Email,Organisation,Country,Category,First name,Last name\n{known.email},Other,,,,\n"
    with pytest.raises(FaultyRows) as refused:
        await import_(database, settings, text, take_over=False)
    assert "It is known from" in refused.value.faults[0].sentence()
    with pytest.raises(FaultyRows) as refused:
        await import_(database, settings, text, take_over=True, account=GUEST)
    assert "It is known from" not in refused.value.faults[0].sentence()
    (told,) = (await import_(database, settings, text, take_over=True)).told
    assert told.elsewhere == "3rd interregional workshop"
    assert "Takes part as: Press, as that event has it" in told.changes
    async with database.reading() as session:
        (there,) = await list_registrations(session, "later")
    assert (there.name, there.organisation, there.country, there.category) == (
        known.name,
        "Other",
        known.country,
        Category.PRESS,
    )


async def test_nothing_is_taken_over_of_somebody_who_is_registered_here(database: Database, settings: Settings) -> None:
    await load(database, event(), LATER)
    known = (await ask(database, settings, 0)).registration
    text = f"Email,Organisation,Country,Category,First name,Last name\n{known.email},Other,PL,expert,Ola,Lis\n"
    assert (await import_(database, settings, text, take_over=True)).told[0].elsewhere
    (told,) = (await import_(database, settings, text, take_over=True)).told
    assert (told.elsewhere, told.changes) == ("", ())
