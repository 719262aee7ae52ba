"""Keys made from titles: what stands in addresses and files under a name that people gave. Pure."""

import re
from collections.abc import Container
from itertools import count

from events_service.programme.checks import ADDRESSES, DAY_KEY
from events_service.programme.records import Key, Words
from events_service.programme.words import FALLBACK_LANGUAGE, in_language
from events_service.web.fold import in_latin

LONGEST_STEM = 56
"""Letters of a key that come from its title; a number may follow them."""


def free_key(title: Words, taken: Container[Key], otherwise: str = "session") -> Key:
    """Give the key of a title that is not taken: in Latin letters, in English where there is a choice, numbered."""
    plain = in_latin(in_language(title, FALLBACK_LANGUAGE)).encode("ascii", "ignore").decode()
    stem = re.sub("[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_STEM].rstrip("-") or otherwise
    # What reads as a day is the checkpoint of that day, and some words stand for pages.
    stem = f"{otherwise}-{stem}" if DAY_KEY.fullmatch(stem) or stem in ADDRESSES else stem
    numbered = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    return next(key for key in numbered if key not in taken)
