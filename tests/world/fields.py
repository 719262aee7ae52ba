"""A form as a browser without JavaScript sends it: what stands in its fields, and nothing that is not ticked."""

from html.parser import HTMLParser

UNSENT = {"submit", "button", "file", "reset", "image"}


class _Fields(HTMLParser):
    """Collects the fields of a page, or of its form with an id, with what stands in them."""

    def __init__(self, form: str | None) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.form, self.inside = form, form is None
        self.select: str | None = None
        self.text: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "form" and self.form is not None:
            self.inside = given.get("id") == self.form
        if not self.inside:
            return
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
        if tag == "form" and self.form is not None:
            self.inside = False
        elif tag == "textarea" and self.text is not None:
            # HTML takes the first line break of a text area for its own.
            self.sent[self.text] = [self.sent[self.text][0].removeprefix("\n")]
            self.text = None
        elif tag == "select":
            self.select = None


def _is_sent(kind: str, given: dict[str, str]) -> bool:
    return kind not in UNSENT and (kind not in {"checkbox", "radio"} or "checked" in given)


def fields_of(html: str, form: str | None = None) -> dict[str, list[str]]:
    """Give what a browser would send if nobody changed anything, of the whole page or of the form with an id."""
    fields = _Fields(form)
    fields.feed(html)
    return fields.sent


def single_fields_of(html: str, form: str) -> dict[str, str]:
    """Give the same of a form in which no name stands twice."""
    sent = fields_of(html, form)
    assert all(len(values) == 1 for values in sent.values())
    return {name: values[0] for name, values in sent.items()}
