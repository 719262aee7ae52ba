"""Answers that are files for their reader alone: kept in no cache, and their address told to no other page."""

import msgspec
from litestar import Response
from msgspec import Struct

from events_service.web.security import PRIVATE


def private_file(octets: bytes, media_type: str, file_name: str, *, disposition: str = "attachment") -> Response[bytes]:
    """Answer with a file that only its reader may keep; its name is in ASCII, without quotation marks."""
    headers = {**PRIVATE, "Content-Disposition": f'{disposition}; filename="{file_name}"'}
    return Response(octets, media_type=media_type, headers=headers)


def own_data_file(data: Struct, file_name: str) -> Response[bytes]:
    """Answer with all that is kept of somebody, as JSON that people can read too (GDPR Art. 15 and 20)."""
    return private_file(msgspec.json.format(msgspec.json.encode(data), indent=2), "application/json", file_name)
