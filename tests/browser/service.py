"""A running service, and a browser that opens its pages."""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import msgspec
from click.testing import CliRunner
from playwright.sync_api import Browser, Page

from events_service.cli import commands
from tests.processes import begin, end, free_port
from tests.world.times import DEMO_STARTED

REGISTRATION_IS_OPEN = "2024-04-01T09:00:00Z"


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


class Demo:
    """A demo that runs in a process of its own, on the same data and port at each start."""

    def __init__(self, folder: Path) -> None:
        self.port, self.folder, self.log = free_port(), folder, folder.with_suffix(".log")
        self.process: BaseProcess | None = None

    def start(self) -> dict[str, str]:
        """Start it and give the addresses that it prints, by the kind of user."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("EVENTS_")}
        environment["EVENTS_NOW"] = DEMO_STARTED.isoformat()
        self.process = begin("demo", self.port, environment, self.log, "--data-dir", str(self.folder))
        return dict(re.findall(r"^([a-z ]+):\s+(http\S+)$", self.log.read_text(), re.MULTILINE))

    def stop(self) -> None:
        """Stop it, and wait until it has."""
        if self.process is not None:
            end(self.process)


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


def as_organiser(service: Service, browser: Browser, **how: Any) -> Page:
    """Add an organiser of the whole project, and open the first page that she sees in a profile of her own."""
    service.run("account", "add", "maria@example.org", "--name", "Maria Petrova", "--role", "organiser")
    return opened(browser, service.run("sign-in-link", "maria@example.org"), **how)


COLOURS_STAND = """Promise.allSettled(document.getAnimations()
    .filter((each) => each.effect.getComputedTiming().endTime < Infinity)
    .map((each) => each.finished)).then(() => null)"""
"""Colours that are on their way from one look to the other have no contrast of their own."""


def withheld(page: Page, axe: str) -> list[tuple[str, str, list[str]]]:
    """Give what axe-core, with its best practices, finds fault with on a page: the look, the rule, and where.

    In the dark look it asks for contrast alone: the other rules know no colours.
    """
    page.evaluate(axe)
    found = []
    for scheme, rules in (("light", ""), ("dark", "runOnly: ['color-contrast'],")):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(COLOURS_STAND)
        # What is as it should be need not be described, which would take longer than to find it.
        asked = f"axe.run({{{rules} resultTypes: ['violations'], reporter: 'no-passes'}})"
        for each in page.evaluate(f"{asked}.then((done) => done.violations)"):
            found.append((scheme, each["id"], [node["html"][:120] for node in each["nodes"]]))
    return found


def told(database_url: str, folder: Path) -> dict[str, str]:
    """Give what a service on a database is told: its data are in a folder of its own."""
    own = {"EVENTS_DATABASE_URL": database_url, "EVENTS_DATA_DIR": str(folder / "data")}
    return os.environ | own | {"EVENTS_NOW": REGISTRATION_IS_OPEN}
