"""What journeys share: a service with a mail server, the mails that it sends, and how pages are looked at."""

import re
import sqlite3
import time
from email.message import EmailMessage
from pathlib import Path

import icalendar
import msgspec
from playwright.sync_api import Browser, Page

from tests.browser.service import Service
from tests.mail.servers import Postbox
from tests.world.mails import itips, plain_text

BREAD = "/events/bread-2024"
OVEN = "/events/oven-2024"


class Journeys(msgspec.Struct, frozen=True):
    """The service of all journeys, the file of its database, and the box of its mail server."""

    service: Service
    database: Path
    box: Postbox

    def mails(self, address: str) -> list[EmailMessage]:
        """Give the mails that somebody got, in their order, once all that was written has left."""
        for _ in range(600):
            with sqlite3.connect(self.database) as connection:
                (waiting,) = connection.execute("SELECT count(*) FROM outbox WHERE due_at IS NOT NULL").fetchone()
            if not waiting:
                return [mail for mail in self.box.taken if mail["To"].addresses[0].addr_spec == address]
            time.sleep(0.05)
        raise AssertionError(f"{waiting} mails never left")

    def settle(self) -> None:
        """Let all mails leave: those that have not when data are erased are withdrawn with the data."""
        self.mails("")

    def start(self, browser: Browser, path: str, **how: object) -> Page:
        """Open a path in a profile of its own, for somebody who waits no longer than they must."""
        page = browser.new_context(**({"reduced_motion": "reduce"} | how)).new_page()
        page.set_default_timeout(15_000)
        page.goto(self.service.address + path)
        return page


def text(mail: EmailMessage) -> str:
    """Give what a mail says in plain text, with one kind of space."""
    return re.sub("[\u00a0\u202f]", " ", plain_text(mail))


def link(mail: EmailMessage) -> str:
    """Give the address of the personal page that a mail leads to."""
    found = re.search(r"http://\S+/my/[\w-]+", text(mail))
    assert found, text(mail)
    return found[0]


def enclosed(mail: EmailMessage) -> list[str]:
    """Give the types of the files that go with a mail."""
    return sorted(part.get_content_type() for part in mail.iter_attachments())


def invited(mail: EmailMessage) -> dict[str, str]:
    """Give the method of each calendar message of a mail by the title of what it is about."""
    return {str(each["SUMMARY"]): str(one["METHOD"]) for one in itips(mail) for each in one.walk("VEVENT")}


def calendar(page: Page, own: str) -> dict[str, str]:
    """Give the summaries in somebody's calendar with their states."""
    read = icalendar.Calendar.from_ical(page.request.get(f"{own}/calendar.ics").text())
    return {str(each["SUMMARY"]): str(each.get("STATUS", "")) for each in read.walk("VEVENT")}


def fits(page: Page) -> None:
    """See that nothing scrolls sideways and that a thumb meets whatever is to be pressed."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    small = page.locator("main :is(button, a.button, summary.button, select, input:not([type=radio], [type=checkbox]))")
    boxes = [(each.inner_text(), each.bounding_box()) for each in small.all() if each.is_visible()]
    unseen = 5  # what only helps readers is one pixel large
    assert [name for name, box in boxes if box and unseen < box["height"] < 43.5] == [], page.url


def gone(page: Page, own: str) -> None:
    """See that a personal page is there no more."""
    answer = page.goto(own)
    assert answer is not None
    assert answer.status in {404, 410}
