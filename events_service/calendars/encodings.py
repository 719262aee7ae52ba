"""Content codings (RFC 9110 §8.4): which one a client takes, and bytes that are the same from every server."""

import gzip
import zlib
from enum import Enum
from functools import lru_cache

import brotli

from events_service.complete import for_each

SMALLEST = 1000
"""Octets below which coding saves nothing."""


class Coding(Enum):
    """A content coding; its value is what stands in ETags and in the header."""

    IDENTITY = "identity"
    GZIP = "gzip"
    BROTLI = "br"


_SOFTWARE = for_each(
    Coding,
    {
        Coding.IDENTITY: "",
        Coding.GZIP: f"gzip {zlib.ZLIB_RUNTIME_VERSION}",
        Coding.BROTLI: f"brotli {brotli.version}",
    },
)


@lru_cache(maxsize=256)
def choose(accepted: str) -> Coding:
    """Choose the coding for an Accept-Encoding header (RFC 9110 §12.5.3); without one, none."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, parameter = part.partition(";")
        weights[name.strip()] = _weight(parameter)
    anything = weights.get("*", 0.0)
    best = max((Coding.BROTLI, Coding.GZIP), key=lambda coding: weights.get(coding.value, anything))
    weight = weights.get(best.value, anything)
    return best if weight > 0 and weight >= weights.get("identity", 0.0) else Coding.IDENTITY


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def software(coding: Coding) -> str:
    """Name what decides which bytes come of coding: another release of it may give others, and needs other ETags."""
    return _SOFTWARE[coding]


def encode(octets: bytes, coding: Coding) -> bytes:
    """Code the octets; neither the time nor the name of the system stands in them."""
    if coding is Coding.GZIP:
        packed = gzip.compress(octets, compresslevel=6, mtime=0)
        # The tenth octet names the operating system (RFC 1952 §2.3): 255 is "unknown".
        return packed[:9] + b"\xff" + packed[10:]
    if coding is Coding.BROTLI:
        return bytes(brotli.compress(octets, mode=brotli.MODE_TEXT, quality=5))
    return octets
