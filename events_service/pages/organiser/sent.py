"""What stands in a single field of a form that was sent, or of an address's query."""

from collections.abc import Mapping
from typing import Any


def number_sent(form: Mapping[str, Any], field: str, *, digits: int = 9) -> int | None:
    """Give the whole number that a form holds in a field, if it has so many digits at most: those of a version."""
    written = str(form.get(field, ""))
    return int(written) if written.isascii() and written.isdecimal() and len(written) <= digits else None


def text_sent(form: Mapping[str, Any], field: str) -> str:
    """Give the text that a form holds in a field, empty where there is none; browsers send its lines with CR LF."""
    return str(form.get(field) or "").replace("\r\n", "\n").strip()
