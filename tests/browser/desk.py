"""What the organisers of an event see of what people did."""

from playwright.sync_api import Browser, Page

from tests.browser.service import Service, opened


def opened_desk(service: Service, browser: Browser, event: str) -> Page:
    """Open the mails of an event as an organiser of its host, who has an account from now on."""
    service.run("account", "add", "organiser@example.org", "--name", "Ilona Székely", "--role", "organiser",
                "--project", "secon", "--partner", "harghita")  # fmt: skip
    desk = opened(browser, service.run("sign-in-link", "organiser@example.org"))
    desk.goto(f"{service.address}/organise/events/{event}/mails")
    return desk


def mailed(desk: Page) -> list[tuple[str, str]]:
    """Give to whom each mail on the page was written, and its subject, in the order of their writing."""
    rows = [row.locator("td").all_inner_texts() for row in desk.locator("main tbody tr").all()]
    return [(row[0], row[1]) for row in reversed(rows)]
