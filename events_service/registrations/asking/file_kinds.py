"""What kind of file something is, told by its content and never by its name; only kinds that carry no program."""

import io
import re
import struct
import unicodedata
import zipfile
import zlib

from msgspec import Struct

LARGEST_FILE = 5_000_000
LARGEST_FORM = 6 * LARGEST_FILE + 2_000_000
"""Bytes that an answer may have."""


class FileKind(Struct, frozen=True, kw_only=True):
    """A kind that may be sent: its media type, and the ending that its name gets."""

    media_type: str
    ending: str


PDF = FileKind(media_type="application/pdf", ending=".pdf")
JPEG = FileKind(media_type="image/jpeg", ending=".jpg")
PNG = FileKind(media_type="image/png", ending=".png")
DOCX = FileKind(media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document", ending=".docx")
ODT = FileKind(media_type="application/vnd.oasis.opendocument.text", ending=".odt")

LARGEST_DIRECTORY = 200_000
"""Octets of an archive's list of parts; a document of two thousand parts has fewer, and each costs time to read."""

_BEGINNINGS = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}


def kind_of(content: bytes) -> FileKind | None:
    """Give the kind of a content, or None where it is none that we take."""
    for beginning, kind in _BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    return _document_kind(content) if content.startswith(b"PK\x03\x04") else None


def _document_kind(content: bytes) -> FileKind | None:
    """Tell a document from other archives (ECMA-376 part 2; OpenDocument 1.3 part 2 §3.3); none with macros."""
    if _directory_octets(content) > LARGEST_DIRECTORY:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if any("vbaproject" in name.casefold() or name.startswith("Basic/") for name in names):
                return None
            if {"[Content_Types].xml", "word/document.xml"} <= names:
                return DOCX
            stated = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except (zipfile.BadZipFile, zlib.error, struct.error, ValueError, RuntimeError, KeyError, OSError, EOFError):
        return None
    return ODT if stated == ODT.media_type.encode() else None


def _directory_octets(content: bytes) -> int:
    """Give how long an archive's list of its parts is, as its end says (APPNOTE.TXT §4.3.16)."""
    at = content.rfind(b"PK\x05\x06")
    return int.from_bytes(content[at + 12 : at + 16], "little") if at >= 0 else 0


def safe_name(name: str, kind: FileKind) -> str:
    """Give a file's name without folders and invisible signs, at most 200 characters long, with its kind's ending."""
    bare = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    bare = "".join(sign for sign in bare if sign.isprintable() and sign not in '"<>|:*?').strip(" .")
    stem, _, ending = bare.rpartition(".")
    if f".{ending.lower()}" in {kind.ending, ".jpeg" if kind is JPEG else kind.ending} and stem:
        return f"{stem[:190]}.{ending}"
    return f"{(bare or 'file')[:190]}{kind.ending}"
