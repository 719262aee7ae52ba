"""A draft is given another key: all that it has goes along, and what people have an address of keeps it."""

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from events_service import clock
from events_service.access.accounts import NewAccount, add_account, find_account
from events_service.access.records import Role
from events_service.database import Database
from events_service.programme.finding import UnknownEvent, get_any_event
from events_service.programme.inviting import enter_invitation, list_invitations
from events_service.programme.records import EventStatus
from events_service.programme.renaming import AddressInUse, AddressStays, rename
from events_service.programme.tables import EventVersionRow, RevisionRow, SessionRow
from events_service.programme.versions import get_version
from events_service.web.errors import NotAllowed
from tests.world.events import load, meeting
from tests.world.log import whole
from tests.world.people import add_person
from tests.world.staff import add_staff, sign_in
from tests.world.times import APRIL

pytestmark = pytest.mark.anyio
DRAFT = replace(meeting("meeting", APRIL.date()), status=EventStatus.DRAFT)


async def test_a_draft_with_its_versions_is_found_under_its_new_key_alone(database: Database) -> None:
    await load(database, DRAFT)
    await load(database, replace(DRAFT, theme={"en": "Soil"}))
    lead = await add_staff(database, Role.LEAD_PARTNER)
    assert await rename(database, "meeting", lead, to="rsg-haskovo", now=clock.now()) == ()
    async with database.reading() as session:
        found = await get_any_event(session, "rsg-haskovo")
        assert (found.event.theme, found.version) == ({"en": "Soil"}, 3)
        assert [(await get_version(session, "rsg-haskovo", number)).theme for number in (1, 2, 3)] == [
            DRAFT.theme,
            {"en": "Soil"},
            {"en": "Soil"},
        ]
        with pytest.raises(UnknownEvent):
            await get_any_event(session, "meeting")
        for table in (EventVersionRow, SessionRow, RevisionRow):
            assert set(await session.scalars(select(table.event_key).distinct())) <= {"rsg-haskovo"}
    await whole(database)
    await load(database, DRAFT)
    await whole(database)


async def test_who_works_on_it_alone_goes_on_under_its_new_key(database: Database) -> None:
    await load(database, DRAFT)
    lead = await add_staff(database, Role.LEAD_PARTNER)
    manages = {"role": Role.EVENT_MANAGER, "project": "secon", "events": ("meeting",)}
    manager = await add_account(database, NewAccount(email="ana@example.org", name="Ana", **manages), now=clock.now())
    async with database.transaction() as session:
        new = NewAccount(email="eva@example.org", name="Eva", **manages)
        await enter_invitation(session, new, by=lead, now=clock.now())
    with pytest.raises(NotAllowed):
        await rename(database, "meeting", manager, to="other", now=clock.now())
    await rename(database, "meeting", lead, to="other", now=clock.now())
    async with database.reading() as session:
        account = await find_account(session, "ana@example.org", clock.now())
        assert account is not None
        assert account.events == ("other",)
        assert [each.events for each in await list_invitations(session)] == [("other",)]
    await whole(database)


@pytest.mark.parametrize("to", ["", "Upper", "with space", "../x", "ключ", "a" * 64, "taken"])
async def test_a_key_that_cannot_be_changes_nothing_and_is_explained(database: Database, to: str) -> None:
    await load(database, DRAFT, meeting("taken", APRIL.date()))
    lead = await add_staff(database, Role.LEAD_PARTNER)
    assert len(await rename(database, "meeting", lead, to=to, now=clock.now())) >= 1
    async with database.reading() as session:
        assert (await get_any_event(session, "meeting")).version == 1


async def test_the_address_of_what_was_published_or_has_people_stays(database: Database) -> None:
    lead = await add_staff(database, Role.LEAD_PARTNER)
    await load(database, replace(DRAFT, status=EventStatus.PUBLISHED), replace(DRAFT, key="with-people"))
    await load(database, DRAFT)
    with pytest.raises(AddressStays):
        await rename(database, "meeting", lead, to="other", now=clock.now())
    await add_person(database, event_key="with-people")
    with pytest.raises(AddressInUse):
        await rename(database, "with-people", lead, to="other", now=clock.now())


async def test_on_its_page_a_fault_stands_beside_the_key_that_was_typed(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, DRAFT)
    await sign_in(client, database, Role.LEAD_PARTNER)
    assert "/events/meeting" in (await client.get("/organise/events/meeting/edit")).text
    answer = await client.post("/organise/events/meeting/key", data={"key": "Not A Key"})
    assert answer.status_code == 422
    assert 'value="Not A Key"' in answer.text
    assert 'id="fault-key"' in answer.text
    answer = await client.post("/organise/events/meeting/key", data={"key": "rsg-1"})
    assert answer.headers["location"] == "/organise/events/rsg-1/edit?done=renamed"
    assert (await client.get("/organise/events/rsg-1/edit")).status_code == 200
