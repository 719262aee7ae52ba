"""Heads of the audit log kept elsewhere: who holds the whole database and writes all of it anew is told."""

from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from events_service.audit import EntryRow, HeadRow, digest_of
from tests.world.service import ROOT, Run

FIXTURES = str(ROOT / "fixtures" / "secon")
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def written_anew(connection: Connection, after: int) -> None:
    """Let every entry after one say another actor, and the whole chain and its head follow."""
    with Session(connection) as session:
        previous = ""
        for row in session.query(EntryRow).order_by(EntryRow.position):
            if row.position > after:
                row.actor = "somebody else"
                row.previous = previous or row.previous
                row.digest = digest_of(row)
            previous = row.digest
        session.get_one(HeadRow, 1).digest = previous
        session.flush()


def cut_off(connection: Connection, after: int) -> None:
    """Remove the entries after one, and let the head follow."""
    connection.execute(text("DELETE FROM audit_personal_values WHERE position > :after"), {"after": after})
    connection.execute(text("DELETE FROM audit_entries WHERE position > :after"), {"after": after})
    last = "(SELECT digest FROM audit_entries WHERE position = :after)"
    connection.execute(text(f"UPDATE audit_head SET position = :after, digest = {last}"), {"after": after})


def tampering(database_url: str) -> AbstractContextManager[Connection]:
    """Give a connection of somebody who holds the database and goes past the service."""
    return create_engine(database_url.replace("+aiosqlite", ""), poolclass=NullPool).begin()


def load_twice(run: Run, tmp_path: Path) -> tuple[Path, int, int]:
    """Make entries, keep a head, make one more entry, and keep another; give the file and both positions."""
    kept = tmp_path / "heads.txt"
    assert run("load", FIXTURES).returncode == 0
    first = run("audit-head").stdout
    staff = ["account", "add", "a@example.org", "--name", "A", "--role", "organiser", "--project", "secon"]
    assert run(*staff).returncode == 0
    second = run("audit-head").stdout
    kept.write_text(f"Monday: {first}Tuesday: {second}")
    return kept, int(first.split()[1]), int(second.split()[1])


def test_a_log_that_is_as_its_heads_say_is_whole(run: Run, tmp_path: Path) -> None:
    kept, first, second = load_twice(run, tmp_path)
    assert (first + 1, run("verify", "--against", str(kept)).returncode) == (second, 0)


@pytest.mark.parametrize("after", [0, 3])
def test_a_chain_that_was_written_anew_as_a_whole_is_told_by_a_head(
    run: Run, tmp_path: Path, database_url: str, after: int
) -> None:
    kept, first, _ = load_twice(run, tmp_path)
    with tampering(database_url) as connection:
        written_anew(connection, after)
    done = run("verify", "--against", str(kept))
    assert done.returncode == 1
    assert f"the audit log was written anew: entry {first} is another one" in done.stderr


def test_what_was_written_anew_is_told_to_be_after_the_last_head_that_holds(
    run: Run, tmp_path: Path, database_url: str
) -> None:
    kept, first, second = load_twice(run, tmp_path)
    with tampering(database_url) as connection:
        written_anew(connection, first)
    said = run("verify", "--against", str(kept)).stderr
    assert f"entry {second} is another one" in said
    assert f"the first that differs is after entry {first}" in said


def test_entries_that_were_cut_off_together_with_the_head_are_told(run: Run, tmp_path: Path, database_url: str) -> None:
    kept, first, second = load_twice(run, tmp_path)
    with tampering(database_url) as connection:
        cut_off(connection, first)
    said = run("verify", "--against", str(kept)).stderr
    assert f"audit entry {second}, whose head was kept elsewhere, is missing" in said


def test_a_file_without_a_head_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("load", FIXTURES).returncode == 0
    (tmp_path / "none.txt").write_text("nothing of the kind")
    done = run("verify", "--against", str(tmp_path / "none.txt"))
    assert done.returncode == 1
    assert "no head of an audit log is in it" in done.stderr
