"""Every page, with the demo's data: axe-core with its best practices finds nothing, in light and dark."""

import os
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from events_service.demo.preparing import LEAD
from tests.browser.service import Demo, Service, withheld
from tests.world.routes import addresses

pytestmark = pytest.mark.xdist_group("demo")
NO_PAGES = re.compile(
    r"\.(pdf|svg|png|ico|ics|json|js|csv|xlsx|xml|txt|yaml|zip|webmanifest)$"
    r"|^/(api|static|dav|schema|feeds|team|metrics|health|[BCS]/|VERIFY/|\.well-known|sign-in/)|/(files|materials)/\{|/(logo|pictures)/\{digest\}/|/attendance/\{file\}|/versions/[^/]+$|/letter$|/desk/roster$|/(desk|check-in)/key$|/live$"
)
"""What gives a file, or leads on at once; the letter of a mail stands in a frame of its page."""

UNLINKED = (
    "/organise",
    "/organise/calendar",
    "/organise/projects/new",
    "/organise/projects/new/file",
    "/setup/a-secret-that-is-spent",
    "/organise/events/{workshop}/definition/versions",
    "/organise/events/{workshop}/definition/compare",
    "/organise/events/{workshop}/key",
    "/organise/events/{workshop}/release",
    "/review",
    "/nothing-here",
    "/problems/not-found",
    "/sign-in",
    "/embed/secon",
    "/my/erased",
    "/invited/a-link-that-is-spent",
    "/polls/a-link-that-is-spent",
    "/speaker/a-link-that-is-spent",
    "/organise/polls/00000000-0000-0000-0000-000000000001",
    "/address/a-link-that-is-spent",
    "/unsubscribe/a-link-that-is-spent",
    "/my/a-link-that-is-spent/address/spent",
    "/b/K7QX9M2TRH",
    "/s/K7QX9M2",
    "/verify/K7QX9M2TRH",
    "/c/kalamata-2023/K7QX9M2TRH",
    "/l/kalamata-2023/K7QX9M2TRH",
    "/events/{workshop}/register/sent",
    "/events/{workshop}/register/link",
    "/organise/events/{workshop}/answers",
    "/helper/a-link-that-is-spent",
    "/helper/desk",
    "/room/a-link-that-is-spent",
    "/room/{workshop}/2024-04-16",
    "/room/{workshop}/2024-04-16/K7QX9M2TRH",
    "/organise/events/{workshop}/helpers/00000000-0000-0000-0000-000000000001",
    "/organise/events/{workshop}/print/jobs/00000000-0000-0000-0000-000000000001",
)
"""Pages that nothing links to, or that open to a secret of a mail: then the page that says that it is spent."""


def pages() -> dict[str, re.Pattern[str]]:
    """Give the pages of the service by their route, those with fewer places to fill first."""
    routes = {
        path
        for method, path in addresses()
        if method == "GET"
        and not NO_PAGES.search(path)
        and path not in {"/B/{badge_code}", "/S/{rest}", "/C/{event}/{serial}", "/L/{event}/{serial}"}
    }
    return {
        path: re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$")
        for path in sorted(routes, key=lambda each: each.count("{"))
    }


def links(page: Page, base: str) -> Iterator[str]:
    """Give the paths that a page leads to, without those that sign out or in as somebody else."""
    for address in page.locator("a[href]").evaluate_all("(all) => all.map((each) => each.href)"):
        if address.startswith(base + "/") and not re.search("/sign-(in/|out)", address):
            yield urlsplit(address).path


def test_axe_finds_nothing_on_any_page_of_anybody_in_light_and_dark(demo: Demo, browser: Browser, axe: str) -> None:
    doors = demo.start()
    # The service's own pages, such as that of its mail server, are of who leads all projects.
    operator = Service("", os.environ | {"EVENTS_DATA_DIR": str(demo.folder)})
    operator.run("account", "change", LEAD, "--project", "")
    base = doors["participant"].partition("/events/")[0]
    workshop = doors["participant"].rpartition("/")[2]
    routes, seen, found = pages(), set[str](), []
    context = browser.new_context(locale="en-GB", viewport={"width": 1100, "height": 800}, reduced_motion="reduce")
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(doors["lead partner"])
    waiting = [
        urlsplit(page.url).path,
        urlsplit(doors["what to try"]).path,
        *(each.format(workshop=workshop) for each in UNLINKED),
    ]
    while waiting:
        path = waiting.pop(0)
        route = next((name for name, pattern in routes.items() if pattern.match(path)), path)
        if route in seen or NO_PAGES.search(path):
            continue
        seen.add(route)
        page.goto(base + path)
        waiting += [each for each in links(page, base) if each not in waiting]
        page.locator("details").evaluate_all("(all) => { for (const each of all) each.open = true; }")
        found += [(path, *each) for each in withheld(page, axe)]
    context.close()
    assert (set(routes) - seen, found) == (set(), [])
