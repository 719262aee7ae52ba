"""The outbox against a real SMTP server that refuses, delays and comes back."""

import asyncio
import email
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from events_service.database import Database
from events_service.mail.delivering import deliver_due
from events_service.mail.outbox import queue
from events_service.mail.records import Attachment, Letter, MailStatus
from events_service.mail.tables import MailRow
from tests.processes import free_port
from tests.world.mails import letter

pytestmark = pytest.mark.anyio
NOW = datetime(2024, 4, 1, 9, tzinfo=UTC)


class Postbox:
    """What an SMTP server took; while `refusing` is set it answers with that instead."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.refusing: str | None = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refusing:
            return self.refusing
        parsed = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(parsed, EmailMessage)
        self.taken.append(parsed)
        return "250 taken"


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, str]]:
    port = free_port()
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"smtp://127.0.0.1:{port}"
    controller.stop()


async def put(database: Database, *letters: Letter) -> None:
    async with database.transaction() as session:
        for one in letters:
            await queue(session, one, sender="events@example.org", now=NOW)


async def test_a_mail_arrives_as_it_was_written(database: Database, postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    calendar = "BEGIN:VCALENDAR\r\nSUMMARY:Посещение\r\nEND:VCALENDAR\r\n".encode()
    badge = Attachment(name="badge.pdf", media_type="application/pdf", content=b"%PDF-1.4")
    await put(database, letter(calendar=calendar, reply_to="host@example.org", attachments=(badge,)))
    assert await deliver_due(database, url, NOW) == 1
    (taken,) = box.taken
    assert taken["subject"] == "Вашата регистрация"
    assert taken["reply-to"] == "host@example.org"
    assert taken["to"] == "Мария Петрова <maria@example.org>"
    kinds = [part.get_content_type() for part in taken.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar", "application/pdf"]
    invitation = next(part for part in taken.walk() if part.get_content_type() == "text/calendar")
    assert invitation.get_param("method") == "REQUEST"
    assert invitation.get_payload(decode=True) == calendar


async def test_a_mail_is_sent_once(database: Database, postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    await put(database, letter())
    await deliver_due(database, url, NOW)
    await deliver_due(database, url, NOW + timedelta(days=1))
    assert len(box.taken) == 1


async def test_two_processes_share_an_outbox(database: Database, postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    await put(database, *(letter(recipient=f"person{number}@example.org") for number in range(12)))
    sent = await asyncio.gather(*(deliver_due(database, url, NOW, most=6) for _ in range(4)))
    assert sum(sent) == 12
    assert len({taken["to"] for taken in box.taken}) == 12


async def test_a_refused_mail_is_tried_again_later(database: Database, postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    box.refusing = "451 come back later"
    await put(database, letter())
    assert await deliver_due(database, url, NOW) == 0
    async with database.reading() as session:
        row = (await session.scalars(select(MailRow))).one()
    assert (row.attempts, row.sent_at) == (1, None)
    assert "451" in (row.last_error or "")
    box.refusing = None
    assert await deliver_due(database, url, NOW + timedelta(seconds=1)) == 0
    assert await deliver_due(database, url, NOW + timedelta(minutes=1)) == 1


async def test_no_mail_is_lost_while_the_server_is_down(database: Database, postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    await put(database, letter(), letter(recipient="ivan@example.org"))
    moment = NOW
    for _ in range(4):
        assert await deliver_due(database, "smtp://127.0.0.1:1", moment) == 0
        moment += timedelta(hours=3)
    assert await deliver_due(database, url, moment) == 2
    assert sorted(taken["to"].rpartition("<")[2].strip(">") for taken in box.taken) == [
        "ivan@example.org",
        "maria@example.org",
    ]


async def test_a_server_that_was_down_for_a_week_may_say_not_now_for_five_days_from_when_it_was_first_asked(
    database: Database, postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    await put(database, letter())
    assert await deliver_due(database, "smtp://127.0.0.1:1", NOW) == 0
    box.refusing, back = "451 greylisted, come back later", NOW + timedelta(days=7)
    for passed in (timedelta(), timedelta(days=3), timedelta(days=5, hours=-1)):
        assert await deliver_due(database, url, back + passed) == 0
        assert (await only(database)).status is MailStatus.WAITING
    assert await deliver_due(database, url, back + timedelta(days=5, hours=3)) == 0
    assert ((await only(database)).status, (await only(database)).due_at) == (MailStatus.REFUSED, None)


async def test_a_mail_of_a_transaction_that_failed_is_never_sent(
    database: Database, postbox: tuple[Postbox, str]
) -> None:
    async def fail() -> None:
        async with database.transaction() as session:
            await queue(session, letter(), sender="events@example.org", now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await deliver_due(database, postbox[1], NOW) == 0


async def test_a_subject_cannot_smuggle_a_header(database: Database, postbox: tuple[Postbox, str]) -> None:
    box, url = postbox
    await put(database, letter(subject="Hello\r\nBcc: everyone@example.org"))
    await deliver_due(database, url, NOW)
    assert box.taken[0]["bcc"] is None
    assert box.taken[0]["subject"] == "Hello Bcc: everyone@example.org"


async def test_a_message_is_composed_when_it_leaves_and_stays_as_the_server_saw_it(
    database: Database, postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    box.refusing = "451 come back later"
    await put(database, letter())
    assert (await only(database)).composed is None
    await deliver_due(database, url, NOW)
    handed_over = await only(database)
    assert (handed_over.letter, handed_over.composed) == (None, handed_over.message)
    box.refusing = None
    await deliver_due(database, url, NOW + timedelta(hours=1))
    assert (await only(database)).composed == handed_over.composed
    assert email.message_from_bytes(handed_over.message)["date"] == "Mon, 01 Apr 2024 09:00:00 +0000"


async def test_what_nobody_can_compose_is_given_up_and_keeps_no_other_mail_back(
    database: Database, postbox: tuple[Postbox, str]
) -> None:
    _, url = postbox
    await put(database, letter())
    async with database.transaction() as session:
        (await session.scalars(select(MailRow))).one().letter = b"\xc1"
    await put(database, letter(recipient="ivan@example.org"))
    assert await deliver_due(database, url, NOW) == 1
    async with database.reading() as session:
        refused = (await session.scalars(select(MailRow).where(MailRow.status == MailStatus.REFUSED))).one()
    assert "cannot be composed" in (refused.last_error or "")
    assert refused.letter == b"\xc1"


async def test_an_address_that_no_message_can_bear_is_refused_at_once(database: Database) -> None:
    with pytest.raises(UnicodeEncodeError):
        await put(database, letter(recipient="мария@example.org"))


async def only(database: Database) -> MailRow:
    async with database.reading() as session:
        return (await session.scalars(select(MailRow))).one()
