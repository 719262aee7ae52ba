"""Answers to invitations from another address than the invited one: kept, shown, and decided on by one click."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import select

from events_service.access.records import Role
from events_service.attendance.finding import is_attested
from events_service.audit import EntryRow
from events_service.calendars.invitations import Participation
from events_service.calendars.replies import Reply, read_reply
from events_service.checkin.set_aside import forget_set_aside
from events_service.database import Database
from events_service.programme.records import Event
from events_service.registrations.finding import get_registration
from events_service.registrations.letters import stray_answers
from events_service.registrations.letters.answering import Answered, take_answer
from events_service.registrations.letters.stray_answers import Invited, count_stray, likely_of
from events_service.registrations.letters.stray_tables import StrayAnswerRow
from events_service.registrations.places.erase import erase
from events_service.registrations.privacy.retention import forget_stray_due
from events_service.registrations.records import Registration
from events_service.registrations.refusals import NotInvited, TooManyStrayAnswers
from events_service.registrations.tables import InvitationRow
from events_service.settings import Settings
from tests.counting import counting
from tests.world.events import event, load
from tests.world.mails import kinds_to
from tests.world.people import ask
from tests.world.staff import sign_in
from tests.world.times import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
ALIAS = read_reply((Path(__file__).parent / "inputs" / "alias.eml").read_bytes())
PAGE = "/organise/events/workshop/answers"


def one_day() -> Event:
    return event(days=event().days[:1], sessions=event().sessions[:2])


async def invited(database: Database, settings: Settings) -> tuple[Registration, Reply]:
    """Invite Anna under her own address, and give the answer that came from her alias."""
    await load(database, one_day())
    await ask(database, settings, 1)
    names = {"first_name": "Anna", "last_name": "Nowak", "email": "a.nowak@mail.example.org"}
    anna = (await ask(database, settings, 2, **names)).registration
    async with database.reading() as session:
        uid = await session.scalar(select(InvitationRow.uid).where(InvitationRow.registration_id == anna.id))
    return anna, replace(ALIAS, uid=uid, stamp=NOW)


async def answer_of(database: Database, id_: UUID) -> Participation | None:
    async with database.reading() as session:
        return (await get_registration(session, id_)).answer


async def test_an_answer_from_an_alias_waits_for_the_organiser_who_gives_it_by_one_click(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    """Fault 19 of files and mail."""
    anna, reply = await invited(database, settings)
    taken = await take_answer(database, settings, reply, now=NOW)
    assert taken == Answered(event="workshop", number=None, participation=Participation.ACCEPTED)
    assert await answer_of(database, anna.id) is None
    account = await sign_in(client, database, Role.LEAD_PARTNER)
    for page in ("registrations", "mails"):
        assert f'href="{PAGE}"' in (await client.get(f"/organise/events/workshop/{page}")).text
    shown = (await client.get(PAGE)).text
    assert "Nowak, Anna" in shown
    assert "anna.nowak@region.example.org" in shown
    (action,) = set(re.findall(r'action="(/organise/events/workshop/answers/[^"]+)"', shown))
    (button,) = re.findall(r'<button name="registration" value="([^"]+)">It is ([^<]+)</button>', shown)
    assert button == (str(anna.id), "Anna Nowak (a.nowak@mail.example.org)")
    decided = await client.post(action, data={"registration": button[0]})
    assert (decided.status_code, decided.headers["location"]) == (303, f"{PAGE}?done=entered")
    assert await answer_of(database, anna.id) is Participation.ACCEPTED
    assert "No answer waits here." in (await client.get(f"{PAGE}?done=entered")).text
    assert (await client.post(action, data={"registration": button[0]})).status_code == 404
    async with database.reading() as session:
        entry = (await session.scalars(select(EntryRow).where(EntryRow.action == "registration.answered"))).one()
    assert (entry.actor, entry.subject) == (account.actor, f"registration:{anna.id}")


async def test_an_answer_can_be_given_to_anybody_who_was_invited_or_be_set_aside(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    _, reply = await invited(database, settings)
    stranger = replace(reply, name="", sender="q@x.example", attendee="q@x.example")
    declining = replace(reply, sender="office@x.example", participation=Participation.DECLINED)
    for each in (stranger, declining):
        await take_answer(database, settings, each, now=NOW)
    await sign_in(client, database, Role.LEAD_PARTNER)
    first, second = dict.fromkeys(re.findall(rf'action="({PAGE}/[^"]+)"', (await client.get(PAGE)).text))
    assert (await client.post(first, data={"registration": ""})).headers["location"] == f"{PAGE}?done=aside"
    jan = re.findall(r'<option value="([^"]+)">Jan Person 1', (await client.get(PAGE)).text)[0]
    await client.post(second, data={"registration": jan})
    assert await answer_of(database, UUID(jan)) is Participation.DECLINED
    assert await kinds_to(database, UUID(jan)) == ["confirmed", "will_not_come"]


async def test_a_later_answer_from_the_same_address_takes_the_place_of_the_one_before(
    database: Database, settings: Settings
) -> None:
    _, reply = await invited(database, settings)
    for minute in (0, 2, 1):
        await take_answer(database, settings, replace(reply, stamp=NOW + timedelta(minutes=minute)), now=NOW)
    async with database.reading() as session:
        assert await count_stray(session, "workshop") == 1
        row = (await session.scalars(select(StrayAnswerRow))).one()
    assert row.reply.stamp == NOW + timedelta(minutes=2)


async def test_what_answers_no_invitation_of_ours_is_refused_and_no_more_is_kept_than_somebody_can_look_at(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, reply = await invited(database, settings)
    with pytest.raises(NotInvited):
        await take_answer(database, settings, replace(reply, uid="other"), now=NOW)
    monkeypatch.setattr(stray_answers, "MOST", 2)
    for number in range(2):
        await take_answer(database, settings, replace(reply, sender=f"{number}@x.example"), now=NOW)
    with pytest.raises(TooManyStrayAnswers):
        await take_answer(database, settings, replace(reply, sender="3@x.example"), now=NOW)


async def test_an_answer_that_strayed_is_forgotten_with_its_person_and_a_month_after_the_event(
    database: Database, settings: Settings
) -> None:
    anna, reply = await invited(database, settings)
    await take_answer(database, settings, replace(reply, attendee=anna.email), now=NOW)
    await take_answer(database, settings, reply, now=NOW)
    await erase(database, settings, anna.id, attested=is_attested, forget=forget_set_aside, now=NOW)
    async with database.reading() as session:
        assert await count_stray(session, "workshop") == 1
    assert await forget_stray_due(database, NOW + timedelta(days=60)) == 0
    assert await forget_stray_due(database, NOW + timedelta(days=90)) == 1


def test_whose_an_answer_may_be_is_told_by_address_then_by_name_then_by_mailbox() -> None:
    people = [
        Invited(registration=UUID(int=number), name=name, email=email)
        for number, (name, email) in enumerate(
            [("Anna Nowak", "a@x.example"), ("Ánna Nowák", "b@x.example"), ("Jan", "anna.nowak@y.example")]
        )
    ]
    assert likely_of(replace(ALIAS, attendee="a@x.example"), people) == people[:1]
    assert likely_of(ALIAS, people) == people[:2]
    assert likely_of(replace(ALIAS, name=""), people) == people[2:]
    assert likely_of(replace(ALIAS, name="", sender="q@z.example", attendee="q@z.example"), people) == []


@pytest.mark.parametrize("own_address", [True, False])
async def test_an_answer_takes_hold_of_the_event_before_anybody_s_registration_as_all_changes_do(
    database: Database, settings: Settings, own_address: bool
) -> None:
    """The other order, beside a change of the same people, is a deadlock on PostgreSQL."""
    anna, reply = await invited(database, settings)
    sender = anna.email if own_address else reply.sender
    with counting(database) as statements:
        await take_answer(database, settings, replace(reply, sender=sender, attendee=anna.email), now=NOW)
    order = [
        table for each in statements if (table := re.search(r"FROM (events|invitations) ", each.replace("\n", " ")))
    ]
    assert [each[1] for each in order][:2] == ["events", "invitations"]
    if not database.is_sqlite:
        locked = [each for each in statements if "FOR UPDATE" in each]
        assert "FROM events" in locked[0]
