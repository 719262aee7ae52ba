"""The bodies of requests: how much of each kind an address takes, before anything of it is parsed."""

from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any

from litestar import Request
from litestar.datastructures import FormMultiDict
from litestar.enums import RequestEncodingType
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from multipart import MultipartError, MultipartSegment, PushMultipartParser  # type: ignore[import-untyped]  # left without types there

from events_service.web.text import composed_within

LARGEST_BODY = 256_000
"""Octets that an address takes which asks for no files; the fields of a form are never more, wherever it is sent."""

LARGEST_UPLOAD = 22_000_000
"""Octets of a form that brings one file: the largest spreadsheet that is read, and what stands around it."""

MOST_FIELDS = 2_000
"""Fields of a form."""


class BoundedRequest(Request[Any, Any, Any]):
    """A request whose body is counted while it is read, and whose form has each text composed."""

    most: int | None = None
    most_fields = MOST_FIELDS

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """Give the body as it comes. Raises RequestEntityTooLarge as soon as it is known to be."""
        most = self._largest()
        if most is not None and (self.content_length or 0) > most:
            raise RequestEntityTooLarge
        taken, fields = 0, self._fields_beside_files()
        async for chunk in super().stream():
            taken += len(chunk)
            if most is not None and taken > most:
                raise RequestEntityTooLarge
            if fields is not None and fields.with_those_of(chunk) > LARGEST_BODY:
                raise RequestEntityTooLarge
            yield chunk

    async def form(self) -> FormMultiDict:
        """Read the form, files as they are. Raises RequestEntityTooLarge for too many fields as well."""
        if self._of_fields_alone() and (await self.body()).count(b"&") >= self.most_fields:
            raise RequestEntityTooLarge
        form = await super().form()
        return FormMultiDict((name, composed_within(value)) for name, value in form.multi_items())

    def _largest(self) -> int | None:
        return self.most or (LARGEST_BODY if self._of_fields_alone() else None)

    def _fields_beside_files(self) -> "_Fields | None":
        kind, options = self.content_type
        boundary = options.get("boundary")
        if kind != RequestEncodingType.MULTI_PART or not boundary or self.most is not None:
            return None
        return _Fields(boundary)

    def _of_fields_alone(self) -> bool:
        return self.content_type[0] == RequestEncodingType.URL_ENCODED


class _Fields:
    """How many octets the fields of a form in parts have: they are held in memory, while its files lie on the disk."""

    def __init__(self, boundary: str) -> None:
        self._parser = PushMultipartParser(boundary.encode())
        self._in_file = False
        self._octets = 0

    def with_those_of(self, chunk: bytes) -> int:
        """Count what a chunk adds; whoever reads the form says what is wrong with it."""
        with suppress(MultipartError):
            for each in self._parser.parse(chunk):
                if isinstance(each, MultipartSegment):
                    self._in_file = bool(each.filename)
                elif each and not self._in_file:
                    self._octets += len(each)
        return self._octets


def take_at_most(request: Request[Any, Any, Any], octets: int, fields: int = MOST_FIELDS) -> None:
    """Take so much of a request, within what its address takes at all; say it before anything is read."""
    if not isinstance(request, BoundedRequest):  # the application makes no other
        raise TypeError("the body of this request is not counted")
    request.most, request.most_fields = octets, fields
