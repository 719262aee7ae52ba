"""The command line as a user meets it: what it prints, where, and how it ends."""

import asyncio
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import zipfile
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest
from msgspec.structs import replace
from sqlalchemy import make_url, text

from events_service.database import Database
from events_service.migrations import newest
from events_service.secrets import WrongKey, require_same_key
from events_service.settings import Settings
from tests.world.service import Run

ROOT = Path(__file__).parent.parent
FIXTURES = str(ROOT / "fixtures" / "secon")


def test_loading_twice_changes_nothing(run: Run, tmp_path: Path) -> None:
    first = run("load", FIXTURES)
    assert first.returncode == 0, first.stderr
    assert "event harghita-2024 created" in first.stdout
    run("backup", str(tmp_path / "once.zip"))
    second = run("load", FIXTURES)
    assert second.stdout == "10 definition(s) unchanged\n"
    run("backup", str(tmp_path / "twice.zip"))
    assert rows(tmp_path / "once.zip") == rows(tmp_path / "twice.zip")


def test_files_that_a_definition_names_and_that_are_not_here_are_told_and_hinder_nothing(
    run: Run, tmp_path: Path
) -> None:
    run("load", FIXTURES)
    file = tmp_path / "harghita.yaml"
    written = run("export", "harghita-2024", "-o", str(file))
    picture = f"\npicture:\n  file: {'a' * 64}\n  description: {{en: Participants in the yard of a dairy}}\n"
    file.write_text(file.read_text() + picture)
    loaded = run("load", str(file))
    assert (written.returncode, loaded.returncode) == (0, 0), loaded.stderr
    assert "1 file(s) that it names are not kept here" in loaded.stderr
    assert f"file: {'a' * 64}" in run("export", "harghita-2024").stdout


def test_two_backups_of_the_same_rows_are_the_same_wherever_the_database_keeps_them(
    run: Run, database_url: str, tmp_path: Path
) -> None:
    run("load", FIXTURES)
    run("backup", str(tmp_path / "once.zip"))

    async def move_rows() -> None:
        database = Database(database_url)
        async with database.engine.begin() as connection:
            await connection.execute(text("UPDATE sessions SET seats_taken = seats_taken WHERE key LIKE 'r%'"))
            await connection.execute(text("UPDATE events SET version = version WHERE key LIKE 'c%'"))
        await database.close()

    asyncio.run(move_rows())
    run("backup", str(tmp_path / "twice.zip"))
    assert rows(tmp_path / "once.zip") == rows(tmp_path / "twice.zip")


def rows(path: Path) -> dict[str, bytes]:
    """Every table's rows in a backup."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.endswith(".jsonl")}


def test_an_export_loads_again_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    run("load", FIXTURES)
    for event in ("harghita-2024", "haskovo-2023", "caceres-2024"):
        assert run("export", event, "-o", str(tmp_path / f"{event}.yaml")).returncode == 0
    again = run("load", str(tmp_path))
    assert (again.returncode, again.stdout) == (0, "3 definition(s) unchanged\n")


def test_a_faulty_definition_loads_nothing_and_says_where(run: Run, tmp_path: Path) -> None:
    text = (ROOT / "fixtures" / "secon" / "harghita-2024.yaml").read_text()
    (tmp_path / "broken.yaml").write_text(text.replace("timezone: Europe/Bucharest", "timezone: Europe/Bukarest"))
    done = run("load", FIXTURES + "/project.yaml", str(tmp_path / "broken.yaml"))
    line = next(number for number, one in enumerate(text.splitlines(), 1) if one.startswith("timezone:"))
    assert done.returncode == 1
    assert f"broken.yaml:{line}" in done.stderr
    assert "Europe/Bucharest" in done.stderr
    assert "Traceback" not in done.stderr
    assert run("ics", "harghita-2024").returncode == 1


def test_a_partner_who_hosted_an_event_stays_in_the_project(run: Run, tmp_path: Path) -> None:
    run("load", FIXTURES)
    text = (ROOT / "fixtures" / "secon" / "project.yaml").read_text()
    start = text.index("  - key: haskovo\n")
    end = text.index("\n", text.index("languages:", start)) + 1
    project = tmp_path / "project.yaml"
    project.write_text(text[:start] + text[end:])
    line = text[:start].splitlines().index("partners:") + 2
    for command in ("check", "load"):
        done = run(command, str(project))
        assert done.returncode == 1
        assert f'project.yaml:{line}: partners: "haskovo" is missing, the host of haskovo-2023' in done.stderr
    event = (ROOT / "fixtures" / "secon" / "haskovo-2023.yaml").read_text()
    (tmp_path / "haskovo-2023.yaml").write_text(event.replace("host: haskovo", "host: harghita"))
    moved = run("load", str(tmp_path))
    assert moved.returncode == 0, moved.stderr
    assert "project secon changed\nevent haskovo-2023 changed\n" in moved.stdout


@pytest.mark.parametrize(
    ("arguments", "exit_code", "words"),
    [
        (["export", "nowhere"], 1, "There is no event"),
        (["sign-in-link", "nobody@example.org"], 1, "nobody@example.org"),
        (["check", "/nowhere.yaml"], 1, "no such file"),
        (["account", "add", "x@example.org", "--name", "X", "--role", "king"], 2, "king"),
        (["account", "add", "a b@example.org", "--name", "X", "--role", "organiser"], 1, "not an e-mail address"),
        (["account", "add", "x@" + "y" * 255 + ".org", "--name", "X", "--role", "organiser"], 1, "not an e-mail"),
        (["account", "add", "x@example.org", "--name", "X" * 301, "--role", "organiser"], 1, "1 to 300 letters"),
        (["account", "add", "x@example.org", "--name", "X", "--role", "event_manager"], 1, "name at least one"),
        (
            ["account", "add", "x@example.org", "--name", "X", "--role", "organiser", "--project", "sceon"],
            1,
            "There is no project sceon. There are: –.",
        ),
        (["nonsense"], 2, "nonsense"),
    ],
)
def test_what_goes_wrong_is_one_line_on_standard_error(
    run: Run, arguments: list[str], exit_code: int, words: str
) -> None:
    done = run(*arguments)
    assert done.returncode == exit_code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_faulty_setting_is_said_in_a_sentence(run: Run) -> None:
    done = run("verify", EVENTS_NOW="yesterday")
    assert (done.returncode, done.stderr) == (
        2,
        "EVENTS_NOW is 'yesterday'; write an instant such as 2024-04-01T09:00:00Z\n",
    )
    done = run("verify", EVENTS_DATABASE_URL="mysql://somewhere")
    assert done.returncode == 2
    assert done.stderr.startswith("EVENTS_DATABASE_URL: write postgresql+asyncpg://")

    done = run("verify", EVENTS_SECRET_KEY="x" * 31)
    assert done.returncode == 2
    assert done.stderr.startswith("EVENTS_SECRET_KEY has 31 characters")
    assert run("verify", EVENTS_SECRET_KEY="x" * 32).returncode == 0


def test_a_database_that_cannot_be_used_is_said_in_one_line(database_url: str, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.sqlite"
    damaged.write_text("This was never a database, whatever its name says. " * 100)
    urls = [f"sqlite:///{path}" for path in (damaged, tmp_path, "/nowhere/at/all.sqlite")]
    if not database_url.startswith("sqlite"):
        urls = [make_url(database_url).set(database="not_there").render_as_string(hide_password=False)]
    for url in urls:
        # A process of its own: it shows what a thread of the driver's would print, too.
        done = subprocess.run(
            [sys.executable, "-m", "events_service", "verify"],
            env=os.environ | {"EVENTS_DATABASE_URL": url, "EVENTS_DATA_DIR": str(tmp_path / "data")},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert re.fullmatch(r"(The database: |there is no database ).+\n", done.stderr), done.stderr


@pytest.mark.parametrize(
    ("host", "address"),
    [("0.0.0.0", "127.0.0.1"), ("::", "127.0.0.1"), ("::1", "[::1]"), ("events.example.org", "events.example.org")],
)
def test_a_server_that_listens_everywhere_writes_addresses_that_open(
    run: Run, monkeypatch: pytest.MonkeyPatch, host: str, address: str
) -> None:
    seen: list[str] = []
    # No machine that tests run on has all of these addresses.
    place = SimpleNamespace(getsockname=lambda: (host, 8123))
    monkeypatch.setattr("events_service.cli.taken_place", lambda *_: nullcontext(place))
    monkeypatch.setattr("events_service.cli.run_server", lambda *_: seen.append(os.environ["EVENTS_BASE_URL"]))
    monkeypatch.setenv("EVENTS_BASE_URL", "put back afterwards")
    monkeypatch.delenv("EVENTS_BASE_URL")
    done = run("serve", "--host", host, "--port", "8123")
    assert seen == [f"http://{address}:8123"]
    assert f"http://{address}:8123/" in done.stderr


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_that_is_taken_is_one_sentence_and_nothing_says_that_it_serves(
    run: Run, tmp_path: Path, command: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        more = ["--data-dir", str(tmp_path / "demo")] if command == "demo" else []
        done = run(command, "--port", port, *more)
    assert done.returncode == 1
    assert done.stdout == ""
    sentence = f"Port {port} is taken by another program. Stop that one, or choose another port with --port."
    assert done.stderr == f"{sentence}\n"


def test_an_address_that_is_not_of_this_machine_is_one_sentence(run: Run) -> None:
    done = run("serve", "--host", "192.0.2.1", "--port", "0")
    assert done.returncode == 1
    assert done.stderr.startswith("The service cannot listen at 192.0.2.1, port 0: ")
    assert len(done.stderr.splitlines()) == 1


def test_link_and_token_stand_alone_on_standard_output(run: Run) -> None:
    run("account", "add", "maria@example.org", "--name", "Мария Петрова", "--role", "organiser")
    link = run("sign-in-link", "maria@example.org", EVENTS_BASE_URL="https://events.example.org")
    assert link.stdout.startswith("https://events.example.org/sign-in/")
    assert len(link.stdout.split()) == 1
    assert len(run("token", "create", "maria@example.org").stdout.split()) == 1
    listed = "maria@example.org\torganiser\tall projects\tМария Петрова\tnever signed in\n"
    assert run("account", "list").stdout == listed
    (token,) = run("token", "list").stdout.splitlines()
    number, *rest = token.split("\t")
    assert rest[0] == "maria@example.org"
    assert run("token", "revoke", number).stdout == "A token of maria@example.org revoked\n"
    assert run("token", "list").stdout == ""
    assert run("account", "change", "maria@example.org", "--role", "controller").returncode == 0
    assert "controller" in run("account", "list").stdout
    assert run("account", "change", "maria@example.org").returncode == 2
    assert run("account", "sign-out", "maria@example.org").stdout == "0 sessions ended\n"
    assert run("account", "close", "maria@example.org").returncode == 0
    assert run("account", "list").stdout == ""
    assert run("sign-in-link", "maria@example.org").returncode == 1


def test_an_account_is_for_projects_partners_and_events_that_there_are(run: Run) -> None:
    run("load", FIXTURES)
    somebody = ("account", "add", "x@example.org", "--name", "Ines", "--role", "event_manager")
    for scope, sentence in (
        (("--project", "sceon"), "There is no project sceon. There are: secon.\n"),
        (("--project", "secon", "--event", "haskovo"), "There is no event haskovo in that project.\n"),
        (("--project", "secon", "--partner", "sofia"), "There is no partner sofia in that project. There are: extre"),
    ):
        refused = run(*somebody, *scope)
        assert refused.returncode == 1
        assert refused.stderr.startswith(sentence)
    events = ("--event", "haskovo-2023", "--event", "harghita-2024")
    assert run(*somebody, "--project", "secon", *events, "--until", "2099-05-31").returncode == 0
    where = "secon, harghita-2024, haskovo-2023 until 2099-05-31"
    assert run("account", "list").stdout == f"x@example.org\tevent_manager\t{where}\tInes\tnever signed in\n"
    assert run("account", "change", "x@example.org", "--project", "sceon").returncode == 1
    assert run("account", "change", "x@example.org", "--until", "", "--event", "haskovo-2023").returncode == 0
    assert run("account", "list").stdout.split("\t")[2] == "secon, haskovo-2023"
    assert run("verify").returncode == 0


def test_every_command_helps_with_an_example(run: Run) -> None:
    listed = run("--help").stdout
    names = [line.split()[0] for line in listed.partition("Commands:")[2].splitlines() if line.strip()]
    assert {"serve", "demo", "check", "load", "export", "ics", "verify", "backup", "restore", "schemas"} <= set(names)
    for name in names:
        assert "Example:" in run(name, "--help").stdout, name


def test_a_backup_restores_into_another_kind_of_database(run: Run, tmp_path: Path) -> None:
    run("load", FIXTURES)
    run("account", "add", "maria@example.org", "--name", "Мария Петрова", "--role", "organiser")
    assert run("backup", str(tmp_path / "copy.zip")).returncode == 0
    other = {"EVENTS_DATABASE_URL": "", "EVENTS_DATA_DIR": str(tmp_path / "other")}
    restored = run("restore", str(tmp_path / "copy.zip"), **other)
    assert restored.returncode == 0, restored.stderr
    assert run("verify", **other).returncode == 0
    assert run("export", "harghita-2024", **other).stdout == run("export", "harghita-2024").stdout
    run("backup", str(tmp_path / "again.zip"), **other)
    assert rows(tmp_path / "again.zip") == rows(tmp_path / "copy.zip")


def test_a_backup_of_an_older_version_is_brought_up_to_date(run: Run, tmp_path: Path) -> None:
    run("load", FIXTURES)
    run("backup", str(tmp_path / "new.zip"))
    # Before 0007 each mail was composed at once, into a column of another name.
    mail = {"id": str(UUID(int=1)), "kind": "confirmed", "recipient": "ana@example.org", "subject": "Confirmed"}
    mail |= {"message": {"base64": "RnJvbTogdXM="}, "enclosures": ["badge"], "status": "sent", "attempts": 1}
    mail |= {"secret": False, "created_at": "2024-04-01T09:00:00Z", "sent_at": "2024-04-01T09:01:00Z"}
    mail |= dict.fromkeys(("event_key", "registration_id", "batch", "due_at", "last_error"))
    with zipfile.ZipFile(tmp_path / "new.zip") as new, zipfile.ZipFile(tmp_path / "old.zip", "w") as old:
        for name in new.namelist():
            content = new.read(name)
            if name == "event_versions.jsonl":  # since 0013; the one before the last stood at the event
                continue
            if name == "events.jsonl":
                events = [json.loads(line) | {"previous": None} for line in content.splitlines()]
                content = "".join(f"{json.dumps(event)}\n" for event in events).encode()
            if name == "manifest.json":
                manifest = json.loads(content)
                counts = manifest["rows"] | {"outbox": 1}
                counts.pop("event_versions")
                content = json.dumps(manifest | {"revision": "0006", "rows": counts, "sha256": {}}).encode()
            old.writestr(name, json.dumps(mail) if name == "outbox.jsonl" else content)
    other = {"EVENTS_DATABASE_URL": "", "EVENTS_DATA_DIR": str(tmp_path / "other")}
    restored = run("restore", str(tmp_path / "old.zip"), **other)
    assert restored.returncode == 0, restored.stderr
    assert run("verify", **other).returncode == 0
    run("backup", str(tmp_path / "again.zip"), **other)
    again = rows(tmp_path / "again.zip")
    kept = json.loads(again.pop("outbox.jsonl"))
    assert (kept["composed"], kept["letter"], kept["enclosures"]) == (mail["message"], None, ["badge"])
    before = rows(tmp_path / "new.zip")
    # Of the time before 0013 nobody knows who saved a version.
    before["event_versions.jsonl"] = before["event_versions.jsonl"].replace(b'"actor":"operator"', b'"actor":""')
    # What there is is bound anew, in entries that say so.
    entries, head = again.pop("audit_entries.jsonl"), json.loads(again.pop("audit_head.jsonl"))
    known = before["audit_entries.jsonl"]
    assert entries.startswith(known)
    added = [json.loads(line) for line in entries.removeprefix(known).splitlines()]
    assert {each["action"] for each in added} == {"rows.bound_at_upgrade"}
    assert (head["position"], head["digest"]) == (added[-1]["position"], added[-1]["digest"])
    assert again == {name: held for name, held in before.items() if name in again}


@pytest.mark.parametrize("spoilt", ["a table is missing", "a row is missing", "a row is cut", "the key is missing"])
def test_a_damaged_backup_is_refused_before_anything_is_restored(run: Run, tmp_path: Path, spoilt: str) -> None:
    run("load", FIXTURES)
    run("backup", str(tmp_path / "whole.zip"))
    with zipfile.ZipFile(tmp_path / "whole.zip") as whole, zipfile.ZipFile(tmp_path / "spoilt.zip", "w") as copy:
        for name in whole.namelist():
            content = whole.read(name)
            if (name, spoilt) in {("events.jsonl", "a table is missing"), ("secret-key", "the key is missing")}:
                continue
            if name == "events.jsonl":
                content = content[content.index(b"\n") + 1 :] if spoilt == "a row is missing" else content
                content = content[: len(content) // 2] if spoilt == "a row is cut" else content
            copy.writestr(name, content)
    other = {"EVENTS_DATABASE_URL": "", "EVENTS_DATA_DIR": str(tmp_path / "other")}
    refused = run("restore", str(tmp_path / "spoilt.zip"), **other)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1), refused.stderr
    assert run("restore", str(tmp_path / "whole.zip"), **other).returncode == 0


def test_a_backup_with_a_flipped_byte_is_refused(run: Run, tmp_path: Path) -> None:
    run("load", FIXTURES)
    run("backup", str(tmp_path / "copy.zip"))
    content = bytearray((tmp_path / "copy.zip").read_bytes())
    content[len(content) // 3] ^= 0xFF
    (tmp_path / "copy.zip").write_bytes(content)
    other = {"EVENTS_DATABASE_URL": "", "EVENTS_DATA_DIR": str(tmp_path / "other")}
    refused = run("restore", str(tmp_path / "copy.zip"), **other)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1), refused.stderr


def test_a_backup_of_a_newer_version_is_refused_with_what_to_do(run: Run, tmp_path: Path) -> None:
    run("backup", str(tmp_path / "copy.zip"))
    with zipfile.ZipFile(tmp_path / "copy.zip") as copy, zipfile.ZipFile(tmp_path / "newer.zip", "w") as newer:
        for name in copy.namelist():
            content = copy.read(name)
            newer.writestr(name, content.replace(b'"revision":"', b'"revision":"9') if "manifest" in name else content)
    done = run("restore", str(tmp_path / "newer.zip"))
    assert (done.returncode, "newer version" in done.stderr) == (1, True)


def test_a_database_of_a_newer_version_is_left_alone_with_what_to_do(run: Run, database_url: str) -> None:
    async def become(revision: str) -> None:
        database = Database(database_url)
        async with database.engine.begin() as connection:
            await connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))
        await database.close()

    asyncio.run(become("9001"))
    for command in (["verify"], ["load", FIXTURES]):
        done = run(*command)
        assert (done.returncode, "newer version" in done.stderr, "Traceback" in done.stderr) == (2, True, False)
    asyncio.run(become(newest()))
    assert run("verify").returncode == 0


def test_a_server_with_another_key_does_not_start_and_says_what_to_do(run: Run, tmp_path: Path) -> None:
    assert run("load", FIXTURES).returncode == 0
    other = run("verify", EVENTS_DATA_DIR=str(tmp_path / "other"))
    assert other.returncode == 2
    assert "EVENTS_SECRET_KEY" in other.stderr
    assert str(tmp_path / "other") in other.stderr
    (tmp_path / "other").mkdir()
    shutil.copy(tmp_path / "data" / "secret-key", tmp_path / "other" / "secret-key")
    assert run("verify", EVENTS_DATA_DIR=str(tmp_path / "other")).returncode == 0


def test_of_two_servers_that_begin_a_database_with_two_keys_one_is_left(database_url: str, settings: Settings) -> None:
    async def begin(key: str) -> None:
        database = Database(database_url)
        try:
            await require_same_key(database, replace(settings, secret_key=key))
        finally:
            await database.close()

    async def begin_both() -> list[BaseException | None]:
        return await asyncio.gather(begin("one key"), begin("another key"), return_exceptions=True)

    assert {type(ended) for ended in asyncio.run(begin_both())} == {type(None), WrongKey}


def test_a_backup_is_only_restored_into_an_empty_place(run: Run, tmp_path: Path) -> None:
    run("load", FIXTURES)
    run("backup", str(tmp_path / "copy.zip"))
    done = run("restore", str(tmp_path / "copy.zip"))
    assert done.returncode == 1
    assert "not empty" in done.stderr
    (tmp_path / "no-backup.zip").write_text("something else")
    done = run("restore", str(tmp_path / "no-backup.zip"))
    assert (done.returncode, "is not a backup" in done.stderr) == (1, True)
