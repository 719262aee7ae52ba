"""A place that becomes free is offered to whoever waited longest, and goes on to the next when they do not answer."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from events_service.attendance.finding import is_attested
from events_service.checkin.set_aside import forget_set_aside
from events_service.database import Database
from events_service.mail.tables import MailRow
from events_service.programme.records import EventStatus
from events_service.registrations.finding import get_registration
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.cancel import cancel
from events_service.registrations.places.change import change
from events_service.registrations.places.erase import erase
from events_service.registrations.places.offers import accept, offer_now, withdraw
from events_service.registrations.places.prioritise import prioritise
from events_service.registrations.places.register import register
from events_service.registrations.places.waiting_list import promote_due
from events_service.registrations.records import Changes, ChosenSession, Status
from events_service.registrations.records import Registration as Registered
from events_service.registrations.refusals import FirstInLine, NoSeatForThem, NotOffered, OfferOver
from events_service.settings import Settings
from tests.world.events import OFFERS, event, load
from tests.world.mails import kinds_to
from tests.world.people import application, people, statuses
from tests.world.staff import ORGANISER, sign_in
from tests.world.times import NOW

pytestmark = pytest.mark.anyio

NIGHT = datetime(2024, 3, 1, 20, tzinfo=UTC)  # 21:00 in Brussels, four in the afternoon in New York
MORNING = datetime(2024, 3, 2, 7, tzinfo=UTC)  # 8:00 in Brussels
HOUR = timedelta(hours=1)


async def get(database: Database, id_: UUID) -> Registered:
    async with database.reading() as session:
        return await get_registration(session, id_)


async def test_a_newcomer_with_a_free_seat_and_nobody_waiting_is_confirmed_at_once(
    database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=2, registration=OFFERS))
    await people(database, settings, 3)
    assert await statuses(database) == ["confirmed", "confirmed", "waitlisted"]


async def test_a_freed_seat_is_offered_to_whoever_waited_longest_and_taken(
    database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=1, registration=OFFERS))
    first, second, third = await people(database, settings, 3, sessions=["bus"])
    await cancel(database, settings, first.id, now=NOW)
    assert await statuses(database) == ["cancelled", "offered", "waitlisted"]
    offered = await get(database, second.id)
    assert offered.offered_until == NOW + 8 * HOUR
    assert offered.sessions == (ChosenSession(key="bus", status=Status.WAITLISTED),)
    assert await kinds_to(database, second.id) == ["waitlisted", "offered"]
    taken = await accept(database, settings, second.id, now=NOW + HOUR)
    assert (taken.status, taken.offered_until) == (Status.CONFIRMED, None)
    assert taken.sessions == (ChosenSession(key="bus", status=Status.CONFIRMED),)
    await accept(database, settings, second.id, now=NOW + 2 * HOUR)
    assert await kinds_to(database, second.id) == ["waitlisted", "offered", "confirmed"]
    assert (await get(database, third.id)).waiting_position == 1


async def test_an_offer_that_is_let_go_goes_to_the_next(database: Database, settings: Settings) -> None:
    await load(database, event(capacity=1, registration=OFFERS))
    first, second, third = await people(database, settings, 3)
    await cancel(database, settings, first.id, now=NOW)
    await cancel(database, settings, second.id, now=NOW)
    assert await statuses(database) == ["cancelled", "cancelled", "offered"]
    await erase(database, settings, third.id, attested=is_attested, forget=forget_set_aside, now=NOW)
    assert await statuses(database) == ["cancelled"] * 3


async def test_an_expired_offer_goes_to_the_next_whoever_sweeps_and_never_comes_back(
    database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=1, registration=OFFERS))
    first, second, third = await people(database, settings, 3)
    await cancel(database, settings, first.id, now=NOW)
    assert await promote_due(database, settings, NOW + 8 * HOUR - timedelta(seconds=1)) == 0
    over = NOW + 8 * HOUR
    with pytest.raises(OfferOver):
        await accept(database, settings, second.id, now=over)
    moved = await asyncio.gather(*(promote_due(database, settings, over) for _ in range(3)))
    assert sum(moved) == 2
    assert await statuses(database) == ["cancelled", "cancelled", "offered"]
    assert await kinds_to(database, second.id) == ["waitlisted", "offered", "offer_expired"]
    await cancel(database, settings, third.id, now=over)
    await promote_due(database, settings, over + 48 * HOUR)
    assert await statuses(database) == ["cancelled"] * 3


async def test_whoever_let_an_offer_expire_can_register_anew_at_the_end_of_the_line(
    database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=1, registration=OFFERS))
    first, _, _ = await people(database, settings, 3)
    await cancel(database, settings, first.id, now=NOW)
    await promote_due(database, settings, NOW + 8 * HOUR)
    again = await register(database, settings, "workshop", Asked(application=application(1)), now=NOW + 9 * HOUR)
    assert again.registration.status is Status.WAITLISTED
    assert await statuses(database) == ["cancelled", "cancelled", "offered", "waitlisted"]


async def test_at_night_the_seat_waits_for_the_morning_of_the_first_in_line(
    database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=1, registration=OFFERS))
    first, second = await people(database, settings, 2)
    await cancel(database, settings, first.id, now=NIGHT)
    assert await promote_due(database, settings, NIGHT + 3 * HOUR) == 0
    assert await statuses(database) == ["cancelled", "waitlisted"]
    newcomer = await register(
        database, settings, "workshop", Asked(application=application(7, country="US")), now=NIGHT
    )
    assert newcomer.registration.waiting_position == 2
    assert await promote_due(database, settings, MORNING) == 1
    assert await statuses(database) == ["cancelled", "offered", "waitlisted"]
    assert (await get(database, second.id)).offered_until == MORNING + 8 * HOUR


async def test_a_seat_that_waits_for_the_morning_is_not_shown_as_free(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T20:00:00Z")
    await load(database, event(capacity=2, registration=OFFERS))
    first, second, _ = await people(database, settings, 3)
    await cancel(database, settings, first.id, now=NIGHT)
    said = "All free places are promised to people on the waiting list"
    for address in ("/events/workshop", "/events/workshop/register"):
        text = (await client.get(address)).text
        assert said in text
        assert "oin the waiting list" in text
        assert "place left" not in text
    assert said in (await client.post("/events/workshop/register", data={"first_name": "Jan"})).text
    told = (await client.get("/api/v1/events/workshop")).json()["registration"]
    assert (told["openness"], told["places_left"]) == ("waiting_list", 0)
    await cancel(database, settings, second.id, now=NIGHT)
    text = (await client.get("/events/workshop")).text
    assert "1 place left" in text
    assert said not in text
    told = (await client.get("/api/v1/events/workshop")).json()["registration"]
    assert (told["openness"], told["places_left"]) == ("open", 1)


async def test_lists_and_the_organisers_pages_show_a_promised_seat_as_the_event_page_does(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T20:00:00Z")
    await load(database, event(capacity=2, registration=OFFERS))
    first, second, _ = await people(database, settings, 3)

    async def shown() -> tuple[str, str, int]:
        programme = (await client.get("/")).text
        [listed] = (await client.get("/api/v1/events")).json()["items"]
        tags = [word for word in ("Waiting list", "Registration open") if word in programme]
        return ", ".join(tags), listed["registration"]["openness"], listed["registration"]["places_left"]

    await sign_in(client, database)
    assert await shown() == ("Waiting list", "waiting_list", 0)
    assert "All places are taken." in (await client.get("/organise")).text
    await cancel(database, settings, first.id, now=NIGHT)
    assert await shown() == ("Waiting list", "waiting_list", 0)
    for address in ("/organise", "/organise/events/workshop"):
        assert "All free places are promised to people on the waiting list." in (await client.get(address)).text
    assert figures(await client.get("/organise/events/workshop"))[:3] == [
        ("Places taken", "1"), ("Places left", "0"), ("Promised to people on the waiting list", "1")
    ]  # fmt: skip
    await cancel(database, settings, second.id, now=NIGHT)
    assert await shown() == ("Registration open", "open", 1)
    assert figures(await client.get("/organise/events/workshop"))[:3] == [
        ("Places taken", "0"), ("Places left", "1"), ("Promised to people on the waiting list", "1")
    ]  # fmt: skip


def figures(page: httpx.Response) -> list[tuple[str, str]]:
    return re.findall(r"<dt>([^<]+)</dt><dd>(\d+)", page.text)


async def test_a_second_free_seat_goes_to_whoever_is_awake_while_one_is_kept_for_who_sleeps(
    database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=2, registration=OFFERS))
    first, second, _ = await people(database, settings, 3)
    await register(database, settings, "workshop", Asked(application=application(7, country="US")), now=NOW)
    await cancel(database, settings, first.id, now=NIGHT)
    assert await statuses(database) == ["cancelled", "confirmed", "waitlisted", "waitlisted"]
    await cancel(database, settings, second.id, now=NIGHT)
    assert await statuses(database) == ["cancelled", "cancelled", "waitlisted", "offered"]
    await promote_due(database, settings, MORNING)
    assert await statuses(database) == ["cancelled", "cancelled", "offered", "offered"]


async def test_the_participant_is_told_the_end_of_the_offer_in_their_own_time(
    database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=1, registration=OFFERS))
    first = (await people(database, settings, 1))[0]
    american = application(5, country="US", language="en")
    second = (await register(database, settings, "workshop", Asked(application=american), now=NOW)).registration
    afternoon = datetime(2024, 3, 1, 15, tzinfo=UTC)
    await cancel(database, settings, first.id, now=afternoon)
    async with database.reading() as session:
        mail = await session.scalar(
            select(MailRow).where(MailRow.registration_id == second.id, MailRow.kind == "offered")
        )
    assert mail is not None
    text = mail.message.decode()
    assert "1 Mar 2024, 18:00 (Eastern Standard Time)" in text
    assert "It holds until" not in text  # the same moment by another clock would only make doubt


async def test_lowering_the_capacity_takes_no_offer_back(database: Database, settings: Settings) -> None:
    await load(database, event(capacity=2, registration=OFFERS))
    first, _, third = await people(database, settings, 3)
    await cancel(database, settings, first.id, now=NOW)
    await load(database, event(capacity=1, registration=OFFERS))
    await promote_due(database, settings, NOW)
    assert await statuses(database) == ["cancelled", "confirmed", "offered"]
    await accept(database, settings, third.id, now=NOW)
    assert await statuses(database) == ["cancelled", "confirmed", "confirmed"]


async def test_offers_that_stand_keep_their_end_when_the_event_stops_offering(
    database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=1, registration=OFFERS))
    first, _, _ = await people(database, settings, 3)
    await cancel(database, settings, first.id, now=NOW)
    await load(database, event(capacity=1))
    assert await promote_due(database, settings, NOW + HOUR) == 0
    assert await promote_due(database, settings, NOW + 8 * HOUR) == 2
    assert await statuses(database) == ["cancelled", "cancelled", "confirmed"]


async def test_an_event_that_does_not_take_place_lets_no_offer_expire(database: Database, settings: Settings) -> None:
    await load(database, event(capacity=1, registration=OFFERS))
    first, _ = await people(database, settings, 2)
    await cancel(database, settings, first.id, now=NOW)
    await load(database, event(capacity=1, registration=OFFERS, status=EventStatus.POSTPONED))
    assert await promote_due(database, settings, NOW + 9 * HOUR) == 0
    assert await statuses(database) == ["cancelled", "offered"]


async def test_changing_ones_choice_while_asleep_is_no_way_past_an_offer(
    database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=1, registration=OFFERS))
    first, second = await people(database, settings, 2)
    await cancel(database, settings, first.id, now=NIGHT)
    await change(database, settings, second.id, Changes(sessions=["bus"]), now=NIGHT)
    assert await statuses(database) == ["cancelled", "waitlisted"]
    await change(database, settings, second.id, Changes(sessions=[]), now=MORNING)
    assert await statuses(database) == ["cancelled", "offered"]
    assert "offered" in await kinds_to(database, second.id)


async def test_an_organiser_asks_somebody_at_night_whose_turn_it_is_and_nobody_else(
    database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=1, registration=OFFERS))
    first, second, third = await people(database, settings, 3)
    account = ORGANISER
    with pytest.raises(NoSeatForThem):
        await offer_now(database, settings, second.id, account=account, now=NIGHT)
    await cancel(database, settings, first.id, now=NIGHT)
    with pytest.raises(NoSeatForThem):
        await offer_now(database, settings, third.id, account=account, now=NIGHT)
    offered = await offer_now(database, settings, second.id, account=account, now=NIGHT)
    assert offered.offered_until == datetime(2024, 3, 2, 9, tzinfo=UTC)  # ten in Brussels
    assert await statuses(database) == ["cancelled", "offered", "waitlisted"]


async def test_an_organiser_takes_an_offer_back_and_the_person_waits_where_they_stood(
    database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=1, registration=OFFERS))
    first, second, third = await people(database, settings, 3)
    account = ORGANISER
    await cancel(database, settings, first.id, now=NOW)
    with pytest.raises(FirstInLine):
        await withdraw(database, settings, second.id, account=account, now=NOW)
    assert await statuses(database) == ["cancelled", "offered", "waitlisted"]
    await prioritise(database, third.id, 1, account=account, now=NOW)
    await withdraw(database, settings, second.id, account=account, now=NOW)
    assert await statuses(database) == ["cancelled", "waitlisted", "offered"]
    assert (await get(database, second.id)).waiting_position == 1
    assert await kinds_to(database, second.id) == ["waitlisted", "offered", "offer_withdrawn"]
    with pytest.raises(NotOffered):
        await withdraw(database, settings, second.id, account=account, now=NOW)


async def test_a_place_is_taken_on_the_personal_page_by_a_button_and_never_by_looking(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database, event(capacity=1, registration=OFFERS))
    first, _ = await people(database, settings, 1), None
    second = await register(database, settings, "workshop", Asked(application=application(1, language="en")), now=NOW)
    await cancel(database, settings, first[0].id, now=NOW)
    page = await client.get(f"/my/{second.token}")
    assert "A place is waiting for your answer" in page.text
    assert "18:00 (Central European Standard Time)" in page.text
    assert "8 hours" in page.text
    assert (await client.get(f"/my/{second.token}/accept")).status_code in {404, 405}
    assert (await get(database, second.registration.id)).status is Status.OFFERED
    answer = await client.post(f"/my/{second.token}/accept")
    assert answer.headers["location"] == f"/my/{second.token}"
    assert (await get(database, second.registration.id)).status is Status.CONFIRMED
    assert "You have a place" in (await client.get(f"/my/{second.token}")).text


async def test_a_page_that_is_opened_too_late_says_what_became_of_the_offer(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    await load(database, event(capacity=1, registration=OFFERS))
    first = (await people(database, settings, 1))[0]
    second = await register(database, settings, "workshop", Asked(application=application(1)), now=NOW)
    await cancel(database, settings, first.id, now=NOW)
    set_clock("2024-03-01T17:00:01Z")
    assert (await client.post(f"/my/{second.token}/accept")).status_code == 303
    page = await client.get(f"/my/{second.token}")
    assert "The time to take the place is over" in page.text
    await promote_due(database, settings, NOW + 9 * HOUR)
    page = await client.get(f"/my/{second.token}")
    assert "The time to take the place is over" in page.text
    assert "Register again" in page.text
