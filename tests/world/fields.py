"""A form as a browser sends it: each field of a page with what stands in it, and nothing that is not ticked."""

from html.parser import HTMLParser

UNSENT = {"submit", "button", "file", "reset", "image"}


class _Fields(HTMLParser):
    """Collects the fields of a page with what stands in them."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.select: str | None = None
        self.text: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select is not None:
            if "selected" in given or self.select not in self.sent:
                self.sent[self.select] = [given.get("value", "")]
        elif tag == "textarea":
            self.text, self.sent[name] = name, [""]
        elif tag == "input" and name and _is_sent(kind, given):
            self.sent.setdefault(name, []).append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.sent[self.text][0] += data

    def handle_endtag(self, tag: str) -> None:
        self.select = None if tag == "select" else self.select
        self.text = None if tag == "textarea" else self.text


def _is_sent(kind: str, given: dict[str, str]) -> bool:
    return kind not in UNSENT and (kind not in {"checkbox", "radio"} or "checked" in given)


def fields_of(html: str) -> dict[str, list[str]]:
    """Give what a browser would send if nobody changed anything."""
    fields = _Fields()
    fields.feed(html)
    return fields.sent
