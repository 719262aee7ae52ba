"""Going through a page by the keyboard alone."""

from playwright.sync_api import Page

STOP = """(selector) => {
    const one = document.activeElement, style = getComputedStyle(one), place = one.getBoundingClientRect();
    const ringed = style.boxShadow.includes("rgb(255, 204, 0)");
    const inside = place.bottom > 0 && place.top < innerHeight && place.right > 0 && place.left < innerWidth;
    const own = one === document.body || one.matches("main, iframe");
    return [one.matches(selector), own || (ringed && inside), one.cloneNode().outerHTML];
}"""
"""Whether what a selector finds has the focus, and whether who looks at the page sees where the focus is."""


def tab_to(page: Page, selector: str) -> None:
    """Go on by the Tab key alone until what a selector finds has the focus; it is seen at each stop on the way."""
    # A ring that comes softly is on its way at first.
    page.emulate_media(reduced_motion="reduce")
    for _ in range(160):
        page.keyboard.press("Tab")
        found, seen, written = page.evaluate(STOP, selector)
        assert seen, f"the focus is not seen on {written}"
        if found:
            return
    raise AssertionError(f"the Tab key does not lead to {selector}")
