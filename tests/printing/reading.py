"""Reads PDFs back with other libraries than the one that wrote them."""

import io

import pikepdf
import pypdfium2 as pdfium
import zxingcpp
from PIL import Image


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
