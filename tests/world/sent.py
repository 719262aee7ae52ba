"""A form as a browser without JavaScript sends it: what stands in its fields, read from the page."""

from html.parser import HTMLParser


def fields_of(html: str, form: str = "edit-form") -> dict[str, str]:
    """Give the fields of the form with an id, by their names, as they stand there; no name stands twice."""
    reader = _Fields(form)
    reader.feed(html)
    return reader.fields


class _Fields(HTMLParser):
    def __init__(self, form: str) -> None:
        super().__init__()
        self.form, self.inside = form, False
        self.fields: dict[str, str] = {}
        self.area: str | None = None
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("id") == self.form
        if not self.inside:
            return
        if tag == "input" and given.get("name"):
            if given.get("type") not in {"checkbox", "radio"} or "checked" in given:
                self.fields[given["name"]] = given.get("value", "")
        elif tag == "textarea":
            self.area = given["name"]
            self.fields[self.area] = ""
        elif tag == "select":
            self.select = given["name"]
        elif tag == "option" and self.select and ("selected" in given or self.select not in self.fields):
            self.fields[self.select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self.area:
            # HTML takes the first line break of a text area for its own.
            self.fields[self.area] = self.fields[self.area].removeprefix("\n")
            self.area = None
        elif tag == "select":
            self.select = None

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area] += data
