"""From a request to its document: whose badges, which lists, and the PDF of it all or of its first page."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from events_service.documents.agenda import agenda
from events_service.documents.badge_layouts import Field, Layout, Text, read_layout
from events_service.documents.badge_selection import in_order, new_or_changed
from events_service.documents.badges import badges
from events_service.documents.caterer_totals import caterer_totals
from events_service.documents.door_signs import door_signs
from events_service.documents.participants_list import participants_list
from events_service.documents.place_cards import place_cards
from events_service.documents.records import Badge, NothingToPrint
from events_service.documents.sign_in_sheets import sign_in_sheets
from events_service.printing import preparing
from events_service.printing.languages import languages_of
from events_service.printing.preparing_agenda import agenda_of, caterer_totals_of, door_signs_of
from events_service.printing.preparing_sheets import sign_in_sheets_of
from events_service.printing.requests import DocumentKind, PrintRequest, Selection
from events_service.programme.finding import FoundEvent
from events_service.registrations.records import Registration
from events_service.web.i18n import N_, gettext

Progress = Callable[[int], None]


class Sources(Struct, frozen=True, kw_only=True):
    """What documents are made from: the event, who is confirmed, badges printed before, each day's diets, and when."""

    found: FoundEvent
    registrations: Sequence[Registration]
    base_url: str
    printed: Mapping[str, str] = {}
    diets: Mapping[date, Sequence[tuple[str, int]]] = {}
    now: datetime


def badges_wanted(request: PrintRequest, sources: Sources) -> list[Badge]:
    """Give the badges that a request asks for. Raises NobodyToPrint, NothingToPrint, UnknownLayout."""
    on_badge = request.document is DocumentKind.BADGES and _shows_agenda(read_layout(request.layout))
    event = sources.found.event if on_badge else None
    people = preparing.badges_of(sources.registrations, sources.base_url, event)
    if request.person is not None:
        people = [one for one in people if one.key == str(request.person)]
    elif request.selection is Selection.NEW_OR_CHANGED:
        people = new_or_changed(people, sources.printed)
        if not people:
            raise NothingToPrint(gettext(N_("No badge is new or changed since it was last printed.")))
    return people


def draw(request: PrintRequest, sources: Sources, progress: Progress = lambda done: None) -> bytes:
    """Print the document that a request asks for. Raises PrintingRefused with the sentence that says why not."""
    found = sources.found
    languages = languages_of(found, request.first_language, request.second_language)
    words = languages.words
    if request.is_labels:
        return _draw_labels(request, sources, badges_wanted(request, sources), progress)
    match request.document:
        case DocumentKind.SIGN_IN_SHEETS:
            choice = replace(request.sheet_choice, languages=languages)
            sheets = sign_in_sheets_of(found, sources.registrations, sources.base_url, choice)
            return sign_in_sheets(sheets, words, request.orientation)
        case DocumentKind.PARTICIPANTS:
            return participants_list(preparing.participants_list_of(found, sources.registrations, languages), words)
        case DocumentKind.AGENDA:
            return agenda(agenda_of(found, languages), words)
        case DocumentKind.DOOR_SIGNS:
            return door_signs(door_signs_of(found, sources.base_url, languages))
        case _:
            totals = caterer_totals_of(found, sources.registrations, sources.diets, sources.now, languages)
            return caterer_totals(totals, words)


def draw_beginning(request: PrintRequest, sources: Sources) -> bytes:
    """Print as much as the first page needs, so that a preview of a thousand badges comes at once."""
    if not request.is_labels:
        return draw(request, sources)
    name, folder = (request.layout, "badges") if request.document is DocumentKind.BADGES else ("tent", "place_cards")
    grid = read_layout(name, folder).grid
    ordered = in_order(badges_wanted(request, sources), request.order, "en")
    return _draw_labels(request, sources, ordered[: grid.columns * grid.rows], lambda done: None)


def _draw_labels(request: PrintRequest, sources: Sources, people: Sequence[Badge], progress: Progress) -> bytes:
    event, options = preparing.badge_event(sources.found), request.badge_options
    if request.document is DocumentKind.PLACE_CARDS:
        as_drawn = replace(options, cut_marks=None, start_at=1)
        return place_cards(event, people, as_drawn, progress)
    return badges(event, people, request.layout, options, progress)


def _shows_agenda(layout: Layout) -> bool:
    return any(isinstance(one, Text) and one.field is Field.AGENDA for one in layout.elements)
