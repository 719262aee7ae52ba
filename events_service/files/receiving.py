"""Files that organisers hand in as they are: looked at by their content, kept, and given out to be saved."""

import asyncio
from typing import BinaryIO, cast
from urllib.parse import quote

from litestar import Response
from litestar.datastructures import UploadFile
from litestar.response import Stream

from events_service.database import Database
from events_service.files.keeping import FileFacts, KnownFile, Sender, keep_file
from events_service.files.kinds import KINDS, FileKind, kind_in, safe_name
from events_service.files.store import Draft, Store, pieces
from events_service.web.errors import NotFound, Refusal
from events_service.web.i18n import N_

LARGEST_DOCUMENT = 50_000_000
"""Octets of a file that is handed in."""

MEDIA_KINDS = {kind.media_type: kind for kind in KINDS}


class UnknownKind(Refusal):
    """A file is none of those that are taken."""

    status = 422
    slug = "file-of-unknown-kind"
    message = N_(
        "This file is none that is taken, whatever its name says: PDF, Word, PowerPoint, Excel and OpenDocument without"
        " macros, JPEG, PNG and WebP are. Save it as one of them, or put it elsewhere and give its link."
    )


async def keep_sent(database: Database, store: Store, sent: UploadFile, sender: Sender) -> tuple[KnownFile, str]:
    """Keep a file of a form; give what is known of it, and its name made safe. Raises FileTooLarge, UnknownKind."""
    draft = await asyncio.to_thread(store.receive, cast(BinaryIO, sent.file), LARGEST_DOCUMENT)
    kind = await asyncio.to_thread(_kind, draft)
    if kind is None:
        await asyncio.to_thread(store.discard, draft)
        raise UnknownKind
    known = await keep_file(database, store, draft, FileFacts(media_type=kind.media_type), sender)
    return known, safe_name(sent.filename, kind)


def _kind(draft: Draft) -> FileKind | None:
    with draft.path.open("rb") as file:
        return kind_in(file)


def to_save(name: str) -> dict[str, str]:
    """Give the headers of a file to save, which no browser shows on our own pages (RFC 6266 §4.3, RFC 8187 §3.2)."""
    plain = "".join(sign if sign.isascii() and sign.isprintable() and sign not in '"\\%' else "_" for sign in name)
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }


async def given_out(store: Store, known: KnownFile | None, name: str, *, public: bool) -> Response[bytes] | Stream:
    """Send a file that is kept, piece by piece. Raises NotFound for one that is not here."""
    if known is None:
        raise NotFound
    try:
        file = await asyncio.to_thread(store.open, known.digest)
    except FileNotFoundError as error:
        raise NotFound from error
    headers = to_save(name) | {"Content-Length": str(known.octets)}
    headers["Cache-Control"] = "public, max-age=3600" if public else "private, no-store"
    return Stream(pieces(file), media_type=known.media_type, headers=headers)
