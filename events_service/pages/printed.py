"""Answers that are documents: printed now, for their reader alone."""

from collections.abc import Callable

from litestar import Response

from events_service.pages.private_files import private_file
from events_service.printing.beside import PDF, beside


async def send_pdf(document: Callable[[], bytes], file_name: str) -> Response[bytes]:
    """Answer with a document that is printed now. Raises NotPrinted."""
    return pdf_response(await beside(document), file_name)


def pdf_response(octets: bytes, file_name: str, disposition: str = "inline") -> Response[bytes]:
    """Answer with a document that only its reader may keep."""
    return private_file(octets, PDF, file_name, disposition=disposition)
