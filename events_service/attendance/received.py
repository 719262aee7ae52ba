"""A file that somebody sends to have it looked at: on the disk while that takes, so that memory holds none of it."""

import hashlib
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec import Struct

BEGINNING = 1024


class Received(Struct, frozen=True, kw_only=True):
    """Where the file lies, its size in octets, its SHA-256 and how it begins."""

    path: Path
    size: int
    digest: str
    begins: bytes


@asynccontextmanager
async def received(parts: AsyncIterator[bytes]) -> AsyncIterator[Received]:
    """Take a file in as it comes, and leave nothing of it afterwards; who sends is kept to a limit by the address."""
    digest, size, begins = hashlib.sha256(), 0, b""
    with tempfile.NamedTemporaryFile(prefix="events-check-") as file:
        async for part in parts:
            file.write(part)
            digest.update(part)
            size += len(part)
            begins += part[: BEGINNING - len(begins)]
        file.flush()
        yield Received(path=Path(file.name), size=size, digest=digest.hexdigest(), begins=begins)
