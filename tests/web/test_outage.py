"""While the database is away, people are told to come back, and the log holds nothing that opens what is theirs."""

import asyncio
import errno
import logging
import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from events_service import background
from events_service.app import create_app, front
from events_service.database import Database, Unreachable
from events_service.settings import Settings, read_settings
from events_service.web.errors import out_of_reach
from tests.processes import free_port
from tests.world.times import NOW

pytestmark = pytest.mark.anyio

SECRET = "a-link-that-opens-what-is-mine"


@pytest.fixture(params=["port", "socket"])
def away(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of a service whose database server does not run, neither at its port nor at its socket."""
    places = {"port": f"127.0.0.1:{free_port()}/events", "socket": f"/events?host={tmp_path}"}
    url = f"postgresql://events@{places[request.param]}"
    return read_settings({"EVENTS_DATA_DIR": str(tmp_path), "EVENTS_DATABASE_URL": url})


async def test_an_outage_is_answered_by_503_and_no_link_stands_in_the_log(
    away: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    # What the test's own client may log of its requests is no log of the service.
    caplog.set_level(logging.WARNING, "httpx")
    app = create_app(away)
    transport = httpx.ASGITransport(app=front(app), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver.local") as client:
        for path in (f"/my/{SECRET}", f"/sign-in/{SECRET}", "/api/v1/events"):
            answer = await client.get(path)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
        assert (await client.get("/api/v1/events")).json()["type"].endswith("/unavailable")
    await app.state.database.close()
    assert "/my/{token" in caplog.text
    assert SECRET not in caplog.text


async def test_an_outage_is_said_once_however_long_it_lasts(
    away: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    async def slept(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 8:
            raise asyncio.CancelledError

    monkeypatch.setattr(background.asyncio, "sleep", slept)
    database = Database(away.database_url)
    with caplog.at_level(logging.ERROR), pytest.raises(asyncio.CancelledError):
        await background._work(database, away)
    await database.close()
    assert len(caplog.records) == 1
    assert pauses == [4, 8, 16, 32, 60, 60, 60, 60]


async def test_work_that_fails_is_tried_and_told_less_and_less_often(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    async def fail() -> None:
        if len(pauses) == 6:
            raise asyncio.CancelledError
        if len(pauses) != 3:
            raise ValueError

    async def slept(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(background.asyncio, "sleep", slept)
    with caplog.at_level(logging.ERROR), pytest.raises(asyncio.CancelledError):
        await background._again_and_again("mail", fail)
    assert pauses == [4, 8, 16, 2, 4, 8]
    assert "mail could not be done; it is tried again in 16 seconds" in caplog.text
    assert len(caplog.records) == 5


def test_a_job_that_fails_rests_twice_as_long_each_time_and_keeps_no_other_back() -> None:
    resting, now = background.Resting(), NOW
    for pause in (4, 8, 16, 32, 60, 60):
        assert resting.failed("remind_due", now) == pause
        assert resting.rests("remind_due", now + timedelta(seconds=pause - 1))
        assert not resting.rests("thank_due", now)
        now += timedelta(seconds=pause)
        assert not resting.rests("remind_due", now)
    resting.went_well("remind_due")
    assert resting.failed("remind_due", now) == 4


@pytest.mark.parametrize(("number", "away"), [(errno.ENOSPC, True), (errno.EDQUOT, True), (errno.ENOENT, False)])
async def test_a_full_disk_is_an_outage_and_a_missing_file_is_none(number: int, away: bool) -> None:
    assert out_of_reach(OSError(number, "")) is away


async def test_a_faulty_question_to_the_database_is_a_fault_of_ours_and_no_outage(database: Database) -> None:
    async with database.reading() as session:
        with pytest.raises(DBAPIError) as asked:
            await session.execute(text("SELECT * FROM nowhere"))
    assert not out_of_reach(asked.value)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_server_that_refuses_whoever_connects_is_an_outage(database_url: str) -> None:
    database = Database(database_url.replace("/test_", "/nowhere_"))
    with pytest.raises(Unreachable, match="does not exist") as asked:
        async with database.reading() as session:
            await session.execute(text("SELECT 1"))
    await database.close()
    assert out_of_reach(asked.value)


async def test_a_server_that_does_not_answer_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("events_service.database.CONNECT_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        database = Database(f"postgresql+asyncpg://events@127.0.0.1:{silent.getsockname()[1]}/events")
        with pytest.raises(Unreachable):
            async with database.reading() as session:
                await session.execute(text("SELECT 1"))
        await database.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("state", "away"),
    [
        ("53100", True),  # disk_full
        ("53300", True),  # too_many_connections
        ("57P01", True),  # admin_shutdown
        ("58030", True),  # io_error
        ("25006", True),  # read_only_sql_transaction, as on a replica
        ("22012", False),  # division_by_zero
        ("57014", False),  # query_canceled
    ],
)
async def test_the_state_that_a_server_names_tells_an_outage_from_a_fault_of_ours(
    database: Database, state: str, away: bool
) -> None:
    async with database.reading() as session:
        with pytest.raises(DBAPIError) as asked:
            await session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{state}'; END $$"))
    assert out_of_reach(asked.value) is away


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_was_answered_outlives_a_power_cut(database_url: str) -> None:
    as_served = Database(database_url)  # that of other tests waits for no disk
    async with as_served.reading() as session:
        full = 2
        assert (await session.execute(text("PRAGMA synchronous"))).scalar() == full
    await as_served.close()


@pytest.mark.parametrize("header", ["Basic YTpi", "x", "Bearerless x"])
async def test_a_header_that_is_no_token_does_not_open_the_door_for_forms_of_other_sites(
    client: httpx.AsyncClient, header: str
) -> None:
    foreign: dict[str, Any] = {"Authorization": header, "Sec-Fetch-Site": "cross-site"}
    assert (await client.post("/sign-out", headers=foreign)).status_code == 403
