"""The service's mark as a picture, for browsers and phones that take no SVG; drawn from the same lines as mark.svg."""

import io

from PIL import Image, ImageDraw

BLUE, WHITE, GOLD = "#003399", "#FFFFFF", "#FFCC00"
VIEW = 32
"""The side of mark.svg's view box; what follows is in its units."""

LINES = ((8.0, 24.0, 8.5, WHITE), (8.0, 16.5, 16.0, GOLD), (8.0, 19.0, 23.5, WHITE))
"""From, to, height, colour: an agenda of three lines."""

STROKE = 3.4
_FINER = 4
"""How many times larger it is drawn before it is made small, so that edges are smooth."""


def icon(side: int, form: str) -> bytes:
    """Draw the mark as a square of so many pixels, as PNG or ICO; the corners are filled, for systems round them."""
    scale = side * _FINER / VIEW
    drawn = Image.new("RGB", (side * _FINER, side * _FINER), BLUE)
    pen = ImageDraw.Draw(drawn)
    for left, right, height, colour in LINES:
        box = (left - STROKE / 2, height - STROKE / 2, right + STROKE / 2, height + STROKE / 2)
        pen.rounded_rectangle([edge * scale for edge in box], radius=STROKE * scale / 2, fill=colour)
    written = io.BytesIO()
    drawn.resize((side, side), Image.Resampling.LANCZOS).save(written, form)
    return written.getvalue()
