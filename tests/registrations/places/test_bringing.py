"""A colleague who is added later from the personal page: how they come, who may bring them, and what it tells."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from msgspec.structs import replace

from events_service.database import Database
from events_service.programme.records import AttendanceMode, Event
from events_service.registrations.places.bringing import bringing_refusal, decide_on_colleague
from events_service.registrations.records import Companion, RegistrationId, Status
from events_service.registrations.refusals import (
    AlreadyCancelled,
    EventFull,
    HeldAlready,
    PartyComplete,
    RegistrationClosed,
)
from events_service.settings import Settings
from tests.world.events import WORKSHOP, for_parties, found, load
from tests.world.form import colleague_typed
from tests.world.mails import letters
from tests.world.people import ask, everybody, invitation_link, make_registration
from tests.world.times import NOW

ANA = Companion(first_name="Ana", last_name="Pop", email="ana@example.org")
OPEN = for_parties(2)
LATE, AFTER = datetime(2024, 4, 15, 6, tzinfo=UTC), datetime(2024, 4, 19, 6, tzinfo=UTC)
MINE = make_registration(1, event="workshop", email="mine@example.org")
EVERY = tuple(Status)


@pytest.mark.parametrize(
    ("event", "mine", "link", "brought", "when", "refusal"),
    [
        (OPEN, {}, None, 0, NOW, None),
        (OPEN, {}, None, 1, NOW, None),
        (OPEN, {"status": Status.WAITLISTED}, None, 0, NOW, None),
        (OPEN, {}, None, 2, NOW, PartyComplete),
        (WORKSHOP, {}, None, 0, NOW, PartyComplete),
        (OPEN, {"party": RegistrationId(UUID(int=3))}, None, 0, NOW, PartyComplete),
        (OPEN, {"status": Status.CANCELLED}, None, 0, NOW, AlreadyCancelled),
        (OPEN, {}, {"email": "mine@example.org"}, 0, NOW, PartyComplete),
        (OPEN, {}, {}, 0, LATE, None),
        (OPEN, {}, None, 0, LATE, RegistrationClosed),
        (OPEN, {}, {}, 0, AFTER, HeldAlready),
    ],
)
def test_who_may_bring_a_colleague_along_later(
    event: Event, mine: dict[str, Any], link: dict[str, Any] | None, brought: int, when: Any, refusal: Any
) -> None:
    by = None if link is None else invitation_link(**link)
    told = bringing_refusal(found(event), replace(MINE, **mine), by, brought=brought, now=when)
    assert (told and type(told)) is refusal


def test_a_full_event_where_nobody_can_wait_takes_nobody_more() -> None:
    full = found(for_parties(2, waiting_list=False), taken=10)
    with pytest.raises(EventFull):
        decide_on_colleague(full, MINE, ANA, None, brought=0, now=NOW)


def test_a_colleague_comes_as_whoever_brings_them_and_to_the_sessions_that_still_take_anybody() -> None:
    mine = replace(
        MINE,
        country="RO",
        organisation="Harghita",
        language="ro",
        attendance_mode=AttendanceMode.ONLINE,
    )
    hybrid = replace(OPEN, attendance_modes=[AttendanceMode.IN_PERSON, AttendanceMode.ONLINE])
    decided = decide_on_colleague(found(hybrid), mine, ANA, None, brought=0, now=NOW)
    (ana,) = decided.colleagues
    assert (ana.application.country, ana.application.organisation, ana.application.language) == ("RO", "Harghita", "ro")
    assert ana.attendance_mode is AttendanceMode.ONLINE
    assert (decided.status, decided.confirm_by, ana.sessions) == (Status.WAITLISTED, None, ())


async def beside_another(database: Database, settings: Settings) -> str:
    """Register somebody beside somebody else, and give the page on which they bring a colleague."""
    await load(database, OPEN)
    await ask(database, settings, 2)
    return f"/my/{(await ask(database, settings, 1, language='en')).token}/party"


@pytest.mark.anyio
@pytest.mark.usefixtures("first_of_march")
async def test_a_colleague_is_added_on_the_personal_page_and_told_by_one_mail(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await load(database, OPEN)
    mine = f"/my/{(await ask(database, settings, 1, language='en', sessions=['bus'])).token}"
    assert f'href="{mine}/party"' in (await client.get(mine)).text
    sent = colleague_typed("ana@example.org")
    answer = await client.post(f"{mine}/party", data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{mine}/party?done=1")
    again = await client.post(f"{mine}/party", data=sent)
    assert again.status_code == 303
    first, ana = await everybody(database, EVERY)
    assert (ana.party, ana.status, ana.living_sessions) == (first.id, Status.CONFIRMED, {"bus"})
    assert await letters(database) == [("person1@example.org", "confirmed"), ("ana@example.org", "confirmed")]
    assert ">ana<wbr>@example.org</strong>" in (await client.get(f"{mine}/party?done=1")).text
    assert "Ana Pop" in (await client.get(mine)).text


@pytest.mark.anyio
@pytest.mark.usefixtures("first_of_march")
async def test_a_faulty_or_known_colleague_is_shown_again_and_nobody_is_registered(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    mine = await beside_another(database, settings)
    for email, sentence in (
        ("ana", "Write one e-mail address"),
        ("person2@example.org", "is registered for the event already"),
    ):
        answer = await client.post(mine, data=colleague_typed(email))
        assert (answer.status_code, sentence in answer.text) == (422, True)
        assert f'value="{email}"' in answer.text
        assert 'value="Ana"' in answer.text
    assert len(await everybody(database, EVERY)) == 2


@pytest.mark.anyio
@pytest.mark.usefixtures("first_of_march")
async def test_whoever_tries_colleagues_addresses_is_stopped_after_few(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    mine = await beside_another(database, settings)
    tried = colleague_typed("person2@example.org")
    statuses = [(await client.post(mine, data=tried)).status_code for _ in range(17)]
    assert statuses == [422] * 15 + [429] * 2
    assert (await client.post(mine, data=colleague_typed("nobody@example.org"))).status_code == 429


@pytest.mark.anyio
@pytest.mark.usefixtures("first_of_march")
async def test_where_addresses_are_confirmed_adding_a_colleague_tells_nobody_who_is_known(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    mine = await beside_another(database, settings)
    await load(database, for_parties(2, confirm_address=True))
    answers = [
        await client.post(mine, data=colleague_typed(email)) for email in ("person2@example.org", "new@example.org")
    ]
    assert {(answer.status_code, answer.headers["location"]) for answer in answers} == {(303, f"{mine}?done=1")}
    assert [each.status for each in await everybody(database, EVERY)].count(Status.UNCONFIRMED) == 1
    assert (await letters(database))[2:] == [
        ("person2@example.org", "already_registered"),
        ("new@example.org", "confirm_address"),
    ]


@pytest.mark.anyio
async def test_the_page_says_why_nobody_can_be_added_any_more(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database, OPEN)
    mine = f"/my/{(await ask(database, settings, 1, language='en')).token}"
    set_clock("2024-04-15T09:00:00Z")
    assert "/party" not in (await client.get(mine)).text
    page = await client.get(f"{mine}/party")
    assert "Registration for this event is closed" in page.text
    assert "<form method" not in page.text.partition("<main")[2].partition("</main>")[0]
    late = await client.post(f"{mine}/party", data=colleague_typed("ana@example.org"))
    assert (late.status_code, 'value="Ana"' in late.text) == (409, False)
    assert len(await everybody(database, EVERY)) == 1
