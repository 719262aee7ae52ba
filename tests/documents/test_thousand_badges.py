"""Every badge of a print of a thousand is read, from the page and from a phone's photo of it."""

import random

import pytest
from PIL import Image

from events_service.documents.badge_layouts import places, read_layout
from events_service.documents.badges import badges
from events_service.documents.records import Badge
from tests.world.documents import EVENT, NAMES, badge, payload
from tests.world.paper import codes, codes_by_zbar, photo, pictures

LAYOUT = "90x54"
DOTS_PER_INCH = 150
HUNDREDS = [range(start, start + 100) for start in range(0, 1000, 100)]


def _person(number: int) -> Badge:
    first, last = NAMES[number % len(NAMES)]
    return badge(number, first, f"{last} {number}")


@pytest.mark.parametrize("numbers", HUNDREDS, ids=str)
def test_every_code_of_a_thousand_badges_is_read_at_150_dpi_and_from_a_phones_photo(numbers: range) -> None:
    labels = _labels(numbers)
    written = [[payload(number)] for number in numbers]
    assert [codes(label) for label in labels] == written
    chance = random.Random(numbers.start)
    photos = [photo(_around_code(label), chance) for label in labels]
    assert [codes(seen) for seen in photos] == written
    # The second reader takes ten times as long: every fifth.
    assert codes_by_zbar(photos[::5]) == written[::5]


def _labels(numbers: range) -> list[Image.Image]:
    """Give the pictures of badges, each cut out along its label's edges."""
    layout = read_layout(LAYOUT)
    pages = pictures(badges(EVENT, [_person(number) for number in numbers], LAYOUT), DOTS_PER_INCH)
    return [
        page.crop(_pixels(left, top, layout.width, layout.height)) for page in pages for left, top in places(layout)
    ]


def _around_code(label: Image.Image) -> Image.Image:
    """Cut out what a phone held over the code sees: the code and a finger's width around it."""
    return label.crop(_pixels(52, 16, 38, 38))


def _pixels(left: float, top: float, width: float, height: float) -> tuple[int, int, int, int]:
    dots = DOTS_PER_INCH / 25.4
    return round(left * dots), round(top * dots), round((left + width) * dots), round((top + height) * dots)
