"""What kind of file something is, told by its content and never by its name; only kinds that carry no program."""

import io
import re
import struct
import unicodedata
import zipfile
import zlib
from typing import BinaryIO

from msgspec import Struct


class FileKind(Struct, frozen=True, kw_only=True):
    """A kind that may be sent: its media type, and the ending that its name gets."""

    media_type: str
    ending: str


PDF = FileKind(media_type="application/pdf", ending=".pdf")
JPEG = FileKind(media_type="image/jpeg", ending=".jpg")
PNG = FileKind(media_type="image/png", ending=".png")
WEBP = FileKind(media_type="image/webp", ending=".webp")
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = FileKind(media_type=f"{_OFFICE}wordprocessingml.document", ending=".docx")
PPTX = FileKind(media_type=f"{_OFFICE}presentationml.presentation", ending=".pptx")
XLSX = FileKind(media_type=f"{_OFFICE}spreadsheetml.sheet", ending=".xlsx")
ODT = FileKind(media_type="application/vnd.oasis.opendocument.text", ending=".odt")
ODP = FileKind(media_type="application/vnd.oasis.opendocument.presentation", ending=".odp")
ODS = FileKind(media_type="application/vnd.oasis.opendocument.spreadsheet", ending=".ods")
KINDS = (PDF, JPEG, PNG, WEBP, DOCX, PPTX, XLSX, ODT, ODP, ODS)

LARGEST_DIRECTORY = 200_000
"""Octets of an archive's list of parts; a document of two thousand parts has fewer, and each costs time to read."""

_BEGINNINGS = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
_MAIN_PARTS = {"word/document.xml": DOCX, "ppt/presentation.xml": PPTX, "xl/workbook.xml": XLSX}
_STATED = {kind.media_type.encode(): kind for kind in (ODT, ODP, ODS)}
_LONGEST_END = 22 + 65_535
"""Octets that an archive's last record may have, with its comment (APPNOTE.TXT §4.3.16)."""


def kind_of(content: bytes) -> FileKind | None:
    """Give the kind of a content, or None where it is none that we take."""
    return kind_in(io.BytesIO(content))


def kind_in(file: BinaryIO) -> FileKind | None:
    """Give the kind of what is in an open file, or None where it is none that we take."""
    file.seek(0)
    head = file.read(12)
    for beginning, kind in _BEGINNINGS.items():
        if head.startswith(beginning):
            return kind
    if head[:4] == b"RIFF" and head[8:] == b"WEBP":
        return WEBP
    return _document_kind(file) if head.startswith(b"PK\x03\x04") else None


def _document_kind(file: BinaryIO) -> FileKind | None:
    """Tell a document from other archives (ECMA-376 part 2; OpenDocument 1.3 part 2 §3.3); none with macros."""
    if _directory_octets(file) > LARGEST_DIRECTORY:
        return None
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if any("vbaproject" in name.casefold() or name.startswith("Basic/") for name in names):
                return None
            main = [kind for part, kind in _MAIN_PARTS.items() if part in names]
            if "[Content_Types].xml" in names and main:
                return main[0]
            stated = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except (zipfile.BadZipFile, zlib.error, struct.error, ValueError, RuntimeError, KeyError, OSError, EOFError):
        return None
    return _STATED.get(stated)


def _directory_octets(file: BinaryIO) -> int:
    """Give how long an archive's list of its parts is, as its end says (APPNOTE.TXT §4.3.16)."""
    length = file.seek(0, io.SEEK_END)
    file.seek(max(0, length - _LONGEST_END))
    end = file.read()
    at = end.rfind(b"PK\x05\x06")
    return int.from_bytes(end[at + 12 : at + 16], "little") if at >= 0 else 0


def safe_name(name: str, kind: FileKind) -> str:
    """Give a file's name without folders and invisible signs, at most 200 characters long, with its kind's ending."""
    bare = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    bare = "".join(sign for sign in bare if sign.isprintable() and sign not in '"<>|:*?').strip(" .")
    stem, _, ending = bare.rpartition(".")
    if f".{ending.lower()}" in {kind.ending, ".jpeg" if kind is JPEG else kind.ending} and stem:
        return f"{stem[:190]}.{ending}"
    return f"{(bare or 'file')[:190]}{kind.ending}"
