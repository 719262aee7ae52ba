"""Reads PDFs back with other libraries than the one that wrote them."""

import io
import json
import os
import random
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import zxingcpp
from PIL import Image, ImageEnhance, ImageFilter

from tests.calendars.ensure_clients import ensure

ZBAR = Path(__file__).with_name("zbar.cjs")


def page_texts(pdf: bytes) -> list[str]:
    """Give the text of each page on one line."""
    with pdfium.PdfDocument(pdf) as document:
        return [_text(page) for page in document]


def _text(page: pdfium.PdfPage) -> str:
    # pdfium gives U+FFFE for a hyphen at the end of a line.
    return " ".join(page.get_textpage().get_text_range().replace("\ufffe", "-").split())


def pictures(pdf: bytes, dots_per_inch: int = 150) -> list[Image.Image]:
    """Render each page."""
    with pdfium.PdfDocument(pdf) as document:
        return [page.render(scale=dots_per_inch / 72).to_pil().convert("RGB") for page in document]


def codes(picture: Image.Image) -> list[str]:
    """Decode the QR codes of a picture, from its top to its foot and from left to right."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return [
        code.text for code in sorted(found, key=lambda code: (code.position.top_left.y // 40, code.position.top_left.x))
    ]


def codes_by_zbar(pictures: Sequence[Image.Image]) -> list[list[str]]:
    """Decode the codes of each picture with ZBar, which shares nothing with ZXing."""
    programs = ensure()
    with tempfile.TemporaryDirectory() as folder:
        files = [f"{folder}/{number}.pgm" for number in range(len(pictures))]
        for picture, file in zip(pictures, files, strict=True):
            picture.convert("L").save(file)
        command = [programs.node, ZBAR, *files]
        environment = os.environ | {"NODE_PATH": str(programs.node_modules)}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return [json.loads(line) for line in done.stdout.splitlines()]


def faults(pdf: bytes) -> list[str]:
    """Give what qpdf finds wrong with a file."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return list(document.check_pdf_syntax())


def fonts(pdf: bytes) -> list[tuple[str, bool]]:
    """Give the name of each font in a file, and whether its letters are embedded."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found = [thing for thing in document.objects if isinstance(thing, pikepdf.Dictionary)]
        return [
            (str(font.BaseFont).lstrip("/"), bool({"/FontFile2", "/FontFile3"} & set(font.FontDescriptor)))
            for font in found
            if font.get("/Type") == "/Font" and "/FontDescriptor" in font
        ]


TABLE = 189
"""How light the table is on which something lies to be photographed; readers of codes look at greys alone."""


def photo(label: Image.Image, chance: random.Random) -> Image.Image:
    """Photograph a picture, in greys: askew by up to 25°, from aside, out of focus, at 60 % of its contrast."""
    table = Image.new("L", (label.width + 60, label.height + 60), TABLE)
    table.paste(label.convert("L"), (30, 30))
    width, height = table.size
    tilt_x, tilt_y = chance.uniform(-0.12, 0.12) / width, chance.uniform(-0.12, 0.12) / height
    skew_x, skew_y = chance.uniform(-0.06, 0.06), chance.uniform(-0.06, 0.06)
    seen = table.transform(
        table.size,
        Image.Transform.PERSPECTIVE,
        (
            *(1 + tilt_x * width / 2, skew_x, -skew_x * height / 2),
            *(skew_y, 1 + tilt_y * height / 2, -skew_y * width / 2),
            *(tilt_x, tilt_y),
        ),
        resample=Image.Resampling.BICUBIC,
        fillcolor=TABLE,
    )
    turned = seen.rotate(chance.uniform(-25, 25), expand=True, fillcolor=TABLE, resample=Image.Resampling.BICUBIC)
    blurred = turned.filter(ImageFilter.GaussianBlur(1.0))
    return ImageEnhance.Contrast(blurred).enhance(0.6)
