"""Certificates of attendance: a page for each person who was there, in their language, with a code that verifies it."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from events_service.documents.naming import in_place_of
from events_service.documents.records import Certificate, NothingToPrint
from events_service.typesetting.document import A4_LANDSCAPE, bookmark, close_document, open_document
from events_service.typesetting.fonts import Weight
from events_service.typesetting.lettering import EU_BLUE, INK, MUTED, Align, Lettering
from events_service.typesetting.page import Page
from events_service.typesetting.tagging import TaggedCanvas
from events_service.web.i18n import N_, Translate, country_note, gettext

_WIDTH, _HEIGHT = 297.0, 210.0
_LEFT, _ROOM = 24.0, 249.0
_CENTRED = Lettering(size=11, smallest=6, colour=MUTED, align=Align.CENTRE)
_LABEL = Lettering(size=8, smallest=5.5, colour=MUTED)


def certificates(people: Sequence[Certificate], words_in: Callable[[str], Translate]) -> bytes:
    """Print certificates in the order given, each in its own language, as a PDF.

    `words_in` gives the translation into a language. Raises FundingStatementMissing, NothingToPrint.
    """
    if not people:
        raise NothingToPrint(gettext(N_("There are no certificates to print: nobody is on the list.")))
    first = people[0]
    canvas = open_document(
        title=f"{words_in(first.language)(N_('Certificate of attendance'))}: {first.event_title}",
        language=first.language,
        visibility=first.visibility,
        page_size=A4_LANDSCAPE,
    )
    for index, person in enumerate(people):
        bookmark(canvas, person.name, f"certificate-{index}")
        with canvas.in_language(person.language), canvas.group("Sect"):
            _draw(canvas, person, words_in(person.language))
        canvas.showPage()
    return close_document(canvas)


def _draw(canvas: TaggedCanvas, person: Certificate, words: Translate) -> None:
    page = Page(canvas=canvas, width=_WIDTH, height=_HEIGHT)
    _draw_frame(page)
    _draw_head(page, person)
    _draw_person(page, person, words)
    _draw_presence(page, person, words)
    _draw_signature(page, person, words)
    if note := country_note(person.country, person.language):
        small = Lettering(size=6.5, smallest=4.5, colour=MUTED, align=Align.CENTRE)
        page.write(page.box(_LEFT, _HEIGHT - 16, _ROOM, 3.5), small, note)
    page.code(person.payload, 241, 151, 33)
    centred = Lettering(size=8, smallest=5, align=Align.CENTRE)
    page.write(page.box(236, 183.5, 43, 4), centred, words(N_("No. {serial}")).format(serial=person.serial))
    page.write(
        page.box(236, 187.3, 43, 4),
        Lettering(size=7, smallest=4.5, colour=MUTED, align=Align.CENTRE),
        words(N_("Scan to verify")),
    )


def _draw_frame(page: Page) -> None:
    canvas = page.canvas
    canvas.begin_artifact()
    canvas.setStrokeColor(EU_BLUE)
    for inset, points in ((9.0, 1.6), (10.6, 0.5)):
        place = page.box(inset, inset, _WIDTH - 2 * inset, _HEIGHT - 2 * inset)
        canvas.setLineWidth(points)
        canvas.rect(place.x, place.y, place.width, place.height, stroke=1, fill=0)
    canvas.end()


def _draw_head(page: Page, person: Certificate) -> None:
    visibility = person.visibility
    page.visibility(visibility, page.box(_LEFT, 19, 76, 14), 11)
    right = Lettering(size=13, smallest=8, weight=Weight.BOLD, colour=EU_BLUE, align=Align.RIGHT)
    page.write(page.box(_LEFT + 90, 18.5, _ROOM - 90, 6), right, f"{visibility.acronym} · {visibility.programme}")
    muted = Lettering(size=9, smallest=5.5, lines=2, colour=MUTED, align=Align.RIGHT)
    page.write(page.box(_LEFT + 90, 24.8, _ROOM - 90, 4.2), muted, visibility.project_name)
    page.write(page.box(_LEFT + 90, 29, _ROOM - 90, 4.2), muted, visibility.reference)


def _draw_person(page: Page, person: Certificate, words: Translate) -> None:
    title = Lettering(size=30, smallest=16, weight=Weight.BOLD, colour=EU_BLUE, align=Align.CENTRE)
    page.write(page.box(_LEFT, 43, _ROOM, 14), title, words(N_("Certificate of attendance")), kind="H1")
    page.write(page.box(_LEFT, 58, _ROOM, 6), _CENTRED, words(N_("This is to certify the attendance of")))
    _draw_name(page, person)
    of = ", ".join(text for text in (person.organisation, person.country) if text)
    top = 85.7 if person.latin_name else 84.5
    page.write(page.box(_LEFT, top, _ROOM, 6.5), Lettering(size=12, smallest=6.5, align=Align.CENTRE), of)
    page.rule(_WIDTH / 2 - 22, 94.5, 44, points=1, colour="#FFCC00")
    event = Lettering(size=20, smallest=9, lines=2, weight=Weight.BOLD, align=Align.CENTRE, leading=1.15)
    page.write(page.box(_LEFT, 97.5, _ROOM, 14), event, person.event_title)
    kind = " · ".join(text for text in (person.event_type, person.theme) if text)
    page.write(page.box(_LEFT, 112, _ROOM, 6), _CENTRED, kind)
    when = Lettering(size=12.5, smallest=7, align=Align.CENTRE)
    page.write(page.box(_LEFT, 118, _ROOM, 6.5), when, " · ".join(filter(None, (person.dates, person.place))))
    page.write(page.box(_LEFT, 124.5, _ROOM, 6), _CENTRED, words(N_("Organised by {host}")).format(host=person.host))


def _draw_name(page: Page, person: Certificate) -> None:
    """Draw the name with its line in Latin letters, which takes its place where no font draws the name."""
    lettering = Lettering(size=34, smallest=12, lines=2, weight=Weight.BOLD, align=Align.CENTRE, leading=1.1)
    name, line = person.name, person.latin_name
    if in_place_of(name, line):
        name, line = line, ""
    if not line:
        page.write(page.box(_LEFT, 65, _ROOM, 19), lettering, name, kind="H2")
        return
    above = page.write(page.box(_LEFT, 64.5, _ROOM, 12.5), replace(lettering, size=31), name, kind="H2")
    # A long name is small: the line below it must not be the larger one.
    below = Lettering(size=min(13.0, max(7.0, 0.6 * above.size)), smallest=5.5, colour=MUTED, align=Align.CENTRE)
    page.write(page.box(_LEFT, 78.3, _ROOM, 6), below, line)


def _draw_presence(page: Page, person: Certificate, words: Translate) -> None:
    """List the days or sessions attended, with their hours."""
    if not person.attended:
        return
    page.write(page.box(_LEFT, 142, 100, 4.5), _LABEL, words(N_("Presence recorded")))
    page.rule(_LEFT, 147, 100)
    height = min(38.0, 5.4 * len(person.attended))
    step = height / len(person.attended)
    for index, line in enumerate(person.attended):
        page.write(page.box(_LEFT, 148 + index * step, 100, step), Lettering(size=10, smallest=4), line)
    if person.hours:
        total = words(N_("Total: {hours}")).format(hours=person.hours)
        bold = Lettering(size=10, smallest=6, weight=Weight.BOLD)
        page.write(page.box(_LEFT, 148 + height + 0.8, 100, 5.2), bold, total)


def _draw_signature(page: Page, person: Certificate, words: Translate) -> None:
    left, width = 138.0, 88.0
    page.write(page.box(left, 151, width, 6), Lettering(size=10.5, smallest=6.5), person.issued)
    page.rule(left, 179, width, points=0.6, colour=INK)
    page.write(page.box(left, 180, width, 5.5), Lettering(size=10, smallest=6), person.signatory or person.host)
    page.write(page.box(left, 185.3, width, 4.2), _LABEL, words(N_("Signature and stamp")))
