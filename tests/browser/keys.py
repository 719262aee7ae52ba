"""Going through a page by the keyboard alone."""

from playwright.sync_api import Page


def tab_to(page: Page, selector: str) -> None:
    """Go on by the Tab key alone until what a selector finds has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the Tab key does not lead to {selector}")
