"""Who still waits on the evening before, and whose data are erased: one last mail each."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.checkin.set_aside import forget_set_aside
from events_service.database import Database
from events_service.mail.delivering import deliver_due
from events_service.mail.records import MailStatus
from events_service.mail.tables import MailRow, SendingRow
from events_service.registrations.letters.still_waiting import tell_who_waits
from events_service.registrations.places.erase import erase
from events_service.settings import Settings
from tests.mail.servers import Postbox, serving
from tests.world.events import event, load
from tests.world.mails import itips, kinds_to, mails, plain_text
from tests.world.people import ask, people
from tests.world.times import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("first_of_march")]
EVENING = datetime(2024, 4, 15, 15, tzinfo=UTC)
"""18:00 at the event on the day before."""


async def never(session: AsyncSession, event: str, id_: UUID) -> bool:
    """Say that there is no evidence of anybody."""
    return False


async def test_whoever_still_waits_hears_a_closing_word_once_and_is_promised_no_badge(
    database: Database, settings: Settings
) -> None:
    """Fault 30 of the participants' page."""
    await load(database, event(capacity=1))
    first, second = await people(database, settings, 2, language="en")
    assert await tell_who_waits(database, settings, EVENING - timedelta(minutes=1)) == 0
    assert await tell_who_waits(database, settings, EVENING) == 1
    assert await tell_who_waits(database, settings, EVENING + timedelta(hours=1)) == 0
    assert await kinds_to(database, first.id) == ["confirmed"]
    assert await kinds_to(database, second.id) == ["waitlisted", "still_waiting"]
    for mail in await mails(database, {"waitlisted", "still_waiting"}):
        assert "badge" not in plain_text(mail).lower()


async def test_who_has_their_data_erased_gets_one_last_mail_that_clears_their_calendar(
    database: Database, settings: Settings
) -> None:
    """Fault 34 of the participants' page."""
    await load(database)
    await erase_one(database, with_server(settings), sessions=["bus"], language="en")
    (mail,) = await mails(database, {"erased"})
    assert "person1@example.org" in mail["To"]
    assert [str(each["METHOD"]) for each in itips(mail)] == ["CANCEL", "CANCEL", "CANCEL"]
    assert "/my/" not in plain_text(mail)
    async with database.reading() as session:
        rows = (await session.scalars(select(MailRow).order_by(MailRow.id))).all()
    assert [(row.kind, row.recipient, row.registration_id is None) for row in rows] == [
        ("confirmed", "", False),
        ("erased", "person1@example.org", True),
    ]


async def test_without_a_mail_server_no_address_is_kept_for_a_last_mail(database: Database, settings: Settings) -> None:
    await load(database)
    await erase_one(database, settings)
    assert await mails(database, {"erased"}) == []


async def test_the_last_mail_is_kept_until_it_is_off_and_then_nothing_of_it_but_that_it_was_sent(
    database: Database, settings: Settings
) -> None:
    """The address of somebody whose data are erased must not stay behind in the mail that tells them so."""
    await load(database)
    await erase_one(database, with_server(settings), sessions=["bus"])
    box = refusing("450 4.2.1 <person1@example.org> greylisted")
    with serving(box) as address:
        assert await deliver_due(database, f"smtp://{address}", NOW) == 0
        assert (await last_mail(database)).recipient == "person1@example.org"
        box.unknown = set()
        assert await deliver_due(database, f"smtp://{address}", NOW + timedelta(hours=1)) == 1
    assert box.recipients == ["person1@example.org"]
    row = await last_mail(database)
    assert (row.status, row.recipient, row.subject, row.message, row.last_error) == (MailStatus.SENT, "", "", b"", None)
    async with database.reading() as session:
        assert set(await session.scalars(select(SendingRow.answer))) == {""}


async def test_a_last_mail_that_a_server_refuses_for_good_leaves_no_address_either(
    database: Database, settings: Settings
) -> None:
    await load(database)
    await erase_one(database, with_server(settings))
    box = refusing("550 5.1.1 <person1@example.org> unknown")
    with serving(box) as address:
        assert await deliver_due(database, f"smtp://{address}", NOW) == 0
    row = await last_mail(database)
    assert (row.status, row.recipient, row.subject, row.message, row.last_error) == (
        MailStatus.REFUSED, "", "", b"", None,
    )  # fmt: skip


def with_server(settings: Settings) -> Settings:
    return replace(settings, smtp_url="smtp://localhost")


async def erase_one(database: Database, settings: Settings, **about: Any) -> None:
    """Register one person, and erase them at once."""
    erased = (await ask(database, settings, 1, **about)).registration
    await erase(database, settings, erased.id, attested=never, forget=forget_set_aside, now=NOW)


def refusing(answer: str) -> Postbox:
    """Give a server that has this answer to mails to that person."""
    box = Postbox()
    box.unknown, box.refusing_recipients = {"person1@example.org"}, answer
    return box


async def last_mail(database: Database) -> MailRow:
    async with database.reading() as session:
        return (await session.scalars(select(MailRow).order_by(MailRow.id.desc()).limit(1))).one()
