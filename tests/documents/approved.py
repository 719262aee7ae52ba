"""The approved pictures of documents; `python -m tests.documents.approved` approves what is printed now."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from msgspec.structs import replace
from PIL import Image, ImageChops, ImageFilter, ImageStat

from events_service.documents.agenda import agenda
from events_service.documents.attendance_report import attendance_report
from events_service.documents.badge_layouts import layout_names
from events_service.documents.badges import badges
from events_service.documents.caterer_totals import caterer_totals
from events_service.documents.certificates import certificates
from events_service.documents.door_signs import door_signs
from events_service.documents.participants_list import participants_list
from events_service.documents.place_cards import place_cards
from events_service.documents.records import SheetRow
from events_service.documents.sheet_geometry import Orientation
from events_service.documents.sign_in_sheets import sign_in_sheets
from tests.world.documents import (
    AGENDA,
    CERTIFICATES,
    DOOR_SIGN,
    EVENT,
    LISTED,
    OTHER_SCRIPTS,
    PEOPLE,
    REPORT,
    SHEET,
    TOTALS,
    WORDS,
    badge,
)
from tests.world.paper import pictures

FOLDER = Path(__file__).parent / "approved"
DOTS_PER_INCH = 45

OWN_AGENDA = ("Monday, 13 November", "09:15 Welcome", "14:30 Study visit to a social enterprise")

_people = [replace(person, agenda=OWN_AGENDA) for person in PEOPLE]
_in_other_scripts = [badge(number, *names) for number, names in enumerate(OTHER_SCRIPTS)]
_rows_in_other_scripts = tuple(
    SheetRow(number=number, key=str(number), name=f"{first} {last}", organisation=last, country=first)
    for number, (first, last) in enumerate(OTHER_SCRIPTS, start=1)
)

_PRINTING: dict[str, Callable[[], bytes]] = {
    **{f"badges-{name}": lambda name=name: badges(EVENT, _people, name) for name in layout_names()},
    "badges-other-scripts": lambda: badges(EVENT, _in_other_scripts, "a7"),
    "sign-in-sheet-other-scripts": lambda: sign_in_sheets([replace(SHEET, rows=_rows_in_other_scripts)], WORDS),
    "sign-in-sheet-landscape": lambda: sign_in_sheets([SHEET], WORDS),
    "sign-in-sheet-portrait": lambda: sign_in_sheets([SHEET], WORDS, Orientation.PORTRAIT),
    "certificate": lambda: certificates(CERTIFICATES[:1], lambda language: str),
    "participants-list": lambda: participants_list(LISTED, WORDS),
    "place-cards": lambda: place_cards(EVENT, PEOPLE),
    "agenda": lambda: agenda(AGENDA, WORDS),
    "door-sign": lambda: door_signs([DOOR_SIGN]),
    "caterer-totals": lambda: caterer_totals(TOTALS, WORDS),
    "attendance-report": lambda: attendance_report(REPORT, WORDS),
}
DOCUMENTS = {name: cache(printing) for name, printing in _PRINTING.items()}
"""What prints each document, once in a process."""


def picture(name: str) -> Image.Image:
    """Render the first page of a document in grey."""
    return pictures(DOCUMENTS[name](), DOTS_PER_INCH)[0].convert("L")


def difference(one: Image.Image, other: Image.Image) -> float:
    """Give how far two pictures are apart at their worst place, from 0 to 255, single pixels blurred away."""
    blurred = (image.filter(ImageFilter.BoxBlur(2)) for image in (one, other))
    return float(ImageStat.Stat(ImageChops.difference(*blurred)).extrema[0][1])


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in DOCUMENTS:
        picture(name).quantize(16).save(FOLDER / f"{name}.png", optimize=True)
