"""What is compiled from templates and catalogues is kept beside them, as Python keeps modules, for the next process.

To compile all of them takes seconds; whoever cannot write there does it at each start.
"""

import hashlib
import marshal
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import jinja2
from jinja2.bccache import Bucket

FOLDER = "__pycache__"
Made = TypeVar("Made")


def compiled(source: Path, make: Callable[[Path], Made]) -> Made:
    """Give what `make` makes of a file, which `marshal` can write; from what is kept, if it was made of the same."""
    mark = hashlib.sha256(_makers() + source.read_bytes()).digest()
    kept = _kept(source.parent, source.name)
    with suppress(ValueError, EOFError, TypeError):
        known: Made = marshal.loads(_read(kept, mark))  # noqa: S302  (who can write here can write the source)
        return known
    made = make(source)
    _write(kept, mark + marshal.dumps(made))  # type: ignore[arg-type]  # as the caller promises
    return made


class CompiledTemplates(jinja2.BytecodeCache):
    """Templates of a folder as they were compiled; Jinja looks whether they, and it, are still the same."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in what is kept, if there is something."""
        bucket.load_bytecode(BytesIO(_read(_kept(self._folder, bucket.key), _makers())))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        _write(_kept(self._folder, bucket.key), _makers() + bucket.bytecode_to_string())


def _kept(folder: Path, name: str) -> Path:
    return folder / FOLDER / f"{name}.{sys.implementation.cache_tag}.compiled"


@cache
def _makers() -> bytes:
    """Give the digest of this room's modules: what their filters make of a fixed text stands in a compiled template."""
    modules = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join([jinja2.__version__.encode(), *(each.read_bytes() for each in modules)])).digest()


def _read(path: Path, mark: bytes) -> bytes:
    """Give what a file holds after its mark; nothing where there is none, or one with another mark."""
    try:
        content = path.read_bytes()
    except OSError:
        return b""
    return content[len(mark) :] if content.startswith(mark) else b""


def _write(path: Path, content: bytes) -> None:
    """Write a file as a whole; others may be doing the same."""
    if sys.dont_write_bytecode:
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        draft.write_bytes(content)
        draft.replace(path)
