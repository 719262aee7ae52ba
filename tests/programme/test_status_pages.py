"""Publishing, postponing, cancelling and reopening by a button, with a page before it that says what happens."""

from collections.abc import Callable

import httpx
import pytest

from events_service.access.records import Role
from events_service.database import Database
from events_service.mail.records import MailKind
from events_service.programme.finding import get_any_event
from events_service.programme.records import EventAccess, EventStatus
from events_service.programme.standing import moves
from events_service.registrations.letters.telling import QUIET, tell_of_changes
from events_service.settings import Settings
from tests.world.events import found, load, shown_event
from tests.world.mails import mails, plain_text
from tests.world.pages import seen, text_of
from tests.world.people import ask, people
from tests.world.staff import sign_in
from tests.world.times import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
PAGE = "/organise/events/workshop"


async def status_now(database: Database) -> EventStatus:
    async with database.reading() as session:
        return (await get_any_event(session, "workshop")).event.status


@pytest.mark.parametrize("access", EventAccess)
@pytest.mark.parametrize("status", EventStatus)
def test_each_change_of_status_says_what_it_does(status: EventStatus, access: EventAccess) -> None:
    for move in moves(found(shown_event(status=status, access=access)), 31):
        assert move.status is not EventStatus.DRAFT
        assert move.action
        assert len(move.consequences) >= 2
        told = [each for each in move.consequences if "(now: 31)" in each]
        assert bool(told) is (status is not EventStatus.DRAFT)


async def test_a_draft_is_published_by_a_button_after_its_consequences_were_read(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, shown_event(status=EventStatus.DRAFT))
    await sign_in(client, database)
    assert f'href="{PAGE}/status/published"' in (await client.get(PAGE)).text
    asked = await seen(client, f"{PAGE}/status/published")
    assert "Everybody finds the event in the programme" in asked
    assert await status_now(database) is EventStatus.DRAFT
    answer = await client.post(f"{PAGE}/status/published", data={"version": "1"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done=status")
    assert await status_now(database) is EventStatus.PUBLISHED


async def test_the_page_says_how_many_people_are_told_before_an_event_is_postponed_cancelled_and_reopened(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, shown_event())
    await people(database, settings, 3)
    await sign_in(client, database)
    for version, (status, sentence) in enumerate(
        (
            ("postponed", "told by mail that it is postponed (now: 3); places are kept."),
            ("published", "told by mail that it takes place (now: 3); places are kept."),
            ("cancelled", "told by mail that it is cancelled (now: 3)."),
            ("published", "told by mail that it takes place (now: 3); places are kept."),
        ),
        start=1,
    ):
        assert sentence in await seen(client, f"{PAGE}/status/{status}")
        answer = await client.post(f"{PAGE}/status/{status}", data={"version": str(version)})
        assert answer.status_code == 303
        assert (await status_now(database)).value == status


async def test_a_status_is_not_changed_over_what_somebody_saved_meanwhile(
    client: httpx.AsyncClient, database: Database
) -> None:
    await load(database, shown_event())
    await load(database, shown_event(title="Changed meanwhile"))
    await sign_in(client, database)
    refused = await client.post(f"{PAGE}/status/cancelled", data={"version": "1"})
    assert refused.status_code == 422
    assert "Somebody else changed this event meanwhile" in text_of(refused.text)
    assert await status_now(database) is EventStatus.PUBLISHED


@pytest.mark.parametrize("status", ["draft", "published", "x"])
async def test_what_cannot_become_of_an_event_is_no_page(
    client: httpx.AsyncClient, database: Database, status: str
) -> None:
    await load(database, shown_event())
    await sign_in(client, database)
    assert (await client.get(f"{PAGE}/status/{status}")).status_code == 404
    assert (await client.post(f"{PAGE}/status/{status}", data={"version": "1"})).status_code == 404


async def test_organisers_of_other_hosts_change_no_status(
    client: httpx.AsyncClient, database: Database, set_clock: Callable[[str], None]
) -> None:
    await load(database, shown_event())
    await sign_in(client, database, Role.ORGANISER, partner="haskovo")
    assert (await client.post(f"{PAGE}/status/cancelled", data={"version": "1"})).status_code == 403
    assert await status_now(database) is EventStatus.PUBLISHED


async def test_participants_read_why_an_event_is_cancelled_and_no_more_when_it_takes_place(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, shown_event())
    await ask(database, settings, 1, language="en", sessions=[])
    await sign_in(client, database)
    assert 'name="reason"' in (await client.get(f"{PAGE}/status/cancelled")).text
    data = {"version": "1", "reason": " The hall is flooded. "}
    assert (await client.post(f"{PAGE}/status/cancelled", data=data)).status_code == 303
    assert "The hall is flooded." in await seen(client, "/events/workshop")
    await tell_of_changes(database, settings, NOW + 2 * QUIET)
    (letter,) = await mails(database, {MailKind.CALLED_OFF.value})
    assert "The hall is flooded." in plain_text(letter)
    assert 'name="reason"' not in (await client.get(f"{PAGE}/status/published")).text
    await client.post(f"{PAGE}/status/published", data={"version": "2", "reason": "left over"})
    async with database.reading() as session:
        assert (await get_any_event(session, "workshop")).event.reason is None


async def test_a_reason_that_is_too_long_is_given_back(client: httpx.AsyncClient, database: Database) -> None:
    await load(database, shown_event())
    await sign_in(client, database)
    refused = await client.post(f"{PAGE}/status/postponed", data={"version": "1", "reason": "x" * 20_001})
    assert refused.status_code == 422
    assert "at most 20,000 fit" in text_of(refused.text)
    assert "x" * 20_001 in refused.text
    assert await status_now(database) is EventStatus.PUBLISHED
