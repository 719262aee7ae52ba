"""The EU emblem, drawn from its published geometry: on paper, as the picture in mails, and as pages show it."""

import io
from functools import cache
from math import cos, pi, sin

from PIL import Image, ImageDraw

BLUE, GOLD = "#003399", "#FFCC00"
PICTURE_HEIGHT = 96
"""Pixels of the picture in mails, whose programs show no SVG; shown at half of that, it is sharp on phones."""

_FINER = 8
"""How many times larger it is drawn before it is made small, so that edges are smooth."""


@cache
def stars() -> list[list[tuple[float, float]]]:
    """Give the ten corners of each of the twelve stars, upwards from the lower left, for a height of 1.

    static/emblem.svg holds the same corners.
    """
    drawn = []
    for hour in range(12):
        # The centres stand like the hours of a clock on a circle whose radius is a third of the height.
        centre_x, centre_y = 0.75 + sin(hour * pi / 6) / 3, 0.5 + cos(hour * pi / 6) / 3
        drawn.append([(centre_x + radius * sin(turn), centre_y + radius * cos(turn)) for radius, turn in _star()])
    return drawn


def _star() -> list[tuple[float, float]]:
    """Give radius and angle of a star's ten corners; the outer ones lie on a circle of an eighteenth of the height."""
    outer = 1 / 18
    inner = outer * sin(pi / 10) / sin(3 * pi / 10)
    return [(inner if corner % 2 else outer, corner * pi / 5) for corner in range(10)]


@cache
def emblem_png() -> bytes:
    """Give the emblem as PNG, the same bytes at each call."""
    height = PICTURE_HEIGHT * _FINER
    drawn = Image.new("RGB", (height * 3 // 2, height), BLUE)
    pen = ImageDraw.Draw(drawn)
    for corners in stars():
        pen.polygon([(x * height, (1 - y) * height) for x, y in corners], fill=GOLD)
    small = drawn.resize((PICTURE_HEIGHT * 3 // 2, PICTURE_HEIGHT), Image.Resampling.BOX)
    written = io.BytesIO()
    small.save(written, "PNG")
    return written.getvalue()
