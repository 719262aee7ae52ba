"""Delivery against real servers that refuse, delay and hang up at each stage, and that ask for TLS and a password."""

import asyncio
import hashlib
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from events_service.access.records import Role
from events_service.database import Database
from events_service.mail import delivering, smtp
from events_service.mail.delivering import deliver_due
from events_service.mail.outbox import queue
from events_service.mail.records import Attachment, Enclosure, Letter, MailKind, MailStatus, Verdict
from events_service.mail.tables import MailRow, SendingRow
from tests.mail.servers import Postbox, make_authority, serving
from tests.processes import free_port
from tests.world.events import load
from tests.world.service import ROOT
from tests.world.staff import add_staff, cookie_of

pytestmark = pytest.mark.anyio
NOW = datetime(2024, 4, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def letter(who: str = "maria", **changed: object) -> Letter:
    values: dict[str, object] = {
        "kind": MailKind.CONFIRMED,
        "recipient": f"{who}@example.org",
        "recipient_name": who,
        "subject": "Your place",
        "text": "Good day",
        "html": "<p>Good day</p>",
        "language": "en",
    }
    return Letter(**(values | changed))


async def put(database: Database, *letters: Letter, sender: str = "Events <events@example.org>") -> None:
    async with database.transaction() as session:
        for one in letters:
            await queue(session, one, sender=sender, now=NOW)


async def mails(database: Database) -> list[MailRow]:
    async with database.reading() as session:
        return list(await session.scalars(select(MailRow).order_by(MailRow.id)))


async def sendings(database: Database) -> list[tuple[str, str]]:
    async with database.reading() as session:
        rows = await session.scalars(select(SendingRow).order_by(SendingRow.id))
        return [(row.verdict.value, row.answer) for row in rows]


async def test_a_mailbox_that_does_not_exist_is_asked_once_and_the_others_get_their_mail(database: Database) -> None:
    box = Postbox()
    box.unknown = {"ivan@example.org"}
    await put(database, letter("maria"), letter("ivan"), letter("eleni"))
    with serving(box) as address:
        assert await deliver_due(database, f"smtp://{address}", NOW) == 2
        for day in range(1, 8):
            assert await deliver_due(database, f"smtp://{address}", NOW + timedelta(days=day)) == 0
    assert box.recipients == ["maria@example.org", "eleni@example.org"]
    assert box.connections == 1
    refused = (await mails(database))[1]
    assert (refused.status, refused.due_at) == (MailStatus.REFUSED, None)
    assert refused.last_error == "550 5.1.1 no such mailbox"
    assert (Verdict.REFUSED.value, "550 5.1.1 no such mailbox") in await sendings(database)


async def test_a_mailbox_that_is_busy_is_asked_again(database: Database) -> None:
    box = Postbox()
    box.unknown, box.refusing_recipients = {"maria@example.org"}, "450 4.2.1 greylisted"
    await put(database, letter())
    with serving(box) as address:
        assert await deliver_due(database, f"smtp://{address}", NOW) == 0
        box.unknown = set()
        assert await deliver_due(database, f"smtp://{address}", NOW + HOUR) == 1
    assert [verdict for verdict, _ in await sendings(database)] == ["postponed", "taken"]


@pytest.mark.parametrize(
    ("answer", "status"), [("554 5.7.1 we think this is spam", "refused"), ("451 4.3.0 disk full", "waiting")]
)
async def test_what_is_said_of_the_content_decides_whether_it_is_tried_again(
    database: Database, answer: str, status: str
) -> None:
    box = Postbox()
    box.refusing = answer
    await put(database, letter())
    with serving(box) as address:
        assert await deliver_due(database, f"smtp://{address}", NOW) == 0
    (row,) = await mails(database)
    assert (row.status.value, row.last_error, row.attempts) == (status, answer, 1)


async def test_not_now_is_heard_for_five_days(database: Database) -> None:
    box = Postbox()
    box.refusing = "451 come back later"
    await put(database, letter())
    moment, tries = NOW, 0
    with serving(box) as address:
        while (row := (await mails(database))[0]).due_at is not None:
            await deliver_due(database, f"smtp://{address}", moment)
            moment, tries = max(moment + timedelta(seconds=1), row.due_at), tries + 1
    assert row.status == MailStatus.REFUSED
    assert timedelta(days=5) < moment - NOW < timedelta(days=5, hours=3)
    assert row.attempts < 80


@pytest.mark.parametrize("stage", ["greeting", "recipient", "data"])
async def test_a_mail_whose_server_hangs_up_is_sent_later(database: Database, stage: str) -> None:
    box = Postbox()
    box.drops = stage
    await put(database, letter("maria"), letter("ivan"))
    with serving(box) as address:
        assert await deliver_due(database, f"smtp://{address}", NOW) == 0
        assert box.taken == []
        box.drops = None
        assert await deliver_due(database, f"smtp://{address}", NOW + HOUR) == 2
    assert {row.status for row in await mails(database)} == {MailStatus.SENT}


async def test_a_mail_that_was_taken_without_an_answer_comes_again_as_the_same_message(database: Database) -> None:
    box = Postbox()
    box.drops = "answer"
    await put(database, letter())
    with serving(box) as address:
        assert await deliver_due(database, f"smtp://{address}", NOW) == 0
        box.drops = None
        assert await deliver_due(database, f"smtp://{address}", NOW + HOUR) == 1
    first, second = box.taken
    assert first["message-id"] == second["message-id"]
    assert [verdict for verdict, _ in await sendings(database)] == ["unanswered", "taken"]


class Felling(Postbox):
    """Takes mails, and kills whoever hands over the third one before they hear so."""

    deliverer = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        if len(self.taken) == 3 and self.deliverer:
            os.kill(self.deliverer, signal.SIGKILL)
            self.deliverer = 0
        return answer


async def test_a_service_that_is_killed_after_a_server_took_a_mail_sends_that_one_twice_and_counts_it(
    database: Database, client: httpx.AsyncClient, set_clock: Callable[[str], None]
) -> None:
    """Fault M12 of the page on security: one more at most, as the same message, counted and explained."""
    set_clock(NOW.isoformat())
    await load(database)
    box = Felling()
    await put(database, *(letter(f"person{number}", event="workshop") for number in range(5)))
    with serving(box) as address:
        url = f"smtp://{address}"
        arguments = ("-m", "tests.mail.deliver", database.url, url, NOW.isoformat())
        process = await asyncio.create_subprocess_exec(sys.executable, *arguments, cwd=ROOT)
        box.deliverer = process.pid
        assert await process.wait() == -signal.SIGKILL
        assert await deliver_due(database, url, NOW) == 0
        assert await deliver_due(database, url, NOW + delivering.CLAIM) == 3
        assert await deliver_due(database, url, NOW + HOUR) == 0
    assert Counter(box.recipients) == {f"person{number}@example.org": 1 + (number == 2) for number in range(5)}
    assert len({mail["message-id"] for mail in box.taken}) == 5
    assert Counter(verdict for verdict, _ in await sendings(database)) == {"taken": 5, "unanswered": 1}
    assert 'events_service_mail_sendings{verdict="unanswered"} 1' in (await client.get("/metrics")).text
    signed_in = await cookie_of(database, await add_staff(database, Role.LEAD_PARTNER), NOW)
    listed = (await client.get("/organise/events/workshop/mails", headers=signed_in)).text
    assert "these may have arrived twice: 1<" in listed
    third = (await mails(database))[2]
    shown = (await client.get(f"/organise/events/workshop/mails/{third.id}", headers=signed_in)).text
    assert "it may have arrived, and the same message goes once more" in shown


async def test_a_server_that_does_not_answer_is_not_waited_for_longer_than_a_step(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Postbox()
    box.delay = 600
    await put(database, letter())
    with serving(box) as address:
        with monkeypatch.context() as patched:
            patched.setattr(smtp, "STEP_SECONDS", 0.3)
            assert await deliver_due(database, f"smtp://{address}", NOW) == 0
        (row,) = await mails(database)
        assert row.status is MailStatus.WAITING
        box.delay = 0
        assert await deliver_due(database, f"smtp://{address}", NOW + HOUR) == 1


async def test_a_slow_server_gets_each_mail_once_from_two_who_deliver(database: Database) -> None:
    box = Postbox()
    box.delay = 0.05
    await put(database, *(letter(f"person{number}") for number in range(10)))
    with serving(box) as address:
        sent = await asyncio.gather(*(deliver_due(database, f"smtp://{address}", NOW, most=4) for _ in range(3)))
    assert sum(sent) == 10
    assert len(set(box.recipients)) == len(box.recipients) == 10


async def test_a_claim_that_would_not_last_is_given_back(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "STEP_SECONDS", 5)
    short = timedelta(seconds=2 * smtp.MESSAGE_SECONDS + 1)
    box = Postbox()
    box.delay = 0.45
    await put(database, *(letter(f"person{number}") for number in range(5)))
    with serving(box) as address:
        with monkeypatch.context() as patch:
            patch.setattr("events_service.mail.delivering.CLAIM", short)
            first = await deliver_due(database, f"smtp://{address}", NOW)
        assert 0 < first < 5
        box.delay = 0
        assert await deliver_due(database, f"smtp://{address}", NOW) == 5 - first
    assert len(set(box.recipients)) == len(box.recipients) == 5


async def test_a_server_that_is_down_is_asked_once_a_minute_however_many_mails_wait(database: Database) -> None:
    box, port = Postbox(), free_port()
    await put(database, *(letter(f"person{number}") for number in range(45)))
    url = f"smtp://127.0.0.1:{port}"
    assert await deliver_due(database, url, NOW) == 0
    rows = await mails(database)
    assert {(row.attempts, row.status) for row in rows} == {(0, MailStatus.WAITING)}
    assert all("Connect" in (row.last_error or "") for row in rows)
    with serving(box, port):
        assert await deliver_due(database, url, NOW + timedelta(seconds=30)) == 0
        assert box.connections == 0
        moment = NOW + timedelta(minutes=2)
        assert [await deliver_due(database, url, moment) for _ in range(4)] == [20, 20, 5, 0]
    assert len(set(box.recipients)) == 45


async def test_a_server_that_refuses_our_sender_loses_no_mail(database: Database) -> None:
    box = Postbox()
    box.refusing_sender = "550 5.7.1 we do not know you"
    await put(database, letter())
    with serving(box) as address:
        assert await deliver_due(database, f"smtp://{address}", NOW) == 0
        (row,) = await mails(database)
        assert (row.status, row.attempts) == (MailStatus.WAITING, 0)
        box.refusing_sender = None
        assert await deliver_due(database, f"smtp://{address}", NOW + timedelta(days=30)) == 1
    assert box.senders == ["events@example.org"]


async def test_a_sender_that_was_corrected_holds_up_no_mail_that_was_written_with_the_wrong_one(
    database: Database,
) -> None:
    box = Postbox()
    box.strangers = {"wrong@example.org"}
    await put(database, letter("maria"), sender="wrong@example.org")
    with serving(box) as address:
        url = f"smtp://{address}"
        assert await deliver_due(database, url, NOW, sender="wrong@example.org") == 0
        await put(database, letter("ivan"), letter("eleni"), sender="right@example.org")
        assert await deliver_due(database, url, NOW + HOUR, sender="Events <right@example.org>") == 3
    assert box.senders == ["right@example.org"] * 3
    assert [mail["from"] for mail in box.taken] == ["Events <right@example.org>"] * 3


@pytest.mark.parametrize(
    "sender", ["Büro <büro@example.org>", "Office, Dept. 3 <a@example.org>", "\udcfc <a@b.org>", ""]
)
async def test_a_sender_that_no_mail_can_leave_from_holds_mail_up_and_gives_up_none(
    database: Database, sender: str
) -> None:
    box = Postbox()
    await put(database, letter("maria"), letter("ivan"))
    with serving(box) as address:
        assert await deliver_due(database, f"smtp://{address}", NOW, sender=sender) == 0
        (row, _) = await mails(database)
        assert (row.status, row.attempts) == (MailStatus.WAITING, 0)
        assert row.last_error == f"No mail can leave from {sender!r}; correct EVENTS_MAIL_FROM"
        assert await deliver_due(database, f"smtp://{address}", NOW + HOUR, sender="events@example.org") == 2
    assert box.senders == ["events@example.org"] * 2


async def test_a_mail_that_a_server_saw_once_leaves_from_the_sender_that_is_set_now(database: Database) -> None:
    box = Postbox()
    box.refusing = "451 4.3.0 come back later"
    await put(database, letter("maria"), sender="wrong@example.org")
    with serving(box) as address:
        assert await deliver_due(database, f"smtp://{address}", NOW, sender="wrong@example.org") == 0
        box.refusing, box.strangers = None, {"wrong@example.org"}
        assert await deliver_due(database, f"smtp://{address}", NOW + HOUR, sender="right@example.org") == 1
    assert box.taken[0]["from"] == "right@example.org"
    assert b"From: right@example.org" in (await mails(database))[0].message


async def test_a_link_to_sign_in_does_not_wait_for_a_mail_to_many(database: Database) -> None:
    box = Postbox()
    batch = (uuid4(),) * 3
    await put(database, *(letter(f"person{n}", batch=id_) for n, id_ in enumerate(batch)), letter("organiser"))
    with serving(box) as address:
        await deliver_due(database, f"smtp://{address}", NOW, most=2)
    assert box.recipients == ["organiser@example.org", "person0@example.org"]


async def test_what_is_made_when_a_mail_leaves_goes_with_it_and_is_written_down(database: Database) -> None:
    box = Postbox()
    id_ = uuid4()

    async def enclose(kind: Enclosure, registration: object) -> Attachment | None:
        assert registration == id_
        if kind is Enclosure.CERTIFICATE:
            raise RuntimeError("no certificate today")
        return Attachment(name="badge.pdf", media_type="application/pdf", content=b"%PDF-1.4 \x00\xff")

    calendar = "BEGIN:VCALENDAR\r\nSUMMARY:Посещение\r\nEND:VCALENDAR\r\n".encode()
    both = (Enclosure.BADGE, Enclosure.CERTIFICATE)
    await put(database, letter(registration=id_, enclosures=both, calendar=calendar, text="Добър ден"))
    with serving(box) as address:
        assert await deliver_due(database, f"smtp://{address}", NOW, enclose=enclose) == 1
    (taken,) = box.taken
    parts = {part.get_content_type(): part for part in taken.walk() if not part.is_multipart()}
    assert list(parts) == ["text/plain", "text/html", "text/calendar", "application/pdf"]
    assert parts["application/pdf"].get_payload(decode=True) == b"%PDF-1.4 \x00\xff"
    assert parts["text/calendar"].get_payload(decode=True) == calendar
    assert parts["text/plain"].get_content().strip() == "Добър ден"
    async with database.reading() as session:
        (sending,) = await session.scalars(select(SendingRow))
    assert sending.enclosed == ["badge.pdf"]
    assert len(sending.digest) == len(hashlib.sha256().hexdigest())


async def test_a_server_with_starttls_and_a_password_gets_both(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Postbox()
    authority, context = make_authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    await put(database, letter())
    options = {"authenticator": box.authenticate, "auth_required": True, "require_starttls": True}
    with serving(box, tls_context=context, **options) as address:
        wrong = f"smtp+starttls://events%40example.org:wrong@{address}"
        assert await deliver_due(database, wrong, NOW) == 0
        assert "535" in ((await mails(database))[0].last_error or "")
        right = f"smtp+starttls://events%40example.org:s%40cret%2F%3A%25@{address}"
        assert await deliver_due(database, right, NOW + HOUR) == 1
    assert box.logins[-1] == (b"events@example.org", b"s@cret/:%")
    assert box.encrypted == [True]


async def test_a_server_that_speaks_tls_from_the_start_gets_it(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = Postbox()
    authority, context = make_authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    await put(database, letter())
    with serving(box, ssl_context=context) as address:
        assert await deliver_due(database, f"smtps://{address}", NOW) == 1


@pytest.mark.parametrize("scheme", ["smtp", "smtp+starttls"])
async def test_a_certificate_that_nobody_vouches_for_gets_no_mail(
    database: Database, tmp_path: Path, scheme: str
) -> None:
    box = Postbox()
    _, context = make_authority(tmp_path)
    await put(database, letter())
    with serving(box, tls_context=context) as address:
        assert await deliver_due(database, f"{scheme}://{address}", NOW) == 0
    assert box.taken == []
    assert "certificate" in ((await mails(database))[0].last_error or "").lower()


async def test_a_server_without_starttls_gets_nothing_in_clear_text_where_it_is_asked_for(database: Database) -> None:
    box = Postbox()
    await put(database, letter())
    with serving(box) as address:
        assert await deliver_due(database, f"smtp+starttls://{address}", NOW) == 0
    assert box.taken == []
    assert "STARTTLS" in ((await mails(database))[0].last_error or "")


def test_a_password_is_never_sent_in_clear_text_to_another_machine() -> None:
    assert smtp.server_of("smtp://events:secret@mail.example.org").start_tls is True
    assert smtp.server_of("smtp://events:secret@127.0.0.1").start_tls is None
    assert smtp.server_of("smtp://mail.example.org").start_tls is None
    assert smtp.server_of("smtps://events:secret@mail.example.org").port == 465
