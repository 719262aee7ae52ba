"""Pages as a reader sees them: their text, without markup, and what is empty on them."""

import re
from html.parser import HTMLParser

import httpx

NEVER_EMPTY = {"dd", "dt", "label", "legend", "th", "caption", "figcaption", "h1", "h2", "h3", "summary", "button", "a"}
SEEN_WITHOUT_TEXT = {"img", "svg", "input", "select", "textarea", "progress", "meter"}
"""What a reader sees though it has no text of its own."""
VOID = {"img", "input", "br", "hr", "link", "meta", "source", "wbr", "col"}


class Emptiness(HTMLParser):
    """Collects what is empty on a page, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, list[str], str]] = []
        self.empty: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links += [given["href"] or ""] if tag == "a" and "href" in given else []
        if tag in SEEN_WITHOUT_TEXT or (given.get("aria-label") or "").strip():
            self._see(tag)
        if tag not in VOID:
            self.open.append((tag, [], self.get_starttag_text() or ""))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._see(data)

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            closed, seen, written = self.open.pop()
            if closed in NEVER_EMPTY and not seen and "hidden" not in written and "aria-label" not in written:
                self.empty.append(written)
            if closed == tag:
                return

    def _see(self, what: str) -> None:
        for _, seen, _ in self.open:
            seen.append(what)


def text_of(html: str) -> str:
    """Give what a reader sees, with single spaces."""
    without_tags = re.sub(r"<(script|style|head).*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)
    return " ".join(without_tags.replace("&#39;", "'").split()).replace(" ,", ",")


async def seen(client: httpx.AsyncClient, address: str) -> str:
    """Open a page and give its text."""
    answer = await client.get(address)
    assert answer.status_code == 200, (address, answer.text)
    return text_of(answer.text)
