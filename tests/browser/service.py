"""A running service, and a browser that opens its pages."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
from click.testing import CliRunner
from playwright.sync_api import Browser, Page

from events_service.cli import commands


class Service(msgspec.Struct, frozen=True):
    """A service that runs in a process of its own; `run` runs a command on its database and gives what it prints."""

    address: str
    environment: dict[str, str]

    def run(self, *arguments: str) -> str:
        """Run a command of the service; a failing one fails the test with what it said.

        In a thread, for the browser has an event loop in this one.
        """
        with ThreadPoolExecutor(1) as pool:
            done = pool.submit(CliRunner(env=self.environment).invoke, commands, arguments).result()
        assert done.exit_code == 0, done.output or done.exception
        return done.stdout.strip()


def opened(browser: Browser, address: str, **how: Any) -> Page:
    """Open an address in a profile of its own; anything that the page complains of fails the test."""
    page = browser.new_context(**({"locale": "en-GB"} | how)).new_page()
    page.set_default_timeout(15_000)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    assert complaints == []
    return page
