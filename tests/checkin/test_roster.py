"""The roster's tag: one statement tells a device whether what it holds still stands, whatever changed it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from events_service.checkin.admit import receive
from events_service.checkin.roster import encoded_roster, roster_tag
from events_service.checkin.withdraw import take_back
from events_service.database import Database
from events_service.programme.finding import UnknownEvent
from events_service.registrations.places.cancel import cancel
from events_service.registrations.places.change import change
from events_service.registrations.records import Changes
from events_service.settings import Settings
from events_service.web.errors import NotAllowed
from tests.counting import counting, loading
from tests.world.door import make_scan
from tests.world.events import event, load
from tests.world.people import ask
from tests.world.staff import DESK, add_staff, staff
from tests.world.times import NOW

pytestmark = pytest.mark.anyio
Step = Callable[[], Awaitable[object]]
EARLIER = NOW - timedelta(hours=1)


async def seen(database: Database) -> tuple[str, bytes]:
    """Give the tag of the workshop's roster, and the roster."""
    async with database.reading() as session:
        return await roster_tag(session, "workshop", DESK, "en"), await encoded_roster(session, "workshop", DESK, "en")


async def test_no_change_of_the_roster_leaves_its_tag_as_it_was(database: Database, settings: Settings) -> None:
    """Not even one that an earlier clock made, or that somebody else's change brought about."""
    account = await add_staff(database)
    await load(database, event(capacity=1))
    id_ = (await ask(database, settings, 1)).registration.id
    waits = (await ask(database, settings, 2)).registration
    scan = make_scan(waits.badge_code, event="workshop")

    steps: list[Step] = [
        lambda: change(database, settings, id_, Changes(organisation="Junta"), account=DESK, now=EARLIER),
        lambda: cancel(database, settings, id_, account=DESK, now=EARLIER),  # the other is moved up
        lambda: ask(database, settings, 3, now=EARLIER),
        lambda: receive(database, [scan], device="desk", account=account, now=EARLIER),
        lambda: take_back(database, "workshop", scan.id, account=account, now=EARLIER),
        lambda: load(database, event(capacity=1, title="Another title")),
    ]
    before, roster = await seen(database)
    for step in steps:
        await step()
        after, changed = await seen(database)
        assert changed != roster
        assert after != before
        before, roster = after, changed


async def test_what_changes_another_event_leaves_the_tag_as_it_was(database: Database, settings: Settings) -> None:
    await load(database, event(), event(key="other"))
    await ask(database, settings, 1)
    before = await seen(database)
    account = await add_staff(database)
    await receive(database, [make_scan("NOBODY", event="other")], device="desk", account=account, now=NOW)
    assert await seen(database) == before


async def test_each_language_has_a_tag_of_its_own(database: Database) -> None:
    await load(database)
    async with database.reading() as session:
        tags = {await roster_tag(session, "workshop", DESK, language) for language in ("en", "bg", "el")}
    assert len(tags) == 3


async def test_a_poll_of_what_stands_asks_one_statement_however_many_there_are(
    database: Database, settings: Settings
) -> None:
    await load(database)
    for people in range(3):
        await ask(database, settings, people)
        async with database.reading() as session:
            with counting(database) as sent:
                await roster_tag(session, "workshop", DESK, "en")
        assert len(sent) == 1


@pytest.mark.usefixtures("first_of_march")
async def test_a_device_that_holds_the_roster_makes_the_service_read_nobody(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database)
    await ask(database, settings, 1)
    headers = await staff(database)
    path = "/api/v1/events/workshop/roster"
    first = await client.get(path, headers=headers)
    assert [each["name"] for each in first.json()["registrations"]] == ["Jan Person 1"]
    with loading() as tables:
        held = await client.get(path, headers={**headers, "If-None-Match": first.headers["etag"]})
    assert (held.status_code, held.content) == (304, b"")
    assert not {"events", "registrations", "check_ins"} & {*tables}


async def test_the_tag_is_told_to_organisers_of_the_event_alone(database: Database) -> None:
    await load(database)
    stranger = await add_staff(database, partner="peloponnese")
    async with database.reading() as session:
        with pytest.raises(NotAllowed):
            await roster_tag(session, "workshop", stranger, "en")
        with pytest.raises(UnknownEvent):
            await roster_tag(session, "nowhere", stranger, "en")
