"""A desk without the network: scans and walk-ins outlive a killed browser and a service that is restarted meanwhile."""

import os
import signal
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright
from sqlalchemy import func, select

from events_service.checkin.tables import WithdrawalRow
from events_service.database import Base, Database
from events_service.registrations.tables import RegistrationRow
from tests.browser.door import PEOPLE, kept_outcomes, open_desk, open_ready_desk, sign_in, started_desk
from tests.browser.ensure_chromium import find_chromium
from tests.browser.service import Service
from tests.processes import begin, end, free_port
from tests.world.service import run_apart

# What the browser does is the same on both databases.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SCANS, WALK_INS = 200, 10


def kill_browser(profile: Path) -> None:
    """Kill the browser of a profile as a battery that ends does."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            said = (process / "cmdline").read_bytes().decode()
        except OSError:
            continue
        if f"--user-data-dir={profile}" in said:
            os.kill(int(process.name), signal.SIGKILL)


def scan_and_enter(page: Page, halves: range) -> None:
    """Scan the badges of three people over and over, and after each twenty scans enter somebody."""
    for number in halves:
        page.locator("#badge").fill(f"CODE00000{number % 3 + 1}")
        page.locator("#badge").press("Enter")
        if number % (SCANS // WALK_INS) == 0:
            page.locator("#query").fill(f"Ana Ruiz{number}")
            page.locator("#people li:last-child button").click()
            page.get_by_label("Organisation", exact=True).fill("Junta de Extremadura")
            page.get_by_label("Country").select_option("ES")
            page.get_by_label("Takes part as").select_option("press")
            page.get_by_label("Yes").check()
            page.get_by_role("button", name="Enter and check in").click()
            expect(page.locator(".outcome.accepted .outcome-name")).to_have_text(f"Ana Ruiz{number}")
        expect(page.locator("#connection")).to_have_attribute("data-waiting", str(number + 1 + number // 20 + 1))


def test_two_hundred_scans_and_ten_walk_ins_arrive_once_each(
    start_service: Callable[..., Service], tmp_path: Path
) -> None:
    filled, port = started_desk(start_service), free_port()
    address = f"http://127.0.0.1:{port}"
    service = Service(address, filled.environment | {"EVENTS_BASE_URL": address})

    def served() -> BaseProcess:
        return begin("serve", port, service.environment, tmp_path / "restarted.log")

    process, profile = served(), tmp_path / "profile"
    with sync_playwright() as playwright:
        context = opened(playwright, profile)
        sign_in(context, service)
        cookies = context.cookies()
        page = open_ready_desk(context, service)
        end(process)
        scan_and_enter(page, range(SCANS // 2))
        kill_browser(profile)

        context = opened(playwright, profile)
        context.add_cookies(cookies)
        page = open_desk(context, service)
        expect(page.locator("#connection")).to_have_attribute("data-waiting", str((SCANS + WALK_INS) // 2))
        scan_and_enter(page, range(SCANS // 2, SCANS))
        page.locator("#latest .link").first.click()
        page.get_by_role("button", name="Only a test").click()
        expect(page.locator("#connection")).to_have_attribute("data-waiting", str(SCANS + WALK_INS + 1))
        assert kept_outcomes(service) == []

        process = served()
        expect(page.locator("#connection")).not_to_have_attribute("data-waiting", str(SCANS + WALK_INS + 1))
        process.kill()
        process.join()
        assert 0 < len(kept_outcomes(service)) < SCANS + WALK_INS
        process = served()
        try:
            expect(page.locator("#connection")).to_have_attribute("data-waiting", "0", timeout=120_000)
        finally:
            context.close()
            end(process)
    assert len(kept_outcomes(service)) == SCANS + WALK_INS
    assert (count(service, RegistrationRow), count(service, WithdrawalRow)) == (len(PEOPLE) + WALK_INS, 1)


def opened(playwright: Playwright, profile: Path) -> BrowserContext:
    """Start a browser with a profile that outlives it."""
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=find_chromium(),
        args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        locale="en-GB",
    )
    context.set_default_timeout(30_000)
    return context


def count(service: Service, row: type[Base]) -> int:
    """Give how many rows of a table there are."""
    counts: list[int] = []

    async def read() -> None:
        database = Database(service.environment["EVENTS_DATABASE_URL"])
        async with database.reading() as session:
            counts.append(await session.scalar(select(func.count()).select_from(row)) or 0)
        await database.close()

    run_apart(read())
    return counts[0]
