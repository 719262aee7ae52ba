"""Which badges are printed, and in which order: by name, organisation or category; all, or new and changed ones."""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from hashlib import sha256
from typing import Any

import msgspec

from events_service.documents.records import Badge
from events_service.web.alphabet import Key, alphabetical


class BadgeOrder(Enum):
    """How badges are sorted."""

    AS_GIVEN = "as_given"
    NAME = "name"
    ORGANISATION = "organisation"
    CATEGORY = "category"


def in_order(people: Iterable[Badge], order: BadgeOrder, language: str) -> list[Badge]:
    """Sort badges by last name, by organisation, or by category, in a language's alphabet."""
    key = alphabetical(language)

    def by_name(badge: Badge) -> tuple[Key, Key]:
        return key(badge.last_name or badge.first_name), key(badge.first_name)

    keys: dict[BadgeOrder, Callable[[Badge], Any]] = {
        BadgeOrder.NAME: by_name,
        BadgeOrder.ORGANISATION: lambda badge: (key(badge.organisation), by_name(badge)),
        BadgeOrder.CATEGORY: lambda badge: (key(badge.category_label), by_name(badge)),
    }
    return list(people) if order is BadgeOrder.AS_GIVEN else sorted(people, key=keys[order])


def fingerprint(badge: Badge) -> str:
    """Give a mark of everything that stands on a badge, to keep when it is printed."""
    return sha256(msgspec.json.encode(badge)).hexdigest()[:32]


def new_or_changed(people: Iterable[Badge], printed: Mapping[str, str]) -> list[Badge]:
    """Give the badges that were never printed or show something else now; `printed` maps keys to fingerprints."""
    return [badge for badge in people if printed.get(badge.key) != fingerprint(badge)]
