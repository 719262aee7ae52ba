"""The EU emblem as a small picture for mails: drawn from its published geometry, because mail programs show no SVG."""

import struct
import zlib
from functools import cache
from math import cos, pi, sin

BLUE, GOLD = (0x00, 0x33, 0x99), (0xFF, 0xCC, 0x00)
HEIGHT = 96
"""Pixels; shown at half of that, it is sharp on phones. The proportions are 3:2."""

FINER = 4
"""Points in a row and in a column that each pixel is averaged from."""

Point = tuple[float, float]


@cache
def emblem_png() -> bytes:
    """Give the emblem as PNG (ISO/IEC 15948), the same bytes at each call."""
    width, height = HEIGHT * 3 // 2, HEIGHT
    gold = [[0] * width for _ in range(height)]
    for star in range(12):
        # The centres stand on a circle of a third of the height, the stars' points on circles of a ninth of that third.
        angle = star * pi / 6
        _fill(gold, _star(width / 2 + height / 3 * sin(angle), height / 2 - height / 3 * cos(angle), height / 18))
    rows = b"".join(b"\0" + b"".join(_mixed(share) for share in row) for row in gold)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _star(x: float, y: float, radius: float) -> list[Point]:
    """Give the corners of a five-pointed star that stands on two points; the inner ones follow from its lines."""
    inner = radius * sin(pi / 10) / sin(3 * pi / 10)
    return [
        (x + reach * sin(step * pi / 5), y - reach * cos(step * pi / 5))
        for step in range(10)
        for reach in ((radius, inner)[step % 2],)
    ]


def _fill(gold: list[list[int]], corners: list[Point]) -> None:
    """Count for each pixel how many of its finer points lie within a shape, row by row between its edges."""
    top, bottom = min(y for _, y in corners), max(y for _, y in corners)
    for line in range(int(top * FINER), int(bottom * FINER) + 1):
        y = (line + 0.5) / FINER
        edges = sorted(_crossings(corners, y))
        for left, right in zip(edges[::2], edges[1::2], strict=True):
            for point in range(round(left * FINER), round(right * FINER)):
                gold[line // FINER][point // FINER] += 1


def _crossings(corners: list[Point], y: float) -> list[float]:
    pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
    return [x0 + (y - y0) * (x1 - x0) / (y1 - y0) for (x0, y0), (x1, y1) in pairs if (y0 <= y) != (y1 <= y)]


def _mixed(points: int) -> bytes:
    share = min(points / FINER**2, 1)
    return bytes(round(gold * share + blue * (1 - share)) for blue, gold in zip(BLUE, GOLD, strict=True))


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
