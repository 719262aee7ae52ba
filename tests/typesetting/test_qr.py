"""QR codes: what is drawn is read by others, under the given mask as under any other."""

import random
import xml.etree.ElementTree as ET

import pytest
from PIL import Image

from events_service.typesetting.qr import QUIET_ZONE, Matrix, encode, svg
from tests.world.paper import codes, codes_by_zbar, photo

ADDRESSES = [f"HTTPS://EVENTS.EXAMPLE.ORG/B/{number * 7919:012X}" for number in range(1, 21)]
PAYLOADS = [
    *ADDRESSES[:3],
    "12345",
    "Здравей, Haskovo",
    "A" * 61,
    "A" * 62,
    "https://events.example.org/" + "x" * 150,
    "9" * 400,
]


def _picture(matrix: Matrix, pixels: int = 5) -> Image.Image:
    """Draw the runs of a code with its quiet zone; a module of a badge's code at 150 dpi has four pixels and a half."""
    side = (matrix.size + 2 * QUIET_ZONE) * pixels
    picture = Image.new("L", (side, side), 255)
    for row, first, length in matrix.runs():
        left, top = (first + QUIET_ZONE) * pixels, (row + QUIET_ZONE) * pixels
        picture.paste(0, (left, top, left + length * pixels, top + pixels))
    return picture


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_was_encoded_is_read(payload: str) -> None:
    picture = _picture(encode(payload))
    assert codes(picture) == [payload]
    assert codes_by_zbar([picture]) == [[payload]]


@pytest.mark.parametrize("mask", range(8))
def test_every_mask_is_read_from_a_phones_photo(mask: int) -> None:
    photos = [photo(_picture(encode(address, mask)), random.Random(address)) for address in ADDRESSES]
    assert [codes(seen) for seen in photos] == [[address] for address in ADDRESSES]
    assert codes_by_zbar(photos) == [[address] for address in ADDRESSES]


def test_an_address_in_capitals_of_61_characters_stays_at_version_3() -> None:
    assert encode("A" * 61).size == 29
    assert encode("A" * 62).size == 33


def test_runs_cover_exactly_the_dark_modules_and_none_touches_another_in_its_row() -> None:
    matrix = encode(PAYLOADS[0])
    runs = list(matrix.runs())
    covered = {(row, column + step) for row, column, length in runs for step in range(length)}
    dark = {(row, column) for row, cells in enumerate(matrix.rows) for column, cell in enumerate(cells) if cell == "1"}
    assert covered == dark
    assert not {(row, column + length) for row, column, length in runs} & {(row, column) for row, column, _ in runs}


def test_a_payload_that_no_version_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="version"):
        encode("ж" * 2000)


def test_the_svg_keeps_the_quiet_zone_and_escapes_its_label() -> None:
    root = ET.fromstring(svg(PAYLOADS[0], 'Badge of "Jo & Li" <1>'))
    side = encode(PAYLOADS[0]).size + 2 * QUIET_ZONE
    assert root.get("viewBox") == f"{-QUIET_ZONE} {-QUIET_ZONE} {side} {side}"
    assert root.get("aria-label") == 'Badge of "Jo & Li" <1>'
