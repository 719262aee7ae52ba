"""One certificate is made and verified from one person's evidence, however many were at the event."""

import httpx
import pytest
from sqlalchemy import update

from events_service.access.records import Role
from events_service.attendance.certifying import find_certified, prepare
from events_service.attendance.enclosing import certificate_of
from events_service.attendance.finding import is_attested
from events_service.attendance.marking.noting import note
from events_service.attendance.records import Evidence, Mark
from events_service.checkin.admit import receive
from events_service.database import Database
from events_service.registrations.finding import get_registration
from events_service.registrations.records import RegistrationId
from events_service.registrations.tables import RegistrationRow
from events_service.registrations.tokens import certificate_number
from events_service.settings import Settings
from tests.counting import counting, loading
from tests.world.door import make_scan, open_doors
from tests.world.people import add_people
from tests.world.staff import add_staff
from tests.world.times import MORNING

pytestmark = pytest.mark.anyio
EVENT = "harghita-2024"


async def come(database: Database, count: int, first: int = 1) -> list[RegistrationRow]:
    """Give `count` people who were scanned and signed on paper, numbered from `first`."""
    people = await add_people(database, range(first, first + count))
    organiser = await add_staff(database, Role.ORGANISER, "harghita", email=f"desk{first}@example.org")
    scans = [make_scan(one.badge_code) for one in people]
    await receive(database, scans, device="desk", account=organiser, now=MORNING)
    await note(database, EVENT, [signed(one) for one in people], account=organiser, now=MORNING)
    return people


def signed(one: RegistrationRow) -> Mark:
    return Mark(
        registration=RegistrationId(one.id), checkpoint="2024-04-16", evidence=Evidence.SIGNED_ON_PAPER, stands=True
    )


async def test_who_verifies_a_certificate_has_one_persons_rows_read_however_many_came(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await open_doors(database)
    one, *_ = await come(database, 2)
    address = f"/c/{EVENT}/{certificate_number(settings.secret_key, one.id)}"
    assert (await client.get(address)).status_code == 200
    with counting(database) as few, loading() as few_rows:
        assert one.last_name in (await client.get(address)).text
    await come(database, 12, first=3)
    with counting(database) as many, loading() as many_rows:
        assert one.last_name in (await client.get(address)).text
    assert len(many) == len(few)
    assert many_rows == few_rows
    assert many_rows.count("registrations") == 1


async def test_a_guessed_number_costs_no_more_than_a_look_into_the_index(
    client: httpx.AsyncClient, database: Database
) -> None:
    await open_doors(database)
    await come(database, 12)
    address = f"/c/{EVENT}/GUESSED22222"
    await client.get(address)
    with loading() as rows:
        assert (await client.get(address)).status_code == 404
    assert "registrations" not in rows
    assert "check_ins" not in rows


async def test_a_certificate_from_before_numbers_were_kept_is_verified_and_numbered(
    database: Database, settings: Settings
) -> None:
    await open_doors(database)
    one, other = await come(database, 2)
    async with database.transaction() as session:
        await session.execute(update(RegistrationRow).values(certificate_number=None))
    number = certificate_number(settings.secret_key, one.id)
    found = await find_certified(database, settings, EVENT, number)
    assert found.registration.id == one.id
    async with database.reading() as session:
        row = await session.get_one(RegistrationRow, other.id)
    assert row.certificate_number == certificate_number(settings.secret_key, other.id)


async def test_the_certificate_that_goes_with_a_mail_is_made_from_one_persons_rows(
    database: Database, settings: Settings
) -> None:
    await open_doors(database)
    one, *_ = await come(database, 6)
    with loading() as rows:
        assert await certificate_of(database, settings, one.id) is not None
    assert rows.count("registrations") == 1
    assert rows.count("evidence_marks") == 1


async def test_one_persons_certificate_is_the_one_among_all(database: Database, settings: Settings) -> None:
    await open_doors(database)
    people = await come(database, 3)
    everybody = await prepare(database, settings, EVENT, now=MORNING)
    for person, certificate in zip(people, everybody, strict=True):
        async with database.reading() as session:
            registration = await get_registration(session, person.id)
        assert await prepare(database, settings, EVENT, registration, now=MORNING) == [certificate]


async def test_whether_somebody_was_there_is_asked_of_their_own_marks(database: Database) -> None:
    await open_doors(database)
    one, *_ = await come(database, 5)
    async with database.reading() as session:
        with loading() as rows:
            assert await is_attested(session, EVENT, one.id)
    assert rows.count("evidence_marks") <= 1
