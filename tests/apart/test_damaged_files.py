"""Damaged files, three hundred of each kind: read, or refused in a sentence, by reader, page and command line.

A page and a command know of a file only what its reader gives. So each reader is given all of them, and pages and
commands one for each outcome that there is.
"""

import asyncio
import io
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import NamedTuple

import httpx
import msgspec
import pytest

from events_service.calendars.received.reading import ReceivedCalendar, read_calendar_file
from events_service.calendars.replies import NotAReply, read_reply
from events_service.database import Database
from events_service.programme.define import examine
from events_service.programme.export import export
from events_service.programme.records import EventStatus
from events_service.registrations.spreadsheets.columns import labels_by_code_page
from events_service.registrations.spreadsheets.imported_rows import candidates_of
from events_service.registrations.spreadsheets.reading import Unreadable, read_spreadsheet
from events_service.registrations.spreadsheets.sheet_reading import Rows, Unread, read_sheet
from tests.mutilating import mutilated
from tests.registrations.spreadsheets import office_files
from tests.world.events import event, found, load
from tests.world.project import PROJECT
from tests.world.service import Run
from tests.world.staff import DESK, sign_in

TESTS = Path(__file__).parent.parent
SHEETS = TESTS / "registrations" / "spreadsheets" / "inputs"
CALENDARS = TESTS / "calendars" / "inputs"
PEOPLE = [
    ["Име", "Фамилия", "Имейл", "Организация", "Държава", "Роля", "Бележка"],
    ["Мария", "Петрова", "m@example.org", "Община", "България", "Експерт", "x"],
    ["Иван", "Иванов", "i@example.org", None, "България", "Експерт", "#N/A"],
]
MERGED = [(1, 2, 3, 3)]
DRAFT = event(status=EventStatus.DRAFT)
REPLY = b"""From: Ilona <ilona@example.org>
To: replies@example.org
Subject: Declined: 3rd interregional workshop
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b1"

--b1
Content-Type: text/plain; charset=utf-8

No
--b1
Content-Type: text/calendar; charset="utf-8"; method=REPLY
Content-Transfer-Encoding: 8bit

BEGIN:VCALENDAR
VERSION:2.0
PRODID:Microsoft Exchange Server 2010
METHOD:REPLY
BEGIN:VEVENT
UID:3a8835e2-b6ca-5981-b021-f4ddffb26017
DTSTAMP:20240306T101500Z
DTSTART;TZID=W. Europe Standard Time:20240416T090000
SEQUENCE:1
ATTENDEE;PARTSTAT=DECLINED;CN="Kov\xc3\xa1cs, Ilona":MAILTO:Ilona@Example.org
COMMENT:Sorry\\, I am ill
END:VEVENT
END:VCALENDAR
--b1--
"""


class Outcome(NamedTuple):
    """What a reader gave: in how many lines it is refused, none where it was read, and what makes it another one."""

    refused: int
    content: str


def read_here(content: bytes) -> Rows | Unread:
    """Read a spreadsheet in this process, which is quicker, and dies of nothing that the reader does."""
    return read_sheet(content, labels_by_code_page())


def read_apart(content: bytes) -> Rows | str:
    """Read a spreadsheet where the reader may end its process; give the sentence where it is refused."""
    with ThreadPoolExecutor() as others:  # a loop runs in this thread already, or does not
        try:
            return Rows(rows=tuple(others.submit(asyncio.run, read_spreadsheet("people.xls", content)).result()))
        except Unreadable as refusal:
            return refusal.sentence()


def sheet(name: str, reader: Callable[[bytes], object]) -> Callable[[bytes], Outcome]:
    """Give the reader of spreadsheets for a file of a name: what its rows say, or which of them are faulty."""
    workshop = found(DRAFT)

    def read(content: bytes) -> Outcome:
        given = reader(content)
        if not isinstance(given, Rows) or not given.rows:
            return Outcome(1, repr(given))
        try:
            people = candidates_of(name, given.rows, workshop)
        except Unreadable:
            return Outcome(1, "headings")
        if people.faulty:
            return Outcome(1 + len(people.faulty), repr({(fault.row, fault.field) for fault in people.faulty}))
        return Outcome(0, repr(([each.row for each in people.candidates], people.heading.not_read)))

    return read


def calendar(content: bytes) -> Outcome:
    """Read a calendar; a form without a file is another thing."""
    given = read_calendar_file(content)
    return Outcome(not isinstance(given, ReceivedCalendar), f"{msgspec.json.encode(given).decode()} {not content}")


def definition(content: bytes) -> Outcome:
    """Check a definition; what is wrong with it is shown in its own words."""
    given = examine(content, {PROJECT.key: PROJECT}, DESK, DRAFT.key)
    return Outcome(len(given.faults), "\n".join(fault.message for fault in given.faults))


def reply(content: bytes) -> Outcome:
    """Read the answer to an invitation."""
    try:
        return Outcome(0, repr(read_reply(content)))
    except NotAReply as refusal:
        return Outcome(1, str(refusal))


class Kind(NamedTuple):
    """A kind of file: what is damaged, its reader, and the page and command that take it."""

    name: str
    content: bytes
    read: Callable[[bytes], Outcome]
    command: Sequence[str]
    page: str = ""
    form: dict[str, str] = {}  # noqa: RUF012  (never changed)


def spreadsheet(name: str, content: bytes, reader: Callable[[bytes], object] = read_here) -> Kind:
    """Give a kind of spreadsheet by the name that it is sent under and the file that is damaged."""
    return Kind(
        name=name,
        content=content,
        read=sheet(name, reader),
        command=("import", "workshop", name, "--dry-run"),
        page="/organise/events/workshop/registrations/import",
        form={"do": "try"},
    )


KINDS = {
    "xlsx": spreadsheet("people.xlsx", (SHEETS / "i5_date_header.xlsx").read_bytes()),
    "xls": spreadsheet("people.xls", office_files.xls(*PEOPLE, merged=MERGED), read_apart),
    "ods": spreadsheet("people.ods", office_files.ods(*PEOPLE, merged=MERGED, errors=[(2, 6)])),
    "csv": spreadsheet("people.csv", (SHEETS / "i1_sep.csv").read_bytes()),
    "ics": Kind(
        name="agenda.ics",
        content=b"".join((CALENDARS / name).read_bytes() for name in ("c21_custom_athens.ics", "c8_html.ics")),
        read=calendar,
        command=("import-agenda", "workshop", "agenda.ics", "--dry-run"),
        page="/organise/agenda-import",
        form={"into": "workshop", "how": "replace"},
    ),
    "yaml": Kind(
        name="event.yaml",
        content=export(DRAFT).encode(),
        read=definition,
        command=("check", "event.yaml"),
        page="/organise/events/workshop/definition",
        form={"do": "check"},
    ),
    "eml": Kind(name="reply.eml", content=REPLY, read=reply, command=("mail-in",)),
}


SHOWN = [kind for kind in KINDS if kind != "xls"]
"""Kinds that are tried on pages and command lines too: these cannot tell XLS from ODS, and it is slow to read apart."""


@cache
def told_apart(kind: str) -> dict[Outcome, bytes]:
    """Give the last damaged file of each outcome that its reader has, of the three hundred."""
    read, content = KINDS[kind].read, KINDS[kind].content
    return {read(damaged): damaged for damaged in mutilated(content, seed=7)}


@pytest.mark.parametrize("kind", KINDS)
def test_each_damaged_file_is_read_or_refused_by_its_reader(kind: str, capfd: pytest.CaptureFixture[str]) -> None:
    outcomes = told_apart(kind)
    assert {outcome.refused > 0 for outcome in outcomes} == {True, False}
    assert capfd.readouterr().err == ""


@pytest.mark.anyio
@pytest.mark.usefixtures("first_of_march")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", [kind for kind in SHOWN if KINDS[kind].page])
async def test_damaged_files_are_read_or_refused_on_their_page(
    client: httpx.AsyncClient, database: Database, capfd: pytest.CaptureFixture[str], kind: str
) -> None:
    await load(database, DRAFT)
    await sign_in(client, database)
    file = KINDS[kind]
    for outcome, damaged in told_apart(kind).items():
        answer = await client.post(file.page, data=file.form, files={"file": (file.name, damaged)})
        assert answer.status_code in ({422} if outcome.refused else {200, 422}), outcome
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", SHOWN)
def test_damaged_files_are_read_or_refused_on_the_command_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("secon.yaml").write_text(export(PROJECT))
    Path("workshop.yaml").write_text(export(DRAFT))
    assert run("load", "secon.yaml", "workshop.yaml").returncode == 0
    for outcome, damaged in told_apart(kind).items():
        Path(KINDS[kind].name).write_bytes(damaged)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(damaged)))
        done = run(*KINDS[kind].command)
        assert done.returncode in ({1} if outcome.refused else {0, 1}), outcome
        assert not {"Traceback", "Warning"} & set(done.stderr.replace(":", " ").split()), outcome
        assert done.stderr.count("\n") >= max(outcome.refused, done.returncode), outcome
