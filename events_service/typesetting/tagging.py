"""A canvas that writes a document's structure beside its pages (ISO 32000-1 §14.7 and §14.8).

Screen readers and auditors' programs then know headings, tables and pictures, their order and their language. What is
drawn outside of all marks is decoration: `artifact` says so.
"""

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObject, PDFStream
from reportlab.pdfgen.canvas import Canvas

from events_service.typesetting.glyph_fonts import GlyphFonts

_HOLDS_TEXT = frozenset({"P", "H1", "H2", "TH", "TD", "Caption", "LBody"})
"""Elements to which text belongs without one of its own."""


class Element:
    """An element of the structure: its kind, what it belongs to, and its parts, numbers of marks among them."""

    __slots__ = ("alternative", "kids", "kind", "language", "number", "page", "parent")

    def __init__(self, kind: str, parent: "Element | None", language: str, alternative: str = "") -> None:
        """Begin an element without parts; `alternative` is read aloud in place of a picture."""
        self.kind, self.parent, self.language, self.alternative = kind, parent, language, alternative
        self.page = -1
        self.number = 0
        self.kids: list[Element | int | tuple[int, int]] = []

    def add_mark(self, page: int, mark: int) -> None:
        """Take marked content for a part; the first page is the element's own."""
        if self.page < 0:
            self.page = page
        self.kids.append(mark if page == self.page else (page, mark))


class TaggedCanvas(Canvas):
    """A canvas whose text and pictures are parts of a structure, and that draws letters of fallback fonts."""

    _code: list[str]

    def __init__(self, file: BinaryIO, *, language: str, **named: Any) -> None:
        """Begin a document in a language (BCP 47)."""
        self.glyph_fonts = GlyphFonts()
        self.language = language
        self._spoken = language
        self._top = self._open = Element("Document", None, language)
        self._marks: list[Element] = []
        self._marked_pages: list[list[Element]] = []
        self._in_form = False
        super().__init__(file, lang=language, **named)

    @property
    def spoken(self) -> str:
        """The language of what is drawn now."""
        return self._spoken

    @contextmanager
    def group(self, kind: str) -> Iterator[None]:
        """Draw the parts of an element, such as a Table, a TR or a Sect; without parts it is left out."""
        if self._in_form:
            yield
            return
        outer = self._open
        self._open = Element(kind, outer, self._spoken)
        yield
        if self._open.kids:
            outer.kids.append(self._open)
        self._open = outer

    @contextmanager
    def in_language(self, language: str | None) -> Iterator[None]:
        """Draw in another language than the document's."""
        outer, self._spoken = self._spoken, language or self._spoken
        yield
        self._spoken = outer

    def begin(self, kind: str, alternative: str = "") -> None:
        """Mark what is drawn until `end` as an element, or as text of the open one."""
        if self._in_form:
            return
        element = self._open
        if kind == "Figure" or element.kind not in _HOLDS_TEXT or element.language != self._spoken:
            kind = kind if kind == "Figure" or element.kind not in _HOLDS_TEXT else "Span"
            element = Element(kind, element, self._spoken, alternative)
            self._open.kids.append(element)
        mark = len(self._marks)
        element.add_mark(len(self._marked_pages), mark)
        self._marks.append(element)
        self._code.append(f"/{kind} <</MCID {mark}>> BDC")

    def begin_artifact(self) -> None:
        """Mark what is drawn until `end` as decoration, which is not read aloud."""
        if not self._in_form:
            self._code.append("/Artifact BMC")

    def end(self) -> None:
        """End what `begin` or `begin_artifact` began."""
        if not self._in_form:
            self._code.append("EMC")

    def mark_place(self) -> int:
        """Give the place on this page where drawing goes on, for `drawn_since`."""
        return len(self._code)

    def drawn_since(self, place: int) -> list[str]:
        """Give the ink since a place on this page, without the marks that make it part of the structure."""
        return [code for code in self._code[place:] if code != "EMC" and not code.endswith((" BDC", " BMC"))]

    def draw_again(self, ink: Sequence[str]) -> None:
        """Draw ink of this document once more, as decoration, which is not read aloud."""
        self.begin_artifact()
        self._code += ink
        self.end()

    def beginForm(self, *arguments: Any, **named: Any) -> None:  # noqa: N802  (reportlab's name)
        """Begin a form; it is marked as a whole where it is shown."""
        super().beginForm(*arguments, **named)
        self._in_form = True

    def endForm(self, **named: Any) -> None:  # noqa: N802  (reportlab's name)
        """End the form."""
        super().endForm(**named)
        self._in_form = False

    def showPage(self) -> None:  # noqa: N802  (reportlab's name)
        """End a page, and keep what was marked on it."""
        super().showPage()
        page = cast(Any, self)._doc.Pages.pages[-1]
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = len(self._marked_pages), PDFName("S")
        # Left alone, the ink of all pages is kept as text until the document is written.
        packed = PDFDictionary({"Filter": PDFArray([PDFName("FlateDecode")])})
        page.Contents = PDFStream(packed, zlib.compress(page.stream.encode()))
        page.stream = None
        self._marked_pages.append(self._marks)
        self._marks = []

    def finish(self) -> None:
        """Write structure and fallback fonts into the document; call once, after the last page."""
        document = cast(Any, self)._doc
        self.glyph_fonts.embed(document)
        elements = list(_numbered(self._top, document.objectcounter + 1))
        root_number = document.objectcounter + len(elements) + 1
        pages = [document.idToObjectNumberAndVersion[page.__InternalName__][0] for page in document.Pages.pages]
        for element in elements:
            document.Reference(_Written(_dictionary(element, root_number, pages, self.language)))
        # The pages' marks lead back to their elements through a tree of numbers, here of one leaf (§7.9.7).
        marks = "\n".join(
            f"{index} [{' '.join([f'{element.number} 0 R' for element in marked])}]"
            for index, marked in enumerate(self._marked_pages)
        )
        root = _Written(
            f"<< /Type /StructTreeRoot /K {self._top.number} 0 R /ParentTree << /Nums [{marks}] >> "
            f"/ParentTreeNextKey {len(pages)} >>"
        )
        document.Catalog.StructTreeRoot = document.Reference(root)
        document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})


class _Written(PDFObject):
    """An object whose text is ready."""

    def __init__(self, text: str) -> None:
        self._octets = text.encode("ascii")

    def format(self, document: object) -> bytes:
        return self._octets


def _numbered(top: Element, number: int) -> Iterator[Element]:
    """Number an element and all below it in reading order."""
    waiting = [top]
    while waiting:
        element = waiting.pop()
        element.number = number
        number += 1
        yield element
        waiting += [kid for kid in reversed(element.kids) if isinstance(kid, Element)]


def _dictionary(element: Element, root: int, pages: Sequence[int], language: str) -> str:
    """Write an element's dictionary (§14.7.2, table 323); a language only where it is not the one of what it is in."""
    parent = element.parent
    parts = [f"<< /S /{element.kind} /P {parent.number if parent else root} 0 R"]
    if element.page >= 0:
        parts.append(f"/Pg {pages[element.page]} 0 R")
    if element.language != (parent.language if parent else language):
        parts.append(f"/Lang ({element.language})")
    if element.alternative:
        parts.append(f"/Alt <feff{element.alternative.encode('utf-16-be').hex()}>")
    if element.kind == "TH":
        parts.append("/A << /O /Table /Scope /Column >>")
    return f"{' '.join(parts)} /K [{' '.join([_kid(kid, pages) for kid in element.kids])}] >>"


def _kid(kid: Element | int | tuple[int, int], pages: Sequence[int]) -> str:
    if isinstance(kid, int):
        return f"{kid}"
    if isinstance(kid, Element):
        return f"{kid.number} 0 R"
    return f"<< /Type /MCR /Pg {pages[kid[0]]} 0 R /MCID {kid[1]} >>"
