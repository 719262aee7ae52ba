"""Which files answer a question: how large they may be, and of what kind."""

from events_service.files.kinds import DOCX, JPEG, ODT, PDF, PNG, FileKind, kind_of

LARGEST_FILE = 5_000_000
LARGEST_FORM = 6 * LARGEST_FILE + 2_000_000
"""Bytes that an answer may have."""

_KINDS = (PDF, JPEG, PNG, DOCX, ODT)


def answer_kind(content: bytes) -> FileKind | None:
    """Give the kind of a content, or None where it is none that answers a question."""
    kind = kind_of(content)
    return kind if kind in _KINDS else None
