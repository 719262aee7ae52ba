"""What was typed or scanned into the field, and the badge's code in it: scanners are set to all kinds of keyboards.

badge-reading.js reads alike, by the same table of keyboards.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from events_service.settings import resource_dir

LONGEST_CODE = 16

_address = re.compile(r"(?:^|/)B/([^/]*)$")
_code = re.compile(rf"[0-9A-Z]{{1,{LONGEST_CODE}}}")
_at_the_end = re.compile(rf"(?<![0-9A-Z])[0-9A-Z]{{6,{LONGEST_CODE}}}$")


class Reading(Struct, frozen=True, kw_only=True):
    """What was read: `text` on one line in capitals, and what the badge's code may be, the likeliest first.

    `is_legible`: it is a code or a badge's address as it stands; else `codes` are guesses, to be kept if one is known.
    """

    text: str
    codes: tuple[str, ...]
    is_legible: bool

    @property
    def kept(self) -> str:
        """What is kept of it where none of the codes is known."""
        return self.codes[0] if self.is_legible else self.text


def read_badge(typed: str) -> Reading:
    """Read a code in any case, an address such as HTTPS://HOST/B/CODE, or either as another keyboard would type it."""
    text = " ".join(typed.replace("\x00", "").split()).upper()
    plain = re.split("[?#]", text)[0].rstrip("/ ")
    address = _address.search(plain)
    code = address.group(1) if address else plain
    if _code.fullmatch(code):
        return Reading(text=text, codes=(code,), is_legible=True)
    endings = [_at_the_end.search(each) for each in (text, *(text.translate(keys) for keys in _keyboards()))]
    # A dict keeps their order: as typed comes first.
    return Reading(text=text, codes=tuple(dict.fromkeys(end.group() for end in endings if end)), is_legible=False)


@cache
def _keyboards() -> tuple[Mapping[int, Any], ...]:
    """Give for each keyboard what its signs stand for on an American one."""
    table = msgspec.json.decode((resource_dir("templates") / "static" / "keyboards.json").read_bytes())
    return tuple(str.maketrans(each["typed"], each["meant"]) for name, each in table.items() if name != "about")
