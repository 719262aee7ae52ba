"""Where the contents of files lie: each once, under its SHA-256, in a folder of the data directory.

An S3-compatible store in its place has to do what `Store` names, and no more. All of it waits for a disk: call it
beside the event loop.
"""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from msgspec import Struct

from events_service.settings import Settings
from events_service.web.errors import Refusal
from events_service.web.i18n import N_

AT_ONCE = 1 << 20
"""Octets that are held in memory of a file that comes in or goes out."""

FORGOTTEN_AFTER = 86_400
"""Seconds after which a draft is taken for one that broke off."""


class FileTooLarge(Refusal):
    """A file has more octets than are taken of its kind."""

    status = 413
    slug = "file-too-large"
    message = N_("This file is larger than {most} MB. Make it smaller, or put it elsewhere and give its link.")


class Draft(Struct, frozen=True, kw_only=True):
    """A file that came in whole and is not kept yet: SHA-256 as 64 hexadecimal digits, octets, and where it lies."""

    digest: str
    octets: int
    path: Path


class Store(Protocol):
    """What keeps contents; each of them is written whole or not at all."""

    def receive(self, source: BinaryIO, most: int) -> Draft:
        """Take in a file from its beginning. Raises FileTooLarge past `most` octets; nothing is left then."""

    def keep(self, draft: Draft) -> None:
        """Keep a draft under its digest; what lay there before is the same, or was damaged."""

    def discard(self, draft: Draft) -> None:
        """Forget a draft, whether it was kept or not."""

    def open(self, digest: str) -> BinaryIO:
        """Open a content. Raises FileNotFoundError."""

    def remove(self, digest: str) -> None:
        """Remove a content, if it is there."""

    def sweep(self, known: Callable[[str], bool]) -> None:
        """Remove drafts that broke off, and contents that nobody knows, once they are a day old."""


def store_of(settings: Settings) -> Store:
    """Give the store that the operator chose."""
    return FolderStore(settings.data_dir / "files")


class FolderStore:
    """A folder: two digits of the digest name the folder in it, so that none grows too long; drafts lie at its top."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def receive(self, source: BinaryIO, most: int) -> Draft:
        """Write beside what is kept, to the disk itself, so that keeping is a change of name."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        digest, octets = hashlib.sha256(), 0
        descriptor, name = tempfile.mkstemp(prefix=".draft-", dir=self._folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                source.seek(0)
                while piece := source.read(AT_ONCE):
                    octets += len(piece)
                    if octets > most:
                        raise FileTooLarge(most=str(most // 1_000_000))
                    digest.update(piece)
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            Path(name).unlink()
            raise
        return Draft(digest=digest.hexdigest(), octets=octets, path=Path(name))

    def keep(self, draft: Draft) -> None:
        """Give a draft its name."""
        path = self._path(draft.digest)
        path.parent.mkdir(exist_ok=True, mode=0o700)
        draft.path.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def discard(self, draft: Draft) -> None:
        """Remove a draft's file; one that was kept has another name by now."""
        draft.path.unlink(missing_ok=True)

    def open(self, digest: str) -> BinaryIO:
        """Open the file of a content."""
        return self._path(digest).open("rb")

    def remove(self, digest: str) -> None:
        """Remove the file of a content."""
        self._path(digest).unlink(missing_ok=True)

    def sweep(self, known: Callable[[str], bool]) -> None:
        """Tell the age of files by that of a new one: the disk's clock may be another than the machine's."""
        found = [*self._folder.glob(".draft-*"), *self._folder.glob("??/*")]
        unknown = [path for path in found if path.name.startswith(".") or not known(path.name)]
        if not unknown:
            return
        with tempfile.TemporaryFile(dir=self._folder) as fresh:
            old = os.fstat(fresh.fileno()).st_mtime - FORGOTTEN_AFTER
        for path in unknown:
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < old:
                    path.unlink()

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """Give an open file piece by piece, and close it at the end."""
    with file:
        while piece := file.read(AT_ONCE):
            yield piece
