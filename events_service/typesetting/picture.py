"""A picture of a document's first page: for the preview on the print page, and for shared links."""

import io
from threading import Lock

import pypdfium2 as pdfium

_WIDTH = 1000
"""Pixels: sharp on a screen of twice the usual resolution."""

_one_at_a_time = Lock()
"""PDFium is not safe to be called by several threads at once."""


def first_page(pdf: bytes, width: int = _WIDTH) -> bytes:
    """Give the first page of a PDF as PNG, its longer side so many pixels long."""
    with _one_at_a_time:
        document = pdfium.PdfDocument(pdf)
        try:
            page = document[0]
            bitmap = page.render(scale=width / max(page.get_size()))
            written = io.BytesIO()
            bitmap.to_pil().save(written, "PNG")
        finally:
            document.close()
    return written.getvalue()
