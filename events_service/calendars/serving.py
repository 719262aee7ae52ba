"""Feeds as they are sent: which form and coding a client asks for, their validators, and the bytes that are kept."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from enum import Enum
from functools import cache
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any

from litestar import Request
from litestar.response.base import ASGIResponse
from msgspec import Struct

from events_service import clock
from events_service.calendars import feed as icalendar_form
from events_service.calendars import jscalendar
from events_service.calendars.encodings import SMALLEST, Coding, choose, encode, software
from events_service.calendars.records import Feed
from events_service.calendars.versions import Version
from events_service.complete import for_each
from events_service.kept import Kept
from events_service.web.conditional import holds

MAX_AGE_SECONDS = 300


class Form(Enum):
    """A feed's form; its value is the end of its address."""

    ICALENDAR = "ics"
    JSCALENDAR = "json"


# Without the charset: the response adds it to each text.
_MEDIA_TYPES = for_each(
    Form,
    {
        Form.ICALENDAR: icalendar_form.MEDIA_TYPE.removesuffix("; charset=utf-8"),
        Form.JSCALENDAR: jscalendar.MEDIA_TYPE,
    },
)
_WRITERS = for_each(Form, {Form.ICALENDAR: icalendar_form.write, Form.JSCALENDAR: jscalendar.write})


class Written(Struct, frozen=True, kw_only=True):
    """A feed's bytes in one form and one coding."""

    octets: bytes
    coding: Coding


def form_of(request: Request[Any, Any, Any]) -> Form:
    """Tell the form from the address."""
    return Form.JSCALENDAR if request.scope["path"].endswith(".json") else Form.ICALENDAR


async def answer(
    request: Request[Any, Any, Any],
    version: Version,
    parts: tuple[str, ...],
    feed: Callable[[], Awaitable[Feed]],
    *,
    file_name: str,
    private: bool = False,
) -> ASGIResponse:
    """Answer with a feed, or that the client's copy is still right (RFC 9110 §13.2.2).

    `parts` are what decides on the content beside its version. `feed` is called only where nobody asked for the same
    before. `file_name` has no ending; `private` keeps the feed out of shared caches and search engines.
    """
    form, coding = form_of(request), choose(request.headers.get("accept-encoding", ""))
    etag = etag_of(form.value, coding, version.text, *parts)
    headers = _validators(etag, private)
    if unchanged(request, etag, version.changed_at):
        return ASGIResponse(status_code=304, headers=headers)
    if version.changed_at is not None:
        headers["last-modified"] = format_datetime(version.changed_at.astimezone(UTC), usegmt=True)
    if private:
        headers |= {"referrer-policy": "no-referrer", "x-robots-tag": "noindex"}
    written = await _written(etag, form, coding, feed)
    headers["content-disposition"] = f'inline; filename="{file_name}.{form.value}"'
    if written.coding is not Coding.IDENTITY:
        headers["content-encoding"] = written.coding.value
    return ASGIResponse(body=written.octets, headers=headers, media_type=_MEDIA_TYPES[form])


def etag_of(form: str, coding: Coding, *parts: str) -> str:
    """Give a strong ETag for content that these parts determine, together with the code that writes it."""
    text = "\n".join((_code(), software(coding), form, *parts))
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    # As proxies do it, so that an entity and its compressed form are seen to belong together.
    return f'"{digest}"' if coding is Coding.IDENTITY else f'"{digest}-{coding.value}"'


def unchanged(request: Request[Any, Any, Any], etag: str, changed_at: datetime | None) -> bool:
    """Tell whether the client holds this content already (If-None-Match, else If-Modified-Since: RFC 9110 §13.1)."""
    asked = request.headers.get("if-none-match")
    if asked is not None:
        return holds(asked, etag)
    since = request.headers.get("if-modified-since")
    if since is None or changed_at is None:
        return False
    try:
        held = parsedate_to_datetime(since)
    except ValueError:
        return False
    held = held if held.tzinfo else held.replace(tzinfo=UTC)
    # Within its own second a date does not tell an earlier change from a later one (RFC 9110 §8.8.2.2).
    settled = clock.now() - changed_at > timedelta(seconds=2)
    return settled and changed_at.replace(microsecond=0) <= held


def _validators(etag: str, private: bool) -> dict[str, str]:
    shared = "private" if private else "public"
    return {
        "etag": etag,
        "cache-control": f"{shared}, max-age={MAX_AGE_SECONDS}, must-revalidate",
        "vary": "Accept-Encoding",
    }


@cache
def _code() -> str:
    """Give a digest of what writes feeds: after an update of the service the same programme may give other bytes."""
    versions = [package_version(name) for name in ("events-service", "tzdata", "babel")]
    digest = hashlib.sha256(" ".join(versions).encode())
    package = Path(__file__).parent.parent
    written_by = (
        *("calendars/*.py", "programme/*.py", "registrations/letters/*.py", "registrations/asking/*.py"),
        *("web/i18n.py", "web/locales/*/LC_MESSAGES/*.po"),
    )
    for source in sorted(source for pattern in written_by for source in package.glob(pattern)):
        digest.update(source.read_bytes())
    return digest.hexdigest()


FEEDS_WRITTEN: Kept[str, Written] = Kept(512, most_octets=64_000_000, weigh=lambda written: len(written.octets))


async def _written(etag: str, form: Form, coding: Coding, feed: Callable[[], Awaitable[Feed]]) -> Written:
    """Write a feed, or take the bytes that this process wrote for the same ETag before."""
    kept = FEEDS_WRITTEN.get(etag)
    if kept is not None:
        return kept
    plain = _WRITERS[form](await feed())
    coding = coding if len(plain) >= SMALLEST else Coding.IDENTITY
    return FEEDS_WRITTEN.keep(etag, Written(octets=encode(plain, coding), coding=coding))
