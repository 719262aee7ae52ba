"""Spreadsheets are imported as they are: every fault with its row, all or nothing, names never touched."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from openpyxl import Workbook
from sqlalchemy import func, select

from events_service.cli import commands
from events_service.database import Database
from events_service.mail.tables import MailRow
from events_service.programme.records import AttendanceMode
from events_service.programme.records import Registration as Window
from events_service.registrations.places.cancel import cancel
from events_service.registrations.places.change import change
from events_service.registrations.records import Category, Changes, Status
from events_service.registrations.spreadsheets.exporting import as_csv, as_xlsx
from events_service.registrations.spreadsheets.imported_rows import FaultyRows
from events_service.registrations.spreadsheets.importing import HandedIn, Imported, import_registrations
from events_service.registrations.spreadsheets.reading import Unreadable, read_spreadsheet
from events_service.registrations.spreadsheets.row_fates import Fate
from events_service.settings import Settings
from events_service.web.i18n import speaking
from tests.world.events import event, load, per_day, with_session
from tests.world.people import ask, everybody
from tests.world.times import NOW

HEADER = "first_name,last_name,email,organisation,country,category,language,attendance_mode,sessions"
JAN = 'Jan,van der Berg,jan@example.org,"Province of\nFlemish Brabant",BE,project_partner,nl,in_person,bus'
IAN = "Ian,McDonald,ian@example.org,Òrganic Ltd,GB,stakeholder,en,in_person,"
PARTICIPANTS = Path(__file__).parents[3] / "fixtures" / "secon" / "participants.csv"


def sheet(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


async def import_(
    database: Database,
    settings: Settings,
    content: bytes,
    *,
    now: datetime = NOW,
    dry_run: bool = False,
    mail: bool = False,
    leave_out: bool = False,
) -> Imported:
    """Import into the workshop, and give what came of it but for what is told of each row."""
    handed_in = HandedIn(name="people.csv", content=content, dry_run=dry_run, mail=mail, leave_out=leave_out)
    return replace(
        await import_registrations(database, settings, "workshop", handed_in, now=now), told=(), kept_as=None
    )


@pytest.mark.anyio
async def test_names_stay_as_they_were_written_and_the_header_is_no_person(
    database: Database, settings: Settings
) -> None:
    await load(database)
    eva = 'Ева,ŁUCZAK,eva@example.org,"ЗЕЛЕНА, кооперация",PL,other,pl,,'
    assert await import_(database, settings, sheet(JAN, IAN, eva)) == Imported(confirmed=3)
    found = await everybody(database)
    assert [each.name for each in found] == ["Jan van der Berg", "Ian McDonald", "Ева ŁUCZAK"]
    assert [each.organisation for each in found] == ["Province of Flemish Brabant", "Òrganic Ltd", "ЗЕЛЕНА, кооперация"]
    assert [chosen.key for chosen in found[0].sessions] == ["bus"]


@pytest.mark.anyio
async def test_importing_again_changes_nothing_and_corrections_update(database: Database, settings: Settings) -> None:
    await load(database)
    people = sheet(JAN, IAN)
    await import_(database, settings, people)
    assert await import_(database, settings, people) == Imported(unchanged=2)
    corrected = sheet(JAN.replace("jan@", "JAN@"), IAN.replace("Òrganic Ltd", "Organic Ltd"))
    assert await import_(database, settings, corrected) == Imported(unchanged=1, updated=1)
    assert [each.organisation for each in await everybody(database)][1] == "Organic Ltd"


@pytest.mark.anyio
async def test_whoever_holds_a_full_session_is_imported_again_and_a_newcomer_is_refused(
    database: Database, settings: Settings
) -> None:
    await load(database, event(bus=1, registration=Window(waiting_list=False)))
    await import_(database, settings, sheet(JAN))
    assert (await import_(database, settings, sheet(JAN))).unchanged == 1
    assert (await import_(database, settings, sheet(JAN.replace("Jan,", "Johan,")))).updated == 1
    with pytest.raises(FaultyRows) as refused:
        await import_(database, settings, sheet(JAN, IAN + "bus"))
    assert [(fault.row, fault.field) for fault in refused.value.faults] == [(3, "sessions")]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("header", "row"),
    [
        (HEADER.removesuffix(",language,attendance_mode,sessions"), "Jan,van der Berg,jan@example.org,{},BE,other"),
        (HEADER, "Jan,van der Berg,jan@example.org,{},BE,other,,,"),
    ],
)
async def test_what_a_file_leaves_open_stays_as_the_participant_has_it(
    database: Database, settings: Settings, header: str, row: str
) -> None:
    both = [AttendanceMode.IN_PERSON, AttendanceMode.ONLINE]
    await load(database, with_session(event(bus=1, attendance_modes=both), "bus", online=True))
    await import_(database, settings, sheet("Jan,van der Berg,jan@example.org,Org,BE,other,bg,online,bus"))
    await import_(database, settings, sheet("Next,In Line,next@example.org,Org,BE,other,en,in_person,bus"))
    assert await import_(database, settings, sheet(row.format("Corrected"), header=header)) == Imported(updated=1)
    jan, after = await everybody(database)
    assert (jan.organisation, jan.language, jan.attendance_mode) == ("Corrected", "bg", AttendanceMode.ONLINE)
    assert [chosen.status for chosen in jan.sessions] == [Status.CONFIRMED]
    assert [chosen.status for chosen in after.sessions] == [Status.WAITLISTED]


@pytest.mark.anyio
async def test_a_dash_in_the_column_of_sessions_gives_them_up(database: Database, settings: Settings) -> None:
    await load(database)
    await import_(database, settings, sheet(JAN))
    dashed = JAN.removesuffix("bus") + "–"
    assert await import_(database, settings, sheet(dashed)) == Imported(updated=1)
    (jan,) = await everybody(database)
    assert [chosen.status for chosen in jan.sessions] == [Status.CANCELLED]


@pytest.mark.anyio
async def test_a_row_that_gives_up_a_day_gives_back_the_session_on_it_and_cannot_ask_for_one(
    database: Database, settings: Settings
) -> None:
    await load(database, event(registration=Window(mode_per_day=True)))
    await import_(database, settings, sheet(JAN))
    away = "Jan,van der Berg,jan@example.org,Org,BE,other,absent"
    header = "first_name,last_name,email,organisation,country,category,2024-04-16"
    assert await import_(database, settings, sheet(away, header=header)) == Imported(updated=1)
    (jan,) = await everybody(database)
    assert [chosen.status for chosen in jan.sessions] == [Status.CANCELLED]
    with pytest.raises(FaultyRows) as refused:
        await import_(database, settings, sheet(f"{away},bus", header=f"{header},sessions"))
    assert [(fault.row, fault.field) for fault in refused.value.faults] == [(2, "sessions")]


@pytest.mark.anyio
async def test_an_address_that_no_mail_server_can_have_is_a_fault_and_spellings_of_one_mailbox_are_one(
    database: Database, settings: Settings
) -> None:
    await load(database)
    with pytest.raises(FaultyRows) as refused:
        await import_(
            database,
            settings,
            sheet(IAN.replace("example.org", f"{'x' * 70}.org"), IAN, IAN.replace("ple", "p\u00adle")),
        )
    assert [(fault.row, fault.field) for fault in refused.value.faults] == [(2, "email"), (4, "email")]
    assert "mail server" in refused.value.faults[0].sentence()
    assert "row 3" in refused.value.faults[1].sentence()


@pytest.mark.anyio
async def test_whoever_cancelled_is_not_registered_again_by_an_import(database: Database, settings: Settings) -> None:
    await load(database)
    await import_(database, settings, sheet(IAN))
    (ian,) = await everybody(database)
    await cancel(database, settings, ian.id, now=NOW)
    assert await import_(database, settings, sheet(IAN)) == Imported(left=1)
    assert [each.status for each in await everybody(database)] == [Status.CANCELLED]


@pytest.mark.anyio
async def test_seats_go_out_in_the_order_of_the_rows_and_mail_only_on_request(
    database: Database, settings: Settings
) -> None:
    await load(database, event(capacity=1))
    assert await import_(database, settings, sheet(IAN), mail=False) == Imported(confirmed=1)
    ann = IAN.replace("ian@", "ann@").replace("Ian", "Ann")
    assert await import_(database, settings, sheet(ann), mail=True) == Imported(waitlisted=1)
    async with database.reading() as session:
        assert list(await session.scalars(select(MailRow.kind))) == ["waitlisted"]


@pytest.mark.anyio
async def test_a_past_event_takes_its_people_without_a_mail(database: Database, settings: Settings) -> None:
    await load(database)
    later = datetime(2024, 6, 1, tzinfo=UTC)
    assert await import_(database, settings, sheet(IAN), now=later, mail=True) == Imported(confirmed=1)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(MailRow)) == 0


@pytest.mark.anyio
async def test_a_dry_run_tells_what_would_be_and_changes_nothing(database: Database, settings: Settings) -> None:
    await load(database)
    assert await import_(database, settings, sheet(IAN), dry_run=True) == Imported(confirmed=1)
    assert await everybody(database) == []


@pytest.mark.anyio
async def test_every_fault_is_named_with_its_row_and_nothing_is_imported(
    database: Database, settings: Settings
) -> None:
    await load(database)
    content = sheet(
        IAN,
        ",McDonald,nowhere,Org,Narnia,king,en,in_person,bus",
        "",
        IAN,
        "Eva,Berg,eva@example.org,Org,DE,press,de,online,moon",
    )
    with pytest.raises(FaultyRows) as refused:
        await import_(database, settings, content)
    assert [(fault.row, fault.field) for fault in refused.value.faults] == [
        (3, "first_name"),
        (3, "email"),
        (3, "country"),
        (3, "category"),
        (5, "email"),
        (6, "attendance_mode"),
        (6, "sessions"),
    ]
    assert "row 2" in refused.value.faults[4].sentence()
    assert "moon" in refused.value.faults[6].sentence()
    assert await everybody(database) == []


@pytest.mark.anyio
async def test_without_a_waiting_list_too_many_rows_import_nobody(database: Database, settings: Settings) -> None:
    await load(database, event(capacity=1, registration=Window(waiting_list=False)))
    with pytest.raises(FaultyRows) as refused:
        await import_(database, settings, sheet(IAN, IAN.replace("ian@", "ann@")))
    assert [fault.row for fault in refused.value.faults] == [3]
    assert await everybody(database) == []


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Име;Фамилия;Имейл;Организация;Държава;Роля", "Мария;Петрова;m@example.org;Община Хасково;България;expert"),
        (
            "Vorname\tNachname\tE-Mail-Adresse\tEinrichtung\tLand\tRolle",
            "M\tP\tm@example.org\tVRRN\tDeutschland\texpert",
        ),
        ("Όνομα,Επώνυμο,E-mail,Φορέας,Χώρα,Ιδιότητα", "Μ,Π,m@example.org,ΚΜΟΠ,Ελλάδα,expert"),
        ("First name *,Surname,E-MAIL,Institution,Country,Role", "M,P,m@example.org,KMOP,EL,Expert"),
    ],
)
async def test_columns_and_countries_may_be_named_in_the_languages_of_the_partners(
    database: Database, settings: Settings, header: str, row: str
) -> None:
    await load(database)
    await import_(database, settings, sheet(row, header=header))
    (found,) = await everybody(database)
    assert (found.email, found.category) == ("m@example.org", Category.EXPERT)
    assert found.country in {"BG", "DE", "GR"}


@pytest.mark.anyio
async def test_the_fixtures_participants_are_imported_whole(database: Database, settings: Settings) -> None:
    content = PARTICIPANTS.read_bytes().replace(b",visit", b",bus")
    lines = len(list(csv.reader(io.StringIO(content.decode())))) - 1
    await load(database, event(capacity=None, bus=40, attendance_modes=list(AttendanceMode)))
    imported = await import_(database, settings, content)
    assert imported.confirmed == lines


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the file is empty"),
        ("first_name;Хасково".encode("cp1251"), "not in UTF-8"),
        (b"PK\x03\x04 broken", "no spreadsheet that can be read"),
        (b"\xd0\xcf\x11\xe0 old", "no spreadsheet that can be read"),
        (b'a,"b\n', "quotes do not match"),
        ("first_name;Хасково".encode("utf-16-le"), "not in UTF-8"),
        (b"a\0b", "not in UTF-8"),
    ],
)
@pytest.mark.anyio
async def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(content: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        await read_spreadsheet("people.csv", content)


@pytest.mark.anyio
async def test_what_is_wrong_with_a_file_is_said_in_the_language_of_the_page() -> None:
    with speaking("bg"), pytest.raises(Unreadable, match="файлът е празен"):
        await read_spreadsheet("people.csv", b"")


@pytest.mark.anyio
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
async def test_unicode_with_and_without_its_mark_is_read(encoding: str) -> None:
    rows = await read_spreadsheet("people.csv", '"Име","a\r\nb"\r\n'.encode(encoding))
    assert [row.cells for row in rows] == [("Име", "a\nb")]


@pytest.mark.anyio
async def test_a_missing_and_a_doubled_column_are_told(database: Database, settings: Settings) -> None:
    await load(database)
    with pytest.raises(Unreadable, match="no column is called last_name, category"):
        await import_(database, settings, b"first_name,email,organisation,country\n")
    with pytest.raises(Unreadable, match="two columns mean “email”"):
        await import_(database, settings, (HEADER + ",E-mail\n").encode())


@pytest.mark.anyio
async def test_what_is_exported_can_be_imported_again(database: Database, settings: Settings) -> None:
    await load(database)
    await import_(database, settings, sheet(JAN, IAN))
    found = await everybody(database)
    for name, content in (("a.csv", as_csv(found)), ("a.xlsx", as_xlsx(found))):
        imported = await import_registrations(
            database, settings, "workshop", HandedIn(name=name, content=content), now=NOW
        )
        assert imported.unchanged == 2
        assert "badge_code" in imported.ignored


@pytest.mark.anyio
@pytest.mark.parametrize("each_day", [False, True])
async def test_an_export_says_for_which_way_somebody_waits_and_its_import_lets_them_wait(
    database: Database, settings: Settings, each_day: bool
) -> None:
    both = [AttendanceMode.IN_PERSON, AttendanceMode.ONLINE]
    of = per_day(capacity=5, online_capacity=1) if each_day else event(capacity=5, online_capacity=1)
    planned = replace(of, attendance_modes=both)
    await load(database, planned)
    await ask(database, settings, 1, attendance_mode=AttendanceMode.ONLINE)
    waits = (await ask(database, settings, 2)).registration
    online = {"2024-04-17": AttendanceMode.ONLINE}
    wish = Changes(day_modes=online, wait=True) if each_day else Changes(attendance_mode=both[1], wait=True)
    await change(database, settings, waits.id, wish, now=NOW)
    found = await everybody(database)
    lines = [line.split(",") for line in as_csv(found, planned).decode("utf-8-sig").splitlines()]
    ways = [lines[0].index(name) for name in ("attendance_mode", "waits_for")]
    wanted = "2024-04-17: online" if each_day else "online"
    assert [[line[way] for way in ways] for line in lines[1:]] == [["online", ""], ["in_person", wanted]]
    content = as_csv(found, planned)
    imported = await import_registrations(
        database, settings, "workshop", HandedIn(name="a.csv", content=content), now=NOW
    )
    assert (imported.unchanged, imported.updated) == (2, 0)
    assert [each.wanted_ways for each in await everybody(database)] == [each.wanted_ways for each in found]
    assert found[1].wanted_ways is not None


@pytest.mark.anyio
@pytest.mark.parametrize("typed", ["-", "+359 888 123", "=1+1", "'-", "''@home", "'s-Hertogenbosch", "O'Neill"])
async def test_what_looks_like_a_formula_comes_back_from_an_export_as_it_was_typed(
    database: Database, settings: Settings, typed: str
) -> None:
    await load(database)
    filled = IAN.replace("Òrganic Ltd", typed)
    await import_registrations(
        database, settings, "workshop", HandedIn(name="a.xlsx", content=_xlsx_of(filled)), now=NOW
    )
    found = await everybody(database)
    assert [each.organisation for each in found] == [typed]
    assert not as_csv(found).decode("utf-8-sig").splitlines()[1].split(",")[5].startswith(("-", "+", "="))
    assert (await import_(database, settings, as_csv(found))).unchanged == 1
    assert [each.organisation for each in await everybody(database)] == [typed]


def _xlsx_of(row: str) -> bytes:
    workbook = Workbook()
    assert workbook.active is not None
    for number, line in enumerate((HEADER, row), start=1):
        for column, text in enumerate(line.split(","), start=1):
            cell = workbook.active.cell(row=number, column=column)
            cell.value, cell.data_type = text, "s"
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.mark.anyio
async def test_an_xlsx_keeps_numbers_dates_and_gaps() -> None:
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.append(["first_name", "x"])
    workbook.active.append([None, None])
    workbook.active.append([7.0, datetime(2024, 4, 16)])
    out = io.BytesIO()
    workbook.save(out)
    rows = await read_spreadsheet("a.xlsx", out.getvalue())
    assert [(row.number, row.cells) for row in rows] == [
        (1, ("first_name", "x")),
        (3, ("7", "2024-04-16")),
    ]


def test_the_command_reports_every_fault_in_a_line_and_exits_with_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVENTS_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("EVENTS_NOW", "2024-03-01T09:00:00Z")
    monkeypatch.delenv("EVENTS_DATABASE_URL", raising=False)
    secon = PARTICIPANTS.parent
    runner = CliRunner()
    loaded = runner.invoke(commands, ["load", str(secon / "project.yaml"), str(secon / "harghita-2024.yaml")])
    assert loaded.exit_code == 0
    done = runner.invoke(commands, ["import", "harghita-2024", str(PARTICIPANTS)])
    assert (done.exit_code, done.output.split(";")[0].partition(" ")[0]) == (0, "Imported:")
    faulty = tmp_path / "faulty.csv"
    faulty.write_bytes(sheet("Jan,,jan@example.org,Org,XX,other,nl,,"))
    refused = runner.invoke(commands, ["import", "harghita-2024", str(faulty)])
    assert refused.exit_code == 1
    assert refused.stderr.splitlines()[:2] == [
        "faulty.csv, row 2, last_name: Please fill this in.",
        "faulty.csv, row 2, country: Choose a country; its code has two capital letters, such as BG.",
    ]
    names = f"Name,{HEADER.partition('last_name,')[2]}"
    faulty.write_bytes(sheet("Anna Maria Nowak,a@example.org,Org,PL,other,pl,,", "Jan,j@x,,,,,,", header=names))
    rest = tmp_path / "rest.csv"
    done = runner.invoke(commands, ["import", "harghita-2024", str(faulty), "--leave-out", str(rest)])
    assert done.exit_code == 0, done.output
    assert "row 2: “Anna Maria Nowak” is read as “Nowak, Anna Maria”" in done.stderr
    header, row = rest.read_text(encoding="utf-8-sig").splitlines()
    assert (header, row.split(",")[:2]) == (f"{names},What is wrong", ["Jan", "j@x"])


@pytest.mark.anyio
async def test_all_but_the_faulty_rows_come_in_and_those_go_back_as_a_file_that_can_be_sent_anew(
    database: Database, settings: Settings
) -> None:
    await load(database)
    await import_(database, settings, sheet(IAN))
    narnia = JAN.replace("BE", "Narnia")
    eva = "Eva,Ruiz,eva@example.org,Junta,ES,press,es,in_person,"
    sent = sheet(narnia, eva, IAN.replace("Ltd", "Limited").replace("in_person", "online"))
    with pytest.raises(FaultyRows):
        await import_(database, settings, sent)
    imported = await import_(database, settings, sent, leave_out=True)
    assert (imported.confirmed, imported.updated) == (1, 0)
    ian, came = await everybody(database)
    assert (ian.organisation, came.name) == ("Òrganic Ltd", "Eva Ruiz")
    back = list(csv.DictReader(io.StringIO(imported.given_back.decode("utf-8-sig"))))
    assert [each["first_name"] for each in back] == ["Jan", "Ian"]
    assert back[0]["What is wrong"].startswith("country: ")
    mended = imported.given_back.replace(b"Narnia", b"BE").replace(b"online", b"in_person")
    again = await import_(database, settings, mended, leave_out=True)
    assert (again.confirmed, again.updated, again.ignored) == (1, 1, ("What is wrong",))


@pytest.mark.anyio
async def test_one_name_under_two_addresses_is_named_and_nobody_is_kept_out(
    database: Database, settings: Settings
) -> None:
    await load(database)
    await import_(database, settings, sheet(IAN))
    other = "McDonald,IAN,ian.private@example.org,Org,GB,other,en,,"
    imported = await import_(database, settings, sheet(other, IAN, JAN))
    assert imported.confirmed == 2
    assert imported.namesakes == (
        "row 2: McDonald IAN is registered as ian@example.org, too. If it is one person, cancel one of the two.",
    )


@pytest.mark.anyio
@pytest.mark.parametrize("dry_run", [True, False])
async def test_what_becomes_of_each_row_is_told_before_and_after(
    database: Database, settings: Settings, dry_run: bool
) -> None:
    await load(database, event(capacity=3))
    gone = "Eva,Ruiz,eva@example.org,Junta,ES,press,es,in_person,"
    await import_(database, settings, sheet(gone))
    (eva,) = await everybody(database)
    await cancel(database, settings, eva.id, now=NOW)
    await import_(database, settings, sheet(JAN, IAN))
    moved = IAN.replace("Òrganic Ltd", "Organic Ltd").replace("McDonald", "Macdonald")
    new = [f"Ann,No. {number},ann{number}@example.org,Junta,ES,press,es,in_person," for number in (1, 2)]
    handed_in = HandedIn(name="people.csv", content=sheet(gone, JAN, moved, *new), dry_run=dry_run)
    told = (await import_registrations(database, settings, "workshop", handed_in, now=NOW)).told
    changes = ("Last name: McDonald → Macdonald", "Organisation: Òrganic Ltd → Organic Ltd")
    assert [(each.row, each.name, each.fate, each.changes) for each in told] == [
        (2, "Eva Ruiz", Fate.LEFT, ()),
        (3, "Jan van der Berg", Fate.UNCHANGED, ()),
        (4, "Ian Macdonald", Fate.UPDATED, changes),
        (5, "Ann No. 1", Fate.NEW, ()),
        (6, "Ann No. 2", Fate.WAITS, ()),
    ]
    assert len(await everybody(database)) == (3 if dry_run else 5)
