"""The mail server on a page: kept sealed, tried in plain words, used by all who deliver, unless settings win."""

import shutil
import socket
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import select, text

from events_service import audit, clock
from events_service.access.records import Role
from events_service.app import create_app
from events_service.background import deliver_once
from events_service.backup import back_up, restore
from events_service.database import Database
from events_service.mail.outbox import queue
from events_service.mail.server import TypedServer, find_way, keep_server, read_server
from events_service.mail.trying import Outcome, Tried, try_out
from events_service.secrets import SEALED_MARK, unlock
from events_service.settings import Settings
from tests.mail.servers import Postbox, make_authority, serving
from tests.processes import free_port
from tests.world.fields import fields_of
from tests.world.mails import letter
from tests.world.pages import seen, text_of
from tests.world.staff import DESK, sign_in
from tests.world.times import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("april")]
ADDRESS = "/organise/mail-server"
SENDER = "events@example.org"


@pytest.fixture
async def database(database_url: str, settings: Settings, anyio_backend: str) -> AsyncIterator[Database]:
    """The database of a service that was started: on an engine of its own, for it is unlocked as long as it lives."""
    opened = Database(database_url)
    unlock(opened, settings.secret_key)
    yield opened
    await opened.close()


async def trial(url: str, seconds: float = 5) -> Tried:
    return await try_out(url, sender=SENDER, name="Maria", recipient="maria@example.org", now=NOW, seconds=seconds)


def typed(address: str, **more: str) -> dict[str, str]:
    host, _, port = address.partition(":")
    return {"host": host, "port": port, "security": "smtp", "sender": SENDER} | more


@contextmanager
def silent() -> Iterator[str]:
    """Something that listens and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"127.0.0.1:{listening.getsockname()[1]}"


async def test_each_answer_of_a_server_is_told_by_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority, context = make_authority(tmp_path)
    needs = {"authenticator": Postbox().authenticate, "auth_required": True, "require_starttls": True}
    found: dict[str, Tried] = {"nobody": await trial(f"smtp://127.0.0.1:{free_port()}")}
    with silent() as address:
        found["silent"] = await trial(f"smtp://{address}", 0.3)
    with serving(Postbox()) as address:
        found["taken"] = await trial(f"smtp://{address}")
        found["clear"] = await trial(f"smtp+starttls://{address}")
        found["tls"] = await trial(f"smtps://{address}", 2)
    with serving(Postbox(), tls_context=context) as address:
        found["stranger"] = await trial(f"smtp+starttls://{address}")
    box = Postbox()
    with serving(box) as address:
        box.strangers = {SENDER}
        found["sender"] = await trial(f"smtp://{address}")
        box.strangers, box.unknown = set(), {"maria@example.org"}
        found["unknown"] = await trial(f"smtp://{address}")
        box.unknown, box.refusing = set(), "554 5.7.1 looks like spam"
        found["refused"] = await trial(f"smtp://{address}")
        box.refusing, box.drops = None, "recipient"
        found["dropped"] = await trial(f"smtp://{address}")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    with serving(Postbox(), tls_context=context) as address:
        found["trusted"] = await trial(f"smtp+starttls://{address}")
    with serving(Postbox(), tls_context=context, **needs) as address:
        found["wrong"] = await trial(f"smtp+starttls://maria:wrong@{address}")
        found["nameless"] = await trial(f"smtp+starttls://{address}")
    assert {name: tried.outcome for name, tried in found.items()} == {
        "nobody": Outcome.NOBODY_LISTENS,
        "silent": Outcome.TIMED_OUT,
        "taken": Outcome.TAKEN,
        "clear": Outcome.NO_ENCRYPTION,
        "tls": Outcome.NO_ENCRYPTION,
        "stranger": Outcome.CERTIFICATE,
        "wrong": Outcome.WRONG_LOGIN,
        "nameless": Outcome.SIGN_IN_NEEDED,
        "sender": Outcome.SENDER_REFUSED,
        "unknown": Outcome.REFUSED,
        "refused": Outcome.REFUSED,
        "dropped": Outcome.BROKEN_OFF,
        "trusted": Outcome.TAKEN,
    }
    assert "looks like spam" in found["refused"].words
    assert "no such mailbox" in found["unknown"].words


async def test_a_host_that_nobody_knows_is_told_so() -> None:
    assert (await trial("smtp://no-such-host.invalid:25")).outcome is Outcome.UNKNOWN_HOST


async def test_what_is_filled_in_is_kept_sealed_tried_at_once_and_named_to_nobody(
    client: httpx.AsyncClient, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await sign_in(client, database, Role.LEAD_PARTNER, project=None)
    box = Postbox()
    authority, context = make_authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    options = {"authenticator": box.authenticate, "auth_required": True, "require_starttls": True}
    with serving(box, tls_context=context, **options) as address:
        sent = typed(address, security="smtp+starttls", username="maria", password="s@cret/:%")
        answer = await client.post(ADDRESS, data=sent)
    assert answer.status_code == 200
    assert f"A test mail is on its way to {account.email}" in text_of(answer.text)
    assert ([mail["To"].addresses[0].addr_spec for mail in box.taken], box.senders) == ([account.email], [SENDER])
    shown = await client.get(ADDRESS)
    assert "s@cret" not in answer.text + shown.text
    assert (fields_of(shown.text)["username"], fields_of(shown.text)["password"]) == (["maria"], [""])
    async with database.reading() as session:
        kept = await session.scalar(text("SELECT url FROM mail_server"))
        entry = await session.scalar(select(audit.EntryRow).where(audit.EntryRow.action == "mail_server.set"))
    assert kept is not None
    assert bytes(kept).startswith(SEALED_MARK)
    assert b"maria" not in bytes(kept)
    assert entry is not None
    assert (entry.actor, entry.facts) == (account.actor, {})


async def test_a_kept_password_goes_to_its_own_server_and_user_alone() -> None:
    kept = "smtp+starttls://maria:secret@mail.example.org:587"
    same = TypedServer(host="mail.example.org", username="maria", sender=SENDER)
    assert read_server(same, kept).url == kept
    for changed in (
        replace(same, host="elsewhere.example.org"),
        replace(same, port="25"),
        replace(same, username="admin"),
        replace(same, security="smtp"),
    ):
        read = read_server(changed, kept)
        assert (read.url, list(read.faults)) == (None, ["password"])
    assert read_server(same, None).faults == {"password": "Please fill this in."}


async def test_each_fault_stands_beside_its_field_and_nothing_is_kept(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER, project=None)
    sent = {"host": "no server", "port": "70000", "security": "x", "password": "secret", "sender": "nobody"}
    answer = await client.post(ADDRESS, data=sent)
    assert answer.status_code == 422
    for field in ("host", "port", "username", "sender"):
        assert f'href="#{field}"' in answer.text
        assert f'id="fault-{field}"' in answer.text
    assert fields_of(answer.text)["host"] == ["no server"]
    assert "secret" not in answer.text
    async with database.reading() as session:
        assert (await find_way(session, settings)).url is None


async def test_the_settings_of_the_environment_win_and_are_shown_as_such(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER, project=None)
    with serving(Postbox()) as address:
        await client.post(ADDRESS, data=typed(address))
    given = replace(settings, smtp_url="smtps://service:hidden@given.example.org")
    async with database.reading() as session:
        way = await find_way(session, given)
        named = await find_way(session, replace(settings, names_sender=True, mail_from="named@example.org"))
    assert (way.url, way.sender, way.from_environment) == (given.smtp_url, settings.mail_from, True)
    assert named.sender == "named@example.org"
    application = create_app(given)
    application.state.database = database
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url=str(client.base_url), cookies=client.cookies) as other:
        shown = await seen(other, ADDRESS)
        assert (await other.post(ADDRESS, data=typed("127.0.0.1:25"))).status_code == 403
    assert "EVENTS_SMTP_URL" in shown
    assert "given.example.org" in shown
    assert "hidden" not in shown


async def test_what_waited_leaves_by_the_server_that_was_set_up_without_a_restart(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER, project=None)
    async with database.transaction() as session:
        await queue(session, letter(), sender="events@localhost", now=clock.now())
    await deliver_once(database, settings)
    box = Postbox()
    with serving(box) as address:
        await client.post(ADDRESS, data=typed(address))
        await deliver_once(database, settings)
    assert box.senders == [SENDER, SENDER]
    assert box.recipients[1] == letter().recipient


async def test_a_server_that_is_forgotten_delivers_nothing_and_the_log_says_so(
    client: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    await sign_in(client, database, Role.LEAD_PARTNER, project=None)
    with serving(Postbox()) as address:
        await client.post(ADDRESS, data=typed(address))
    answer = await client.post(f"{ADDRESS}/forget")
    assert "is forgotten" in await seen(client, answer.headers["location"])
    async with database.reading() as session:
        assert (await find_way(session, settings)).url is None
        written = [entry.action for entry in await audit.about(session, "service:mail-server")]
    assert written == ["mail_server.set", "mail_server.forget"]


async def test_only_a_lead_partner_of_all_projects_sets_mail_up(client: httpx.AsyncClient, database: Database) -> None:
    for role, project in ((Role.ORGANISER, None), (Role.LEAD_PARTNER, "secon")):
        await sign_in(client, database, role, project=project)
        assert (await client.get(ADDRESS)).status_code == 403
        assert (await client.post(f"{ADDRESS}/test")).status_code == 403


async def test_a_backup_holds_the_server_as_sealed_as_the_database_and_delivers_by_it_once_restored(
    database: Database, settings: Settings, sqlite_template: Path, tmp_path: Path
) -> None:
    url = "smtp+starttls://maria:hunter2hunter2@mail.example.org:587"
    await keep_server(database, DESK, url, SENDER, now=NOW)
    path = tmp_path / "backup.zip"
    await back_up(database, settings, path, NOW)
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    assert any(b"mail_server" in content or "mail_server" in name for name, content in kept.items())
    assert [name for name, content in kept.items() if b"hunter2" in content] == []
    folder = tmp_path / "other"
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "events.sqlite")
    other = Database(f"sqlite+aiosqlite:///{folder / 'events.sqlite'}")
    try:
        await restore(other, replace(settings, data_dir=folder), path)
        unlock(other, settings.secret_key)
        async with other.reading() as session:
            assert (await find_way(session, settings)).url == url
    finally:
        await other.close()
