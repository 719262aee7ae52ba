"""Starting the demo again: what its users made stays, the workshop is always today's, and half a demo is none."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from events_service import chain
from events_service.access.accounts import find_account
from events_service.access.records import Account
from events_service.attendance.vanished import list_vanished
from events_service.checkin.admit import receive
from events_service.checkin.checkpoints import checkpoints_of
from events_service.checkin.finding import list_check_ins
from events_service.checkin.records import Method
from events_service.cli import main
from events_service.database import Database
from events_service.demo.deeds import Deed, scan_of
from events_service.demo.preparing import ORGANISER, is_made, make, start_again
from events_service.programme.finding import get_any_event
from events_service.programme.loading import save_event
from events_service.registrations.finding import list_registrations
from events_service.registrations.places.cancel import cancel
from events_service.settings import Settings, read_settings
from tests.world.times import DEMO_STARTED

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("demo")]
EARLY = datetime(2023, 3, 20, 9, tzinfo=UTC)
"""Before the first event, so that little has happened and a demo is made fast."""


async def organiser(database: Database) -> Account:
    async with database.reading() as session:
        account = await find_account(session, ORGANISER, EARLY)
    assert account is not None
    return account


async def rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Everything that stands in the database."""
    async with database.reading() as session:
        names = await session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"))
        return {name: [tuple(row) for row in await session.execute(text(f"SELECT * FROM {name}"))] for name in names}


async def test_a_second_start_on_the_same_day_changes_nothing(demo_database: Database) -> None:
    before = await rows(demo_database)
    await start_again(demo_database, DEMO_STARTED + timedelta(hours=3))
    assert await rows(demo_database) == before


async def test_a_start_on_a_later_day_makes_the_workshop_todays(demo_database: Database) -> None:
    later = DEMO_STARTED + timedelta(days=4)
    await start_again(demo_database, later)
    async with demo_database.reading() as session:
        found = await get_any_event(session, "demo-workshop")
        counting = [one for one in await list_check_ins(session, "demo-workshop") if one.counts]
        vanished = await list_vanished(session, found.event)
        faults = [fault async for fault in chain.faults(session)]
    assert found.event.days == [date(2026, 3, 14), date(2026, 3, 15)]
    assert found.event.sessions[0].start == datetime(2026, 3, 14, 9, 15)
    assert len(counting) > 10
    assert {one.checkpoint for one in counting} == {"2026-03-14"}
    assert min(one.scanned_at for one in counting) > later - timedelta(minutes=40)
    assert (vanished, faults) == ([], [])
    before = await rows(demo_database)
    await start_again(demo_database, later + timedelta(hours=1))
    assert await rows(demo_database) == before


async def test_what_a_user_made_of_the_workshop_stays_on_a_later_day(
    demo_database: Database, demo_settings: Settings
) -> None:
    account = await organiser(demo_database)
    async with demo_database.transaction() as session:
        found = await get_any_event(session, "demo-workshop")
        await save_event(session, replace(found.event, title={"en": "Mine"}), actor="test", now=DEMO_STARTED)
        people = await list_registrations(session, "demo-workshop")
        [point, *_] = checkpoints_of(found.event)
    gone, seen = people[0], people[-1]
    await cancel(demo_database, demo_settings, gone.id, now=DEMO_STARTED, account=account)
    scan = scan_of("demo-workshop", point.key, "mine", seen, DEMO_STARTED, Method.SCAN)
    await receive(demo_database, [scan], device="My phone", account=account, now=DEMO_STARTED)
    await start_again(demo_database, DEMO_STARTED + timedelta(days=1))
    async with demo_database.reading() as session:
        found = await get_any_event(session, "demo-workshop")
        check_ins = await list_check_ins(session, "demo-workshop")
    today = [one.registration for one in check_ins if one.counts and one.checkpoint == "2026-03-11"]
    assert (found.title.text, found.event.days[0]) == ("Mine", date(2026, 3, 11))
    assert gone.id not in today
    assert [one.counts for one in check_ins if one.device == "My phone"] == [True]


async def test_a_start_leaves_the_definitions_of_past_events_as_users_changed_them(demo_database: Database) -> None:
    async with demo_database.transaction() as session:
        found = await get_any_event(session, "harghita-2024")
        await save_event(session, replace(found.event, capacity=90), actor="test", now=DEMO_STARTED)
    await start_again(demo_database, DEMO_STARTED + timedelta(days=1))
    async with demo_database.reading() as session:
        assert (await get_any_event(session, "harghita-2024")).event.capacity == 90


async def test_a_making_that_was_interrupted_leaves_no_half_demo(tmp_path: Path) -> None:
    settings = read_settings({"EVENTS_DATA_DIR": str(tmp_path)})

    @contextmanager
    def stopping(deeds: Iterable[Deed]) -> Iterator[Iterable[Deed]]:
        def until_stopped() -> Iterator[Deed]:
            yield next(iter(deeds))
            raise KeyboardInterrupt

        yield until_stopped()

    with pytest.raises(KeyboardInterrupt):
        await make(settings, EARLY, stopping)
    assert not is_made(tmp_path)
    await make(settings, EARLY)
    assert is_made(tmp_path)
    assert sorted(os.listdir(tmp_path)) == ["events.sqlite", "secret-key"]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """A function that runs the command up to where it serves, and gives what it printed."""
    served: list[tuple[object, ...]] = []
    monkeypatch.setattr("events_service.cli.taken_place", lambda *asked: nullcontext(asked))
    monkeypatch.setattr("events_service.cli.run_server", lambda *asked, **also: served.append((*asked, also)))
    for name in ("EVENTS_DATA_DIR", "EVENTS_BASE_URL", "EVENTS_DATABASE_URL"):
        monkeypatch.setenv(name, "put back afterwards")
        monkeypatch.delenv(name)

    def run(*arguments: str, now: datetime = EARLY) -> str:
        monkeypatch.setenv("EVENTS_NOW", now.isoformat())
        os.environ.pop("EVENTS_BASE_URL", None)
        with pytest.raises(SystemExit) as ended:
            main(["demo", "--data-dir", str(tmp_path / "demo"), *arguments])
        printed = capsys.readouterr()
        assert not ended.value.code, printed.err
        assert served[-1][0] == ("127.0.0.1", int(arguments[1]) if arguments[:1] == ("--port",) else 8000)
        return printed.out

    return run


def test_the_command_prints_one_address_for_each_kind_of_user_the_same_at_each_start(
    start: Callable[..., str], tmp_path: Path
) -> None:
    printed = start("--port", "8123")
    assert re.findall(r"^([a-z ]+):\s+http://127\.0\.0\.1:8123/\S+$", printed, re.MULTILINE) == [
        "participant",
        "organiser",
        "lead partner",
        "controller",
        "what to try",
    ]
    assert start("--port", "8123") == printed
    (tmp_path / "demo" / "mine.txt").write_text("made by a user")
    anew = start("--port", "8123", "--fresh")
    assert anew != printed
    assert not (tmp_path / "demo" / "mine.txt").exists()


def test_data_of_another_kind_are_left_alone(start: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVENTS_DATA_DIR", str(tmp_path / "demo"))
        with pytest.raises(SystemExit):
            main(["load", str(Path(__file__).parents[2] / "fixtures" / "secon")])
    before = (tmp_path / "demo" / "events.sqlite").read_bytes()
    with pytest.raises(AssertionError, match="These are not the data of this demo"):
        start()
    assert (tmp_path / "demo" / "events.sqlite").read_bytes() == before
