"""Whom a version concerns before it is released: how many people each change reaches, and who loses a session. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec import Struct

from events_service.programme.finding import FoundEvent
from events_service.programme.version_changes import ChangeKind, VersionChange
from events_service.registrations.letters.differing import Aspect, Difference, differences
from events_service.registrations.letters.facts import facts_of
from events_service.registrations.letters.writing import language_of
from events_service.registrations.records import Registration


class Concerned(Struct, frozen=True, kw_only=True):
    """Of all `people` those who are `affected`, and how many each session or aspect of the event reaches of them.

    `languages` counts the people by the language that they are written to in, the most frequent first.
    """

    people: int
    affected: int
    by_session: Mapping[str, int]
    by_aspect: Mapping[Aspect, int]
    languages: Mapping[str, int]

    def reached_by(self, change: VersionChange) -> int:
        """Give how many people a change concerns; words that are only written anew concern nobody by themselves."""
        if change.session is not None:
            return 0 if change.kind is ChangeKind.OTHER else self.by_session.get(change.session, 0)
        (field,) = change.fields
        return max((self.by_aspect.get(aspect, 0) for aspect in _ASPECTS.get(field.partition(".")[0], ())), default=0)


_ASPECTS = {
    "status": (Aspect.STANDING,),
    "days": (Aspect.DAYS,),
    "timezone": (Aspect.HOURS,),
    "venue": (Aspect.PLACE,),
    "joining": (Aspect.JOINING,),
}


def concern(working: FoundEvent, told: Mapping[UUID, FoundEvent], people: Sequence[Registration]) -> Concerned:
    """Hold what people were last told of an event against what organisers work on."""
    by_session: Counter[str] = Counter()
    by_aspect: Counter[Aspect] = Counter()
    affected = 0
    for each in people:
        differing = _differing(working, told.get(each.id), each)
        affected += bool(differing)
        by_session.update({one.session for one in differing if one.session is not None})
        by_aspect.update({one.aspect for one in differing if one.session is None})
    return Concerned(
        people=len(people),
        affected=affected,
        by_session=by_session,
        by_aspect=by_aspect,
        languages=dict(Counter(map(language_of, people)).most_common()),
    )


def _differing(working: FoundEvent, told: FoundEvent | None, reader: Registration) -> tuple[Difference, ...]:
    return differences(facts_of(told, reader), facts_of(working, reader)) if told is not None else ()


def who_chose(people: Sequence[Registration], session: str) -> list[Registration]:
    """Give who signed up for a session, or waits for a place in it, in the order in which they registered."""
    return [each for each in people if session in each.living_sessions]
