"""The printed letters: Noto Sans in two static weights, cut once and kept on disk, known to reportlab."""

import os
import sys
import tempfile
from enum import Enum
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import cast

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from events_service.complete import for_each

CUT = "1"
"""Raised when font_cutting changes, so that weights cut by an older release are not taken for ours."""


class Weight(Enum):
    """A static weight, by its name in reportlab and in the PDF."""

    REGULAR = "NotoSans-Regular"
    BOLD = "NotoSans-Bold"


COORDINATES = for_each(Weight, {Weight.REGULAR: 400.0, Weight.BOLD: 700.0})
"""Where each weight stands on the axis of a variable font."""


def cache_dir() -> Path:
    """Give the folder in which a user's programs keep what can be made again."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "events-service" / "fonts"


_registering = Lock()
_registered: set[Path] = set()


def register(folder: Path | None = None) -> None:
    """Make both weights known to reportlab; the first call on a machine takes some four seconds, later ones 25 ms.

    `folder` is where the cut weights are kept, by default in the user's cache; when it cannot be written, a
    temporary folder serves this process alone.
    """
    folder = folder or cache_dir()
    # Printing runs in threads, and a font that is registered anew must not be swapped under a half-made document.
    with _registering:
        if folder not in _registered:
            for name, path in weight_files(folder).items():
                pdfmetrics.registerFont(TTFont(name, str(path)))
            _registered.add(folder)


def weight_files(folder: Path) -> dict[str, Path]:
    """Give the file of each weight in `folder` by its name, cutting the weights first when one is missing."""
    paths = _paths(folder)
    if all(path.is_file() for path in paths.values()):
        return paths
    # Imported here because fontTools takes a third of a second, and only the first printing on a machine needs it.
    from events_service.typesetting.font_cutting import cut  # noqa: PLC0415  (fontTools is slow to import)

    fonts = cut({weight.value: coordinate for weight, coordinate in COORDINATES.items()})
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(fonts, paths)
    except OSError:
        paths = _paths(Path(tempfile.mkdtemp(prefix="events-service-fonts-")))
        _write(fonts, paths)
    return paths


def width(text: str, weight: Weight, size: float) -> float:
    """Give the width in points of `text`, set in `weight` at `size` points."""
    metrics = face(weight).face
    widths, default = metrics.charWidths, metrics.defaultWidth
    return float(sum([widths.get(ord(letter), default) for letter in text])) * size / 1000


@cache
def drawable() -> frozenset[str]:
    """Give the characters for which the registered fonts hold a glyph."""
    return frozenset(map(chr, face(Weight.REGULAR).face.charToGlyph))


def face(weight: Weight) -> TTFont:
    """Give the registered font of a weight."""
    return cast(TTFont, pdfmetrics.getFont(weight.value))


def _paths(folder: Path) -> dict[str, Path]:
    release = f"{version('fontpkg-noto-sans')}-{CUT}"
    return {weight.value: folder / f"{weight.value}-{release}.ttf" for weight in Weight}


def _write(fonts: dict[str, bytes], paths: dict[str, Path]) -> None:
    """Write each font whole or not at all: two first printings may run at once."""
    for name, path in paths.items():
        descriptor, written = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        with os.fdopen(descriptor, "wb") as file:
            file.write(fonts[name])
        Path(written).chmod(0o644)  # a cache may be shared, and mkstemp lets only its owner read
        os.replace(written, path)
