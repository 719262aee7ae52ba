"""The bodies of requests: how much of each kind an address takes, before anything of it is parsed."""

from collections.abc import AsyncGenerator
from typing import Any

from litestar import Request
from litestar.datastructures import FormMultiDict
from litestar.enums import RequestEncodingType
from litestar.exceptions.http_exceptions import RequestEntityTooLarge

from events_service.web.text import composed_within

LARGEST_BODY = 256_000
"""Octets that an address takes which asks for no files; a form of fields alone is never larger, wherever it is sent."""

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
        taken = 0
        async for chunk in super().stream():
            taken += len(chunk)
            if most is not None and taken > most:
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

    def _of_fields_alone(self) -> bool:
        return self.content_type[0] == RequestEncodingType.URL_ENCODED


def take_at_most(request: Request[Any, Any, Any], octets: int, fields: int = MOST_FIELDS) -> None:
    """Take so much of a request, within what its address takes at all; say it before anything is read."""
    if not isinstance(request, BoundedRequest):  # the application makes no other
        raise TypeError("the body of this request is not counted")
    request.most, request.most_fields = octets, fields
