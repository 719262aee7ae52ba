"""Two changes of one event, or of one project, that began from the same version, merged field by field."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from msgspec import UNSET, Struct

from events_service.programme.faults import FieldPath
from events_service.programme.records import (
    Accessibility,
    CertificateRule,
    Contact,
    Event,
    EventSpeaker,
    Imprint,
    InvitationLetters,
    Letterhead,
    Milestone,
    Option,
    OwnWords,
    Partner,
    Project,
    Question,
    Registration,
    Reminder,
    Retention,
    Room,
    Session,
    SteeringGroup,
    Venue,
)

Defined = TypeVar("Defined", Event, Project)

_BY_FIELD = frozenset(
    {
        Event,
        CertificateRule,
        Registration,
        Venue,
        Room,
        EventSpeaker,
        Session,
        Question,
        Option,
        Project,
        Partner,
        Retention,
        SteeringGroup,
        Contact,
        OwnWords,
        Reminder,
        InvitationLetters,
        Letterhead,
        Accessibility,
        Imprint,
        Milestone,
    },
)
_BY_KEY = frozenset({"sessions", "rooms", "questions", "options", "partners", "milestones", "reminders"})
_IN_ORDER = frozenset({"rooms", "speakers", "questions", "options"})
"""Lists whose order people see; sessions stand by their hours."""


_PEOPLE = ("speakers",)
"""Those of the event have keys; those of a session hold as a whole."""


class Conflict(Struct, frozen=True, kw_only=True):
    """A field that both changed, each in another way; None stands for what was taken out or never given.

    Items with keys stand in the path by these: ("sessions", "welcome", "start"). Where both moved the items of a list,
    the values are the keys in their orders.
    """

    path: FieldPath
    saved: Any
    changed: Any


class Merged(Struct, Generic[Defined], frozen=True, kw_only=True):
    """What comes of both changes; where there is a conflict, what was changed last.

    `meanwhile`: the fields that only the saved one changed.
    """

    record: Defined
    conflicts: tuple[Conflict, ...]
    meanwhile: tuple[FieldPath, ...]


def merge(began: Defined, saved: Defined, changed: Defined) -> Merged[Defined]:
    """Merge what was saved meanwhile with what somebody changed, who `began` from an earlier version.

    Sessions, rooms, the event's speakers, questions, options, partners and milestones are merged by key, the venue, the
    registration and a contact field by field, texts language by language; everything else holds as a whole. No key may
    stand twice in a list.
    """
    merging = _Merging()
    record: Defined = merging.value((), began, saved, changed)
    return Merged(record=record, conflicts=tuple(merging.conflicts), meanwhile=tuple(merging.meanwhile))


class _Merging:
    """Walks three versions of a value side by side; UNSET stands for an item that one of them does not have."""

    def __init__(self) -> None:
        self.conflicts: list[Conflict] = []
        self.meanwhile: list[FieldPath] = []

    def value(self, path: FieldPath, began: Any, saved: Any, changed: Any) -> Any:
        versions = (began, saved, changed)
        if type(changed) in _BY_FIELD and all(type(each) is type(changed) for each in versions):
            return self.struct(path, began, saved, changed)
        if all(isinstance(each, dict) for each in versions):
            return self.items(path, began, saved, changed)
        if path and (path[-1] in _BY_KEY or path == _PEOPLE):
            keyed = [{item.key: item for item in each} for each in versions]
            return list(self.items(path, keyed[0], keyed[1], keyed[2]).values())
        return self.whole(path, began, saved, changed)

    def struct(self, path: FieldPath, began: Struct, saved: Struct, changed: Struct) -> Struct:
        return type(changed)(
            **{
                name: self.value((*path, name), getattr(began, name), getattr(saved, name), getattr(changed, name))
                for name in changed.__struct_fields__
            }
        )

    def items(
        self, path: FieldPath, began: dict[str, Any], saved: dict[str, Any], changed: dict[str, Any]
    ) -> dict[str, Any]:
        """Merge what stands under keys or languages, in an order that fits both."""
        merged = {
            key: self.value((*path, key), began.get(key, UNSET), saved.get(key, UNSET), changed.get(key, UNSET))
            for key in self.order(path, list(began), list(saved), list(changed))
        }
        return {key: value for key, value in merged.items() if value is not UNSET}

    def order(self, path: FieldPath, began: list[str], saved: list[str], changed: list[str]) -> list[str]:
        common = set(began).intersection(saved, changed)
        old, theirs, ours = ([key for key in keys if key in common] for keys in (began, saved, changed))
        if path[-1] in _IN_ORDER and old != theirs != ours != old:
            self.conflicts.append(Conflict(path=path, saved=theirs, changed=ours))
        return _with_additions(saved, changed) if ours == old else _with_additions(changed, saved)

    def whole(self, path: FieldPath, began: Any, saved: Any, changed: Any) -> Any:
        if changed == began:
            if saved != began:
                self.meanwhile.append(path)
            return saved
        if saved not in (began, changed):
            self.conflicts.append(Conflict(path=path, saved=_given(saved), changed=_given(changed)))
        return changed


def _with_additions(order: Sequence[str], other: Sequence[str]) -> list[str]:
    """Put what only the other order has right behind what it stands behind there."""
    keys = list(order)
    for place, key in enumerate(other):
        if key not in keys:
            keys.insert(keys.index(other[place - 1]) + 1 if place else 0, key)
    return keys


def _given(value: Any) -> Any:
    return None if value is UNSET else value
