"""Confirming the address: no place, no number and no telling answer before the link in the mail is opened."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from events_service import chain
from events_service.database import Database
from events_service.mail.composing import parsed
from events_service.mail.records import MailStatus
from events_service.mail.tables import MailRow
from events_service.programme.finding import get_any_event
from events_service.programme.tables import EventRow
from events_service.registrations.finding import find_by_badge_code, list_party, list_registrations
from events_service.registrations.places.applying import apply_for_place, confirm, forget_own
from events_service.registrations.places.asked import Asked
from events_service.registrations.places.cancel import cancel
from events_service.registrations.places.forgetting import forget_due
from events_service.registrations.places.invite import NewLink, make_link
from events_service.registrations.places.register import register
from events_service.registrations.records import Companion, Consents, Status
from events_service.registrations.refusals import EventFull
from events_service.registrations.tables import ChosenSessionRow, RegistrationRow
from events_service.registrations.tokens import invitation_token
from events_service.settings import Settings
from tests.world.events import WORKSHOP, event, load
from tests.world.mails import plain_text
from tests.world.people import application, body
from tests.world.staff import DESK
from tests.world.times import NOW, at

pytestmark = pytest.mark.anyio
REGISTER = "/api/v1/events/workshop/registrations"


def asking(**changes: Any) -> Any:
    """The workshop that asks people to confirm their address; `rules` are further rules of registration."""
    rules = {"confirm_address": True, **changes.pop("rules", {})}
    return event(registration=replace(WORKSHOP.registration, **rules), **changes)


async def apply(database: Database, settings: Settings, number: int, **changes: Any) -> None:
    async with database.reading() as session:
        found = await get_any_event(session, "workshop")
    wanted = application(number, **changes)
    answer = await apply_for_place(database, settings, found, Asked(application=wanted), now=NOW)
    assert answer is None


async def rows(database: Database) -> list[RegistrationRow]:
    async with database.reading() as session:
        return list(await session.scalars(select(RegistrationRow).order_by(RegistrationRow.number)))


async def mails(database: Database) -> list[MailRow]:
    async with database.reading() as session:
        return list(await session.scalars(select(MailRow).order_by(MailRow.id)))


def text_of(mail: MailRow) -> str:
    return plain_text(parsed(mail.message))


def link_in(mail: MailRow) -> str:
    found = re.search(r"http://testserver.local(/my/\S+)", text_of(mail))
    assert found is not None
    return found[1]


async def test_nobody_takes_a_seat_or_a_place_in_line_before_the_address_is_confirmed(
    database: Database, settings: Settings
) -> None:
    await load(database, asking(capacity=1))
    await apply(database, settings, 1, sessions=["bus"])
    await apply(database, settings, 2)
    first, second = await rows(database)
    assert {first.status, second.status} == {Status.UNCONFIRMED}
    async with database.reading() as session:
        assert await session.scalar(select(EventRow.seats_taken)) == 0
        assert await list_registrations(session, "workshop") == []
        assert await find_by_badge_code(session, first.badge_code) is None
    later = NOW + timedelta(hours=1)
    assert (await confirm(database, settings, second.id, now=later)).status is Status.CONFIRMED
    waiting = await confirm(database, settings, first.id, now=later + timedelta(hours=1))
    assert (waiting.status, waiting.waiting_position) == (Status.WAITLISTED, 1)
    assert [row.email for row in await rows(database)] == [second.email, first.email]
    assert [mail.kind for mail in await mails(database)][:2] == ["confirm_address", "confirm_address"]
    assert {"confirmed", "waitlisted"} <= {mail.kind for mail in await mails(database)}


async def test_the_last_seat_goes_to_whoever_confirms_first_of_two_at_once(
    database: Database, settings: Settings
) -> None:
    await load(database, asking(capacity=1))
    for number in (1, 2):
        await apply(database, settings, number)
    confirmed = await asyncio.gather(*(confirm(database, settings, row.id, now=NOW) for row in await rows(database)))
    assert sorted(each.status.value for each in confirmed) == ["confirmed", "waitlisted"]


async def test_a_confirmed_address_waits_for_approval_where_the_event_asks_for_it(
    database: Database, settings: Settings
) -> None:
    await load(database, asking(rules={"approval": True}))
    await apply(database, settings, 1, sessions=["bus"])
    (row,) = await rows(database)
    registration = await confirm(database, settings, row.id, now=NOW)
    assert registration.status is Status.PENDING
    assert registration.sessions[0].status is Status.PENDING


async def test_confirming_twice_changes_nothing(database: Database, settings: Settings) -> None:
    await load(database, asking())
    await apply(database, settings, 1)
    (row,) = await rows(database)
    first = await confirm(database, settings, row.id, now=NOW)
    assert await confirm(database, settings, row.id, now=NOW + timedelta(days=1)) == first
    assert [mail.kind for mail in await mails(database)].count("confirmed") == 1


async def test_what_is_not_confirmed_within_two_days_is_forgotten_and_the_address_is_free(
    database: Database, settings: Settings
) -> None:
    await load(database, asking())
    needs = {"dietary_needs": "No nuts", "consents": Consents(privacy_notice=True, special_needs=True)}
    await apply(database, settings, 1, sessions=["bus"], **needs)
    assert await forget_due(database, NOW + timedelta(hours=47)) == 0
    assert await forget_due(database, NOW + timedelta(hours=48)) == 1
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(RegistrationRow)) == 0
        assert await session.scalar(select(func.count()).select_from(ChosenSessionRow)) == 0
        assert [fault async for fault in chain.faults(session)] == []
    (mail,) = await mails(database)
    assert (mail.recipient, mail.message, mail.status) == ("", b"", MailStatus.WITHDRAWN)
    await apply(database, settings, 1)
    assert [row.status for row in await rows(database)] == [Status.UNCONFIRMED]


async def test_nobody_can_confirm_after_registration_has_closed(database: Database, settings: Settings) -> None:
    closes = at("2024-03-01T20:00")  # in Bucharest, eleven hours after NOW
    await load(database, asking(rules={"closes": closes}))
    await apply(database, settings, 1)
    (row,) = await rows(database)
    assert row.confirm_by == datetime(2024, 3, 1, 18, tzinfo=UTC)
    assert await forget_due(database, row.confirm_by) == 1


@pytest.mark.parametrize("now", [datetime(2024, 1, 10, 9, tzinfo=UTC), datetime(2024, 4, 12, 9, tzinfo=UTC)])
async def test_whoever_came_by_an_invitation_confirms_before_and_after_the_window(
    database: Database, settings: Settings, now: datetime
) -> None:
    await load(database, asking())
    await invited(database, settings, 1, await group_of(database, settings, 5), now)
    (row,) = await rows(database)
    assert row.confirm_by == now + timedelta(hours=48)
    assert await forget_due(database, now + timedelta(minutes=1)) == 0
    assert (await confirm(database, settings, row.id, now=now + timedelta(minutes=1))).status is Status.CONFIRMED


async def test_a_group_that_is_full_by_now_is_refused_where_nobody_can_wait(
    database: Database, settings: Settings
) -> None:
    await load(database, asking(rules={"waiting_list": False}))
    token = await group_of(database, settings, 1)
    await invited(database, settings, 1, token, NOW)
    await invited(database, settings, 2, token, NOW)
    first, second = await rows(database)
    await confirm(database, settings, first.id, now=NOW)
    with pytest.raises(EventFull):
        await confirm(database, settings, second.id, now=NOW)
    assert [row.status for row in await rows(database)].count(Status.WAITLISTED) == 0


async def group_of(database: Database, settings: Settings, places: int) -> str:
    """Invite a group, and give the token of its link."""
    link = await make_link(database, settings, "workshop", NewLink(name="Group", places=places), account=DESK, now=NOW)
    return invitation_token(settings.secret_key, link.id)


async def invited(database: Database, settings: Settings, number: int, token: str, now: datetime) -> None:
    """Register by an invitation link."""
    async with database.reading() as session:
        found = await get_any_event(session, "workshop")
    wanted = application(number, invitation=token)
    await apply_for_place(database, settings, found, Asked(application=wanted), now=now)


async def test_whoever_registers_again_gets_the_mail_again_for_what_was_written_last(
    database: Database, settings: Settings
) -> None:
    await load(database, asking())
    await apply(database, settings, 1, first_name="Wrong")
    await apply(database, settings, 1, first_name="Right")
    (row,) = await rows(database)
    assert row.first_name == "Right"
    first, second = await mails(database)
    assert first.message == b""
    assert second.registration_id == row.id


async def test_a_mailbox_is_not_flooded(database: Database, settings: Settings) -> None:
    await load(database, asking())
    for _ in range(8):
        await apply(database, settings, 1)
    assert len(await mails(database)) == 3
    (row,) = await rows(database)
    await confirm(database, settings, row.id, now=NOW)
    for _ in range(8):
        await apply(database, settings, 1)
    assert [mail.kind for mail in await mails(database)].count("already_registered") == 0


async def test_an_organiser_enters_people_who_need_not_confirm_and_takes_over_what_waits(
    database: Database, settings: Settings
) -> None:
    await load(database, asking())
    await apply(database, settings, 1)
    entered = await register(
        database, settings, "workshop", Asked(application=application(1), by_organiser=True), now=NOW
    )
    assert entered.registration.status is Status.CONFIRMED
    assert [row.status for row in await rows(database)] == [Status.CONFIRMED]


async def test_the_page_says_until_when_the_link_holds_and_has_the_browser_forget_the_draft(
    client: httpx.AsyncClient, database: Database, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database, asking())
    sent = (await client.get("/events/workshop/register/sent")).text
    assert "The link holds for 48 hours." in sent
    assert 'data-registered="workshop"' in sent
    assert "registration-form.js" in sent
    set_clock("2024-04-10T09:00:00Z")
    late = (await client.get("/events/workshop/register/sent")).text
    assert "The link holds until 10 Apr 2024, 23:59 (Eastern European Summer Time)." in late
    assert "48 hours" not in late


async def test_the_answer_does_not_tell_whether_an_address_is_known(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database, asking())
    await register(database, settings, "workshop", Asked(application=application(1), by_organiser=True), now=NOW)
    answers = {}
    for who in ("person1@example.org", "new@example.org"):
        key = {"Idempotency-Key": f"key of {who}"}
        once = await client.post(REGISTER, json=body(email=who), headers=key)
        again = await client.post(REGISTER, json=body(email=who), headers=key)
        other = await client.post(REGISTER, json=body(email=who, first_name="Other"), headers=key)
        assert [each.status_code for each in (once, again, other)] == [201, 201, 201]
        assert once.json() == again.json() != other.json()
        answers[who] = once.json()
        badge = await client.get(f"/b/{once.json()['badge_code']}")
        assert badge.status_code == 404
        page = await client.get(once.json()["manage_url"])
        assert page.status_code == 200
        shown = body(email=who)
        form = {**{k: v for k, v in shown.items() if isinstance(v, str)}, "consents.privacy_notice": "yes", "once": who}
        sent = await client.post("/events/workshop/register", data=form)
        answers[who]["page"] = (sent.status_code, sent.headers["location"])
    known, new = answers.values()
    assert known["page"] == new["page"] == (303, "/events/workshop/register/sent")
    assert known.keys() == new.keys()
    for name in known.keys() - {"id", "badge_code"}:
        assert known[name] == new[name]
    assert known["status"] == "pending"
    assert "already_registered" in [mail.kind for mail in await mails(database)]


async def test_opening_the_link_confirms_nothing_and_pressing_the_button_does(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database, asking())
    await client.post(REGISTER, json=body(email="jan@example.org", language="en"))
    (mail,) = await mails(database)
    until = "3 Mar 2024, 10:00 (Central European Standard Time)"
    assert f"It holds until {until}." in text_of(mail)
    link = link_in(mail)
    for _ in range(2):
        page = await client.get(link)
        assert page.status_code == 200
        assert f'action="{link}/confirm"' in page.text
        assert "jan@example.org" in page.text
        assert until in page.text
    assert [row.status for row in await rows(database)] == [Status.UNCONFIRMED]
    for closed in ("/badge.pdf", "/badge.svg", "/calendar.ics", "/data.json", "/cancel", "/certificate.pdf"):
        assert (await client.get(f"{link}{closed}")).status_code == 404
    answer = await client.post(f"{link}/confirm")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{link}?new=1")
    mine = await client.get(link)
    assert "badge.svg" in mine.text
    assert (await client.post(f"{link}/confirm")).status_code == 303


async def test_whoever_never_registered_has_it_forgotten(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database, asking())
    await client.post(REGISTER, json=body(email="jan@example.org"))
    link = link_in((await mails(database))[0])
    assert (await client.post(f"{link}/forget")).status_code == 200
    assert await rows(database) == []
    assert (await client.get(link)).status_code == 404


async def test_a_lost_link_to_confirm_is_sent_again(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database, asking())
    await client.post(REGISTER, json=body(email="jan@example.org"))
    await client.post("/events/workshop/register/link", data={"email": "jan@example.org"})
    assert [mail.kind for mail in await mails(database)] == ["confirm_address", "confirm_address"]


async def test_a_colleague_who_is_known_is_left_out_without_a_word(database: Database, settings: Settings) -> None:
    await load(database, asking(rules={"companions": 3}))
    await register(database, settings, "workshop", Asked(application=application(2), by_organiser=True), now=NOW)
    colleagues = [
        Companion(first_name="Known", last_name="Person", email="person2@example.org"),
        Companion(first_name="New", last_name="Person", email="person3@example.org"),
    ]
    await apply(database, settings, 1, companions=colleagues)
    assert [(row.email, row.status) for row in await rows(database)] == [
        ("person2@example.org", Status.CONFIRMED),
        ("person1@example.org", Status.UNCONFIRMED),
        ("person3@example.org", Status.UNCONFIRMED),
    ]
    assert sorted((mail.kind, mail.recipient) for mail in await mails(database)) == [
        ("already_registered", "person2@example.org"),
        ("confirm_address", "person1@example.org"),
        ("confirm_address", "person3@example.org"),
        ("confirmed", "person2@example.org"),
    ]


async def test_colleagues_of_somebody_who_is_registered_already_are_registered_all_the_same(
    database: Database, settings: Settings
) -> None:
    await load(database, asking(rules={"companions": 3}))
    await register(database, settings, "workshop", Asked(application=application(1), by_organiser=True), now=NOW)
    await register(database, settings, "workshop", Asked(application=application(2), by_organiser=True), now=NOW)
    colleagues = [
        Companion(first_name="Known", last_name="Person", email="person2@example.org"),
        Companion(first_name="New", last_name="Person", email="person3@example.org", language="en"),
    ]
    await apply(database, settings, 1, companions=colleagues, sessions=["bus"])
    known, _, new = await rows(database)
    assert (new.email, new.status, new.party) == ("person3@example.org", Status.UNCONFIRMED, known.id)
    assert new.notice_version
    asked = {mail.recipient: mail for mail in await mails(database) if mail.kind != "confirmed"}
    assert {recipient: mail.kind for recipient, mail in asked.items()} == {
        "person1@example.org": "already_registered",
        "person2@example.org": "already_registered",
        "person3@example.org": "confirm_address",
    }
    assert "Jan Person 1 has registered you" in text_of(asked["person3@example.org"]).replace("\n", " ")
    confirmed = await confirm(database, settings, new.id, now=NOW)
    assert confirmed.status is Status.CONFIRMED
    assert [(each.key, each.status) for each in confirmed.sessions] == [("bus", Status.CONFIRMED)]
    async with database.reading() as session:
        assert [each.id for each in await list_party(session, known.id)] == [new.id]
        assert [fault async for fault in chain.faults(session)] == []


async def test_colleagues_are_not_lost_when_the_mailbox_of_who_registers_them_has_had_enough(
    database: Database, settings: Settings
) -> None:
    await load(database, asking(rules={"companions": 1}))
    for _ in range(4):
        await apply(database, settings, 1)
    await apply(database, settings, 1, companions=[Companion(first_name="A", last_name="B", email="ab@example.org")])
    assert {(row.email, row.status) for row in await rows(database)} == {
        ("person1@example.org", Status.UNCONFIRMED),
        ("ab@example.org", Status.UNCONFIRMED),
    }
    assert [mail.recipient for mail in await mails(database)].count("ab@example.org") == 1


@pytest.mark.parametrize("lost", ["cancelled", "forgotten"])
async def test_colleagues_are_not_lost_when_who_registers_them_is_registered_no_more(
    database: Database, settings: Settings, lost: str
) -> None:
    """Their mailbox has had enough mails, so that the application is taken for one of a known address."""
    await load(database, asking(rules={"companions": 1}))
    await apply(database, settings, 1)
    (row,) = await rows(database)
    if lost == "cancelled":
        await confirm(database, settings, row.id, now=NOW)
    for _ in range(3):
        await apply(database, settings, 1)
    (row,) = await rows(database)
    if lost == "cancelled":
        await cancel(database, settings, row.id, now=NOW)
    else:
        await forget_own(database, row.id, now=NOW)
    colleague = Companion(first_name="A", last_name="B", email="ab@example.org", language="en")
    await apply(database, settings, 1, companions=[colleague])
    first, second = [row for row in await rows(database) if row.status is not Status.CANCELLED]
    assert [(each.email, each.status) for each in (first, second)] == [
        ("person1@example.org", Status.UNCONFIRMED),
        ("ab@example.org", Status.UNCONFIRMED),
    ]
    assert second.party == first.id
    assert first.notice_version
    (letter,) = [mail for mail in await mails(database) if mail.recipient == "ab@example.org"]
    assert "Jan Person 1 has registered you" in text_of(letter).replace("\n", " ")
    assert (await confirm(database, settings, first.id, now=NOW)).status is Status.CONFIRMED
    assert (await confirm(database, settings, second.id, now=NOW)).status is Status.CONFIRMED
    async with database.reading() as session:
        assert [fault async for fault in chain.faults(session)] == []


async def test_whoever_cancels_while_registering_colleagues_loses_none_of_them(
    database: Database, settings: Settings
) -> None:
    await load(database, asking(rules={"companions": 1}))
    await apply(database, settings, 1)
    (row,) = await rows(database)
    await confirm(database, settings, row.id, now=NOW)
    for number in range(10, 16):
        colleague = Companion(first_name="A", last_name="B", email=f"colleague{number}@example.org")
        (live,) = [each for each in await rows(database) if each.email == "person1@example.org"][-1:]
        await asyncio.gather(
            apply(database, settings, 1, companions=[colleague]), cancel(database, settings, live.id, now=NOW)
        )
    colleagues = [each for each in await rows(database) if each.email.startswith("colleague")]
    assert [each.status for each in colleagues] == [Status.UNCONFIRMED] * 6


async def test_a_key_sent_twice_at_once_by_somebody_registered_already_asks_their_colleagues_once(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database, asking(rules={"companions": 1}))
    await register(database, settings, "workshop", Asked(application=application(1), by_organiser=True), now=NOW)
    colleague = {"first_name": "New", "last_name": "Person", "email": "new@example.org"}
    sent = body(email="person1@example.org", companions=[colleague])
    answers = await asyncio.gather(
        *(client.post(REGISTER, json=sent, headers={"Idempotency-Key": "k"}) for _ in range(3))
    )
    assert [each.status_code for each in answers] == [201] * 3
    kinds = [mail.kind for mail in await mails(database)]
    assert (kinds.count("confirm_address"), kinds.count("already_registered")) == (1, 1)


async def test_a_double_click_of_somebody_who_is_registered_already_asks_their_colleagues_once(
    client: httpx.AsyncClient, database: Database, settings: Settings, set_clock: Any
) -> None:
    set_clock("2024-03-01T09:00:00Z")
    await load(database, asking(rules={"companions": 1}))
    await register(database, settings, "workshop", Asked(application=application(1), by_organiser=True), now=NOW)
    colleague = {"first_name": "New", "last_name": "Person", "email": "new@example.org"}
    sent = body(email="person1@example.org", companions=[colleague])
    once, again = [await client.post(REGISTER, json=sent, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert (once.status_code, once.json()) == (201, again.json())
    kinds = [mail.kind for mail in await mails(database)]
    assert (kinds.count("confirm_address"), kinds.count("already_registered")) == (1, 1)
