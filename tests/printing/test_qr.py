"""QR codes: the same modules as the library draws, under the mask that the standard rates best."""

import xml.etree.ElementTree as ET

import pytest
from qrcode import QRCode, util
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError

from events_service.typesetting.qr import QUIET_ZONE, encode, svg

PAYLOADS = [
    *[f"HTTPS://EVENTS.EXAMPLE.ORG/B/{number * 7919:012X}" for number in range(1, 13)],
    "12345",
    "Здравей, Haskovo",
    "A" * 61,
    "A" * 62,
    "https://events.example.org/" + "x" * 150,
    "9" * 400,
]


def _drawn_by_library(payload: str, mask: int) -> list[list[bool]]:
    code = QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=mask)
    code.add_data(payload, optimize=0)
    code.make()
    return [[bool(cell) for cell in row] for row in code.modules]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_modules_are_those_of_the_library_under_its_best_mask(payload: str) -> None:
    matrix = encode(payload)
    rows = [matrix.cells[row * (matrix.size + 1) :][: matrix.size] for row in range(matrix.size)]
    ours = [[cell == "1" for cell in row] for row in rows]
    by_mask = [_drawn_by_library(payload, mask) for mask in range(8)]
    assert ours in by_mask
    assert util.lost_point(ours) == min(util.lost_point(modules) for modules in by_mask)


def test_an_address_in_capitals_of_61_characters_stays_at_version_3() -> None:
    assert encode("A" * 61).size == 29
    assert encode("A" * 62).size == 33


def test_runs_cover_exactly_the_dark_modules() -> None:
    matrix = encode(PAYLOADS[0])
    covered = {(row, column + step) for row, column, length in matrix.runs() for step in range(length)}
    dark = {divmod(index, matrix.size + 1) for index, cell in enumerate(matrix.cells) if cell == "1"}
    assert covered == dark


def test_a_payload_that_no_version_holds_is_refused() -> None:
    with pytest.raises(DataOverflowError):
        encode("ж" * 2000)


def test_the_svg_keeps_the_quiet_zone_and_escapes_its_label() -> None:
    root = ET.fromstring(svg(PAYLOADS[0], 'Badge of "Jo & Li" <1>'))
    side = encode(PAYLOADS[0]).size + 2 * QUIET_ZONE
    assert root.get("viewBox") == f"{-QUIET_ZONE} {-QUIET_ZONE} {side} {side}"
    assert root.get("aria-label") == 'Badge of "Jo & Li" <1>'
