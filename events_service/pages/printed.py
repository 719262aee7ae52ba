"""Answers that are documents: printed now, for their reader alone."""

from collections.abc import Callable

from litestar import Response

from events_service.printing.beside import PDF, beside
from events_service.web.security import PRIVATE


async def send_pdf(document: Callable[[], bytes], file_name: str) -> Response[bytes]:
    """Answer with a document that is printed now. Raises NotPrinted."""
    return pdf_response(await beside(document), file_name)


def pdf_response(octets: bytes, file_name: str, disposition: str = "inline") -> Response[bytes]:
    """Answer with a document that only its reader may keep."""
    headers = PRIVATE | {"Content-Disposition": f'{disposition}; filename="{file_name}"'}
    return Response(octets, media_type=PDF, headers=headers)
