"""HTML that comes in where plain text is meant: its words, with paragraphs, lists and the addresses of links."""

import re
from html import unescape
from html.parser import HTMLParser

_MARKUP = re.compile(
    r"</?(a|b|blockquote|body|br|center|div|em|font|h[1-6]|hr|html|i|li|ol|p|pre|span|strong|table|td|th|tr|u|ul)\b[^<>]*>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(amp|lt|gt|quot|apos|nbsp|#\d{2,6}|#x[0-9a-f]{2,5});", re.IGNORECASE)
_UNSEEN = frozenset({"head", "script", "style", "template", "title"})
_PARAGRAPHS = frozenset({"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol", "p", "pre", "table", "ul"})
_LINES = frozenset(
    {"address", "article", "body", "center", "div", "dd", "dt", "footer", "header", "li", "section", "tr"}
)


def plain(text: str) -> str:
    """Give a text without the markup and the entities of HTML, where it has any."""
    if _MARKUP.search(text):
        reader = _Reader()
        reader.feed(text)
        reader.close()
        return reader.text()
    return unescape(text).replace("\xa0", " ") if _ENTITY.search(text) else text


class _Reader(HTMLParser):
    """Gathers the words; how many lines are to be broken before the next one is kept until it comes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._written: list[str] = []
        self._breaks = 0
        self._blank = False
        self._unseen = 0
        self._lists: list[int | None] = []
        self._mark = ""
        self._link: tuple[str, int] | None = None

    def text(self) -> str:
        return "".join(self._written).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "br":
            self._breaks = min(self._breaks + 1, 2)
        elif tag == "a":
            self._link = (dict(attrs).get("href") or "", len(self._written))
        elif tag in {"td", "th"}:
            self._blank = True
        self._part(tag)
        if tag in {"ul", "ol"}:
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._mark = self._next_mark()

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        elif tag == "a" and self._link is not None:
            self._name_address(*self._link)
            self._link = None
        self._part(tag)

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        words = data.split()
        self._blank = self._blank or data[:1].isspace()
        if not words:
            return
        if self._breaks or not self._written:
            self._written.append("\n" * self._breaks if self._written else "")
            self._written.append(self._mark)
        elif self._blank:
            self._written.append(" ")
        self._written.append(" ".join(words))
        self._breaks, self._mark, self._blank = 0, "", data[-1:].isspace()

    def _part(self, tag: str) -> None:
        within_list = tag in {"ul", "ol"} and len(self._lists) > 0
        if tag in _PARAGRAPHS and not within_list and not (self._mark and tag == "p"):
            self._breaks = max(self._breaks, 2)
        elif tag in _LINES or within_list:
            self._breaks = max(self._breaks, 1)

    def _next_mark(self) -> str:
        indented = "  " * max(0, len(self._lists) - 1)
        if not self._lists or self._lists[-1] is None:
            return f"{indented}- "
        self._lists[-1] += 1
        return f"{indented}{self._lists[-1]}. "

    def _name_address(self, address: str, begun: int) -> None:
        """Write a link's address after its words, where they are not the address itself."""
        address = address.strip().removeprefix("mailto:")
        bare = address.split("://")[-1].rstrip("/")
        if re.match(r"https?://|[^\s/:]+@", address) and bare not in "".join(self._written[begun:]):
            self._written.append(f" ({address})")
