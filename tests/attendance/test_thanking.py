"""Thanks with the certificate: on the day after, to those who were there, once; and again when the record has grown."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from events_service.access.records import Role
from events_service.attendance import thanking
from events_service.attendance.enclosing import certificate_of
from events_service.attendance.thanking import thank, thank_due
from events_service.audit import EntryRow
from events_service.checkin.admit import receive
from events_service.database import Database
from events_service.mail.records import Enclosure
from events_service.mail.tables import MailRow
from events_service.registrations.records import Status
from events_service.settings import Settings
from tests.world.door import make_scan, open_doors
from tests.world.people import add_person
from tests.world.staff import add_staff
from tests.world.times import MORNING

pytestmark = pytest.mark.anyio
EVENT = "harghita-2024"


async def thanked(database: Database) -> list[MailRow]:
    async with database.reading() as session:
        return list(await session.scalars(select(MailRow).where(MailRow.kind == "thanks").order_by(MailRow.id)))


async def test_those_who_were_there_are_thanked_on_the_day_after_at_ten_and_once(
    database: Database, settings: Settings
) -> None:
    await open_doors(database)
    came = (await add_person(database)).id
    absent = (await add_person(database, number=2)).id
    lead = await add_staff(database, Role.LEAD_PARTNER)
    await receive(database, [make_scan()], device="desk", account=lead, now=MORNING)
    ten = datetime(2024, 4, 18, 7, tzinfo=UTC)  # in Bucharest; the last day is the 17th
    assert await thank_due(database, settings, ten - timedelta(minutes=1)) == 0
    assert await thank_due(database, settings, ten) == 1
    assert await thank_due(database, settings, ten + timedelta(hours=1)) == 0
    (mail,) = await thanked(database)
    assert (mail.registration_id, mail.enclosures) == (came, [Enclosure.CERTIFICATE])
    certificate = await certificate_of(database, settings, came)
    assert certificate is not None
    assert certificate.content.startswith(b"%PDF")
    assert await certificate_of(database, settings, absent) is None
    second = make_scan("CODE000002")
    await receive(database, [second], device="desk", account=lead, now=ten)
    assert await thank(database, settings, EVENT, now=ten + timedelta(days=2), account=lead) == 1
    assert [each.registration_id for each in await thanked(database)] == [came, absent]


async def test_thanks_that_fill_their_parts_end_and_are_logged_once(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await open_doors(database)
    people = [(await add_person(database, number=number)).id for number in range(1, 5)]
    lead = await add_staff(database, Role.LEAD_PARTNER)
    scans = [make_scan(f"CODE00000{number}") for number in range(1, 5)]
    await receive(database, scans, device="desk", account=lead, now=MORNING)
    monkeypatch.setattr(thanking, "AT_ONCE", 2)
    ten = datetime(2024, 4, 18, 7, tzinfo=UTC)
    assert await thank_due(database, settings, ten) == 4
    assert await thank_due(database, settings, ten + timedelta(hours=1)) == 0
    assert {mail.registration_id for mail in await thanked(database)} == set(people)
    async with database.reading() as session:
        logged = await session.scalars(select(EntryRow).where(EntryRow.action == "certificates.sent"))
        assert len(logged.all()) == 1


async def test_a_service_that_comes_back_after_weeks_thanks_nobody_unasked(
    database: Database, settings: Settings
) -> None:
    await open_doors(database)
    await add_person(database)
    lead = await add_staff(database, Role.LEAD_PARTNER)
    await receive(database, [make_scan()], device="desk", account=lead, now=MORNING)
    later = datetime(2024, 5, 20, 7, tzinfo=UTC)
    assert await thank_due(database, settings, later) == 0
    assert await thank(database, settings, EVENT, now=later, account=lead) == 1


async def test_who_was_let_in_from_the_waiting_list_is_thanked_like_everybody_else(
    database: Database, settings: Settings
) -> None:
    await open_doors(database)
    waiting = (await add_person(database, status=Status.WAITLISTED)).id
    lead = await add_staff(database, Role.LEAD_PARTNER)
    await receive(database, [make_scan()], device="desk", account=lead, now=MORNING)
    assert await thank(database, settings, EVENT, now=MORNING + timedelta(days=2), account=lead) == 1
    assert [each.registration_id for each in await thanked(database)] == [waiting]
