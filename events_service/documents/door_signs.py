"""Signs for doors: which room this is and what happens in it, with a code that opens each session."""

from collections.abc import Sequence

from reportlab.lib.units import mm

from events_service.documents.agenda_records import DoorSession, DoorSign
from events_service.documents.list_page import joined
from events_service.documents.records import NothingToPrint
from events_service.typesetting.document import A4_LANDSCAPE, bookmark, close_document, open_document
from events_service.typesetting.fonts import Weight
from events_service.typesetting.lettering import EU_BLUE, MUTED, Align, Lettering
from events_service.typesetting.page import Page
from events_service.typesetting.tagging import TaggedCanvas
from events_service.web.i18n import N_, gettext

_LEFT, _ROOM = 18.0, 261.0
_PER_PAGE = 3


def door_signs(signs: Sequence[DoorSign]) -> bytes:
    """Print signs as a PDF, three sessions on a page. Raises FundingStatementMissing, NothingToPrint."""
    if not signs:
        raise NothingToPrint(
            gettext(N_("There are no door signs to print: no session names its room. Add rooms to the agenda."))
        )
    first = signs[0]
    canvas = open_document(
        title=first.event_title, language=first.language, visibility=first.visibility, page_size=A4_LANDSCAPE
    )
    for index, sign in enumerate(signs):
        bookmark(canvas, f"{sign.room.english}, {sign.date.english}", f"sign-{index}")
        for start in range(0, max(1, len(sign.sessions)), _PER_PAGE):
            _draw(canvas, sign, sign.sessions[start : start + _PER_PAGE])
            canvas.showPage()
    return close_document(canvas)


def _draw(canvas: TaggedCanvas, sign: DoorSign, sessions: Sequence[DoorSession]) -> None:
    page = Page(canvas=canvas, width=A4_LANDSCAPE[0] / mm, height=A4_LANDSCAPE[1] / mm)
    room = Lettering(size=74, smallest=24, lines=2, weight=Weight.BOLD, leading=1.08)
    other = sign.room.local if sign.room.local != sign.room.english else ""
    page.write(page.box(_LEFT, 14, _ROOM, 38 if other else 48), room, sign.room.english, kind="H1")
    page.write(page.box(_LEFT, 52, _ROOM, 12), Lettering(size=28, smallest=12, colour=MUTED), other)
    page.write(page.box(_LEFT, 65, _ROOM, 8), Lettering(size=16, smallest=9, colour=EU_BLUE), joined(sign.date))
    page.rule(_LEFT, 76, _ROOM, points=1.4, colour=EU_BLUE)
    for index, session in enumerate(sessions):
        with canvas.group("Sect"):
            _draw_session(page, session, 80 + index * 32)
    page.rule(_LEFT, 181, _ROOM, points=0.6, colour=EU_BLUE)
    page.visibility(sign.visibility, page.box(_LEFT, 185, 84, 13), 11)
    right = Lettering(size=11, smallest=7, align=Align.RIGHT)
    line = f"{sign.visibility.acronym} · {sign.visibility.reference} · {sign.visibility.programme}"
    page.write(page.box(_LEFT + 90, 185, _ROOM - 90, 6.5), right, line)
    page.write(page.box(_LEFT + 90, 191.5, _ROOM - 90, 6.5), right, sign.event_title)


def _draw_session(page: Page, session: DoorSession, top: float) -> None:
    page.write(page.box(_LEFT, top, 52, 31), Lettering(size=23, smallest=12, weight=Weight.BOLD), session.hours)
    left, width = _LEFT + 54, _ROOM - 54 - 36
    title = Lettering(size=20, smallest=9, lines=2, weight=Weight.BOLD, leading=1.1)
    local = session.title.local if session.title.local != session.title.english else ""
    page.write(
        page.box(left, top + 2, width, 15), title, session.title.english, vertical=1 if local else 0.5, kind="H2"
    )
    page.write(page.box(left, top + 17, width, 7), Lettering(size=14, smallest=8, colour=MUTED), local)
    page.write(page.box(left, top + 24, width, 6), Lettering(size=11.5, smallest=7), session.speakers)
    page.code(session.payload, _LEFT + _ROOM - 31, top, 31)
