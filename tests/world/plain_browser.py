"""A browser without JavaScript: it follows links and sends the forms that a page really has, by what stands on them.

What a form does not have cannot be filled in, what a choice does not offer cannot be chosen.
"""

from typing import Any, Self

import httpx
import lxml.html

from tests.world.pages import text_of


class Form:
    """A form that has the button of a name; `fill` and `press` it."""

    def __init__(self, page: "Page", element: Any, button: Any) -> None:
        self.page, self.element, self.button = page, element, button

    @property
    def texts(self) -> list[str]:
        """What its buttons say."""
        return [_words(each) for each in self.element.iter("button")]

    def fill(self, fields: dict[str, str | bool | list[str]]) -> Self:
        """Type, choose and tick: a list means a box of each of its values, True and False a box of its own."""
        for name, value in fields.items():
            field = self.element.inputs[name]
            if isinstance(value, bool):
                field.checked = value
            elif isinstance(value, list):
                boxes = field if isinstance(field, lxml.html.CheckboxGroup) else [field]
                assert set(value) <= {box.get("value") for box in boxes}, (name, value)
                for box in boxes:
                    box.checked = box.get("value") in value
            else:
                assert field.get("type") not in {"checkbox", "hidden"} if hasattr(field, "get") else True, name
                field.value = value
        return self

    async def press(self) -> "Page":
        """Send the form by its button."""
        sent: dict[str, list[str]] = {}
        for name, value in self.element.form_values():
            sent.setdefault(name, []).append(value.replace("\n", "\r\n"))
        if self.button.get("name"):
            sent.setdefault(self.button.get("name"), []).append(self.button.get("value", ""))
        action = self.button.get("formaction") or self.element.get("action") or str(self.page.url)
        address, client = self.page.url.join(action), self.page.client
        if self.element.method == "GET":
            return Page(client, await client.get(address, params=sent, follow_redirects=True))
        files = {"unused": ("", b"")} if self.element.get("enctype") == "multipart/form-data" else None
        return Page(client, await client.post(address, data=sent, files=files, follow_redirects=True))


class Page:
    """A page that was opened: `text` is what a reader sees."""

    def __init__(self, client: httpx.AsyncClient, answer: httpx.Response) -> None:
        assert answer.status_code in {200, 201, 422}, (answer.url, answer.status_code, text_of(answer.text))
        client.cookies.update(answer.cookies)
        self.client, self.answer, self.url = client, answer, answer.url
        self.text = text_of(answer.text)
        self.root = lxml.html.fromstring(answer.text)
        for area in self.root.iter("textarea"):
            # HTML takes the first line break of a text area for its own.
            area.text = (area.text or "").removeprefix("\n")

    def form(self, button: str, within: str = "") -> Form:
        """Give the form with a button of this text, in the part of the page with an id where it has several."""
        found = self._first("button", button, within)
        return Form(self, next(found.iterancestors("form")), found)

    async def follow(self, link: str, within: str = "") -> "Page":
        """Open what the first link of this text leads to."""
        found = self._first("a", link, within)
        return await open_page(self.client, str(self.url.join(found.get("href"))))

    def _first(self, tag: str, text: str, within: str) -> Any:
        part = self.root.get_element_by_id(within) if within else self.root
        there = [each for each in part.iter(tag) if each.get("aria-hidden") is None]
        found = [each for each in there if _words(each) == text]
        assert found, (self.url, text, [_words(each) for each in there])
        return found[0]


def _words(element: Any) -> str:
    return " ".join(element.text_content().split())


async def open_page(client: httpx.AsyncClient, address: str) -> Page:
    """Open an address, and whatever it leads on to."""
    return Page(client, await client.get(address, follow_redirects=True))
