"""Mails on a review and sealed files bear witness of the audit log: who writes all of it anew is told by them."""

import asyncio
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from sqlalchemy import select

from events_service import audit, witnesses
from events_service.access.records import Role
from events_service.attendance import review
from events_service.attendance.kept_heads import kept_heads
from events_service.database import Database
from events_service.mail.records import MailKind
from events_service.mail.tables import MailRow
from events_service.settings import Settings
from events_service.witnesses import Witness
from tests.world.door import open_doors
from tests.world.people import add_person
from tests.world.seals import seal_key, sealed, unsigned
from tests.world.staff import add_staff
from tests.world.times import MORNING

pytestmark = pytest.mark.anyio
EVENT = "harghita-2024"
EVENING = MORNING + timedelta(hours=10)
HEAD = f"7 {'0' * 64}"


async def test_the_mails_on_a_step_bear_witness_of_the_log(database: Database, settings: Settings) -> None:
    await open_doors(database)
    await add_person(database)
    account = await add_staff(database, Role.LEAD_PARTNER)
    await review.submit(database, settings, EVENT, account=account, now=EVENING)
    async with database.reading() as session:
        entry = await session.scalar(select(audit.EntryRow).where(audit.EntryRow.action == "attendance.submit"))
        letters = (await session.scalars(select(MailRow).where(MailRow.kind == MailKind.RECORD_SUBMITTED.value))).all()
        assert entry is not None
        for letter in letters:
            found = await kept_heads(letter.message)
            assert found == [Witness(entry.position, entry.digest)]
            assert [fault async for fault in witnesses.faults(session, found)] == []
    assert letters


def mail(text: str, encoding: str, attached: bytes | None = None) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"] = "events@example.org", "Attendance record approved"
    message.set_content(text, cte=encoding)
    if attached is not None:
        message.add_attachment(attached, maintype="application", subtype="pdf", filename="record.pdf")
    return message.as_bytes()


@pytest.mark.parametrize("encoding", ["7bit", "quoted-printable", "base64"])
async def test_a_mail_is_read_however_it_was_sent(encoding: str) -> None:
    said = mail(f"Dear Ana,\n{'a long line ' * 20}, head of the audit log: {HEAD}\n", encoding)
    assert await kept_heads(said) == [Witness(7, "0" * 64)]


async def test_a_sealed_file_bears_witness_alone_and_in_a_mail_until_it_is_altered() -> None:
    octets = await asyncio.to_thread(sealed, seal_key("Seal of events.example.org"))
    assert await kept_heads(octets) == [Witness(7, "0" * 64)]
    assert await kept_heads(mail("See the file.", "7bit", octets)) == [Witness(7, "0" * 64)]
    altered = octets[:300] + bytes([octets[300] ^ 1]) + octets[301:]
    for none in (altered, unsigned({}), b"%PDF-1.7 rubbish", b"rubbish", b"", mail("No head.", "7bit")):
        assert await kept_heads(none) == []
