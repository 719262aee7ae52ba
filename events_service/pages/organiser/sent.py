"""What stands in a single field of a form that was sent, or of an address's query."""

from collections.abc import Mapping
from typing import Any


def number_sent(form: Mapping[str, Any], field: str) -> int | None:
    """Give the whole number that a form holds in a field, if it is one that a version can have."""
    written = str(form.get(field, ""))
    return int(written) if written.isdecimal() and len(written) < 10 else None


def text_sent(form: Mapping[str, Any], field: str) -> str:
    """Give the text that a form holds in a field, empty where there is none; browsers send its lines with CR LF."""
    return str(form.get(field) or "").replace("\r\n", "\n").strip()
