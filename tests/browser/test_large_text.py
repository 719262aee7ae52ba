"""Every public page and every page of a participant's own, on a phone in letters of twice the size (row 29)."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.filling import fill_in_at_harghita
from tests.browser.service import Service, opened
from tests.world.routes import addresses

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NOT_THEIRS = re.compile(
    r"^/(organise|review|demo|setup|api|static|dav|schema|feeds|team|health|metrics|[SBCL]/|\.well)"
)
NO_PAGES = re.compile(r"\.\w+$|/(files|materials)/\{|/(logo|pictures)/\{digest\}/|^/sign-in/\{")
"""What gives a file, or leads on at once."""
SPENT = "a-link-that-is-spent"
SHOWN = {
    "/nothing-here": "",
    "/problems/{slug}": "/problems/registration-closed",
    "/b/{badge_code}": "/b/K7QX9M2TRH",
    "/s/{rest}": "/s/asking-2024",
    "/c/{event}/{serial}": "/c/kalamata-2023/K7QX9M2TRH",
    "/l/{event}/{serial}": "/l/kalamata-2023/K7QX9M2TRH",
    "/embed/{project}": "/embed/secon",
    "/address/{signed}": f"/address/{SPENT}",
    "/unsubscribe/{token}": f"/unsubscribe/{SPENT}",
    "/my/{token}/address/{signed}": f"/my/{SPENT}/address/spent",
    "/events/{event}/register/link": "/events/asking-2024/register/link?sent=1",
    "/sign-in": "/sign-in?sent=1",
}
"""What stands in the place of a route, where it is not an event or a participant's own page."""
SIZES = ((360, "200%"), (320, "200%"), (320, "100%"))


def routes() -> Iterator[str]:
    """Give the routes of pages that readers and participants open."""
    for method, path in addresses():
        if method == "GET" and not NOT_THEIRS.search(path) and not NO_PAGES.search(path):
            yield path


def wide(page: Page) -> list[str]:
    """Name what reaches beyond the right edge of the window, in each size."""
    found = []
    for width, size in SIZES:
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", size)
        found += page.evaluate(
            """(size) => {
              const width = document.documentElement.clientWidth;
              if (document.documentElement.scrollWidth <= width) return [];
              return [...document.querySelectorAll("body *")]
                .filter((each) => each.getBoundingClientRect().right > width + 1)
                .map((each) => `${width} ${size} ${each.outerHTML.slice(0, 90)}`);
            }""",
            size,
        )
    page.evaluate("() => { document.documentElement.style.fontSize = ''; }")
    return found


def unfolded(page: Page) -> Page:
    """Open all that a page has folded away."""
    page.locator("main details").evaluate_all("(all) => { for (const each of all) each.open = true; }")
    return page


def test_text_of_twice_the_size_fits_a_phone_on_every_page(asking: Service, browser: Browser) -> None:
    page = opened(browser, asking.address)
    found = {}

    def look(where: str) -> None:
        if beyond := wide(unfolded(page)):
            found[where] = beyond

    for language, narrowed in (("de", ""), ("bg", "/my/")):
        page.goto(f"{asking.address}/events/harghita-2024/register?lang={language}")
        page.locator("#registration .actions button").click()
        look(f"{language} refused form")
        own = fill_in_at_harghita(page, f"{language}@example.org", seen=look)
        for route in [each for each in (*routes(), "/nothing-here") if each.startswith(narrowed)]:
            path = (SHOWN.get(route) or route).replace("{event}", "asking-2024")
            page.goto(asking.address + path if "/my/{token}" not in path else own + path.removeprefix("/my/{token}"))
            look(f"{language} {path}")
        page.context.clear_cookies()  # another browser than the one that registered
        page.goto(f"{asking.address}/events/harghita-2024/register?lang={language}")
        assert fill_in_at_harghita(page, f"{language}@example.org", seen=look).endswith("/register")
        look(f"{language} known")
    assert found == {}
