"""The emblem is drawn once: pages, paper and mails show the same twelve stars."""

import io
import re

from PIL import Image

from events_service.settings import resource_dir
from events_service.typesetting.emblem import _emblem
from events_service.web.emblem import emblem_png, stars


def test_the_drawing_that_pages_show_has_the_same_corners() -> None:
    svg = (resource_dir("templates") / "static" / "emblem.svg").read_text()
    shown = [
        [tuple(map(float, corner.split(","))) for corner in polygon.split()]
        for polygon in re.findall(r'<polygon points="([^"]+)"', svg)
    ]
    assert 'viewBox="0 0 810 540"' in svg
    assert shown == [[(round(x * 540, 2), round(540 - y * 540, 2)) for x, y in corners] for corners in stars()]


def test_paper_draws_the_same_corners() -> None:
    drawn = re.findall(r"([\d.]+) ([\d.]+) [ml]", _emblem())
    assert drawn == [(f"{x:.5f}", f"{y:.5f}") for corners in stars() for x, y in corners]


def test_the_picture_in_mails_is_blue_with_twelve_golden_stars() -> None:
    picture = Image.open(io.BytesIO(emblem_png())).convert("RGB")
    assert picture.size == (144, 96)
    for corners in stars():
        x, y = (sum(corner[axis] for corner in corners) / 10 for axis in (0, 1))
        assert picture.getpixel((int(x * 96), int((1 - y) * 96))) == (0xFF, 0xCC, 0x00)
    blue = sum(1 for pixel in picture.get_flattened_data() if pixel == (0x00, 0x33, 0x99))
    assert 0.94 < blue / (144 * 96) < 0.96
