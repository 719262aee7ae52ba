"""The form on which signed lists are marked without a script: what was ticked, unticked and written is noted."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from events_service.attendance.marking.records import BY_HAND, LONGEST_REASON, REASON_TOO_LONG
from events_service.attendance.records import Evidence, Mark
from events_service.registrations.records import RegistrationId
from events_service.web.errors import FaultyFields, FieldFault, NotFound
from events_service.web.text import cleaned


def marks_of_form(shown: Iterable[str], ticked: Iterable[str], reasons: Mapping[str, str]) -> list[Mark]:
    """Give what a form changes: `shown` is what stood when it was made, `reasons` why somebody is excused, by cell.

    What the form did not show stays as it is. Raises NotFound for what no form of ours sends, FaultyFields for a
    reason that is too long.
    """
    before, now = set(shown), set(ticked)
    excused = {_key(key): cleaned(reason).strip() for key, reason in reasons.items()}
    if any(len(reason) > LONGEST_REASON for reason in excused.values()):
        raise FaultyFields([FieldFault("excused", REASON_TOO_LONG)])
    marks = [_mark(key, stands=True) for key in sorted(now - before)]
    marks += [_mark(key, stands=False) for key in sorted(before - now) if not key.endswith(_EXCUSED)]
    ticks = [mark for mark in marks if mark.evidence in BY_HAND and mark.evidence is not Evidence.EXCUSED]
    return [*ticks, *_excuses(before, excused)]


_EXCUSED = f":{Evidence.EXCUSED.value}"


def _excuses(before: set[str], excused: Mapping[str, str]) -> Iterator[Mark]:
    for key, reason in excused.items():
        if reason or key + _EXCUSED in before:
            yield _mark(key + _EXCUSED, stands=bool(reason), reason=reason)


def _key(field: str) -> str:
    return field.partition(":")[2]


def _mark(key: str, *, stands: bool, reason: str = "") -> Mark:
    """Read a field's value such as "UUID:2024-04-16:online". Raises NotFound for what no form of ours sends."""
    registration, _, rest = key.partition(":")
    checkpoint, _, evidence = rest.rpartition(":")
    try:
        return Mark(
            registration=RegistrationId(UUID(registration)),
            checkpoint=checkpoint,
            evidence=Evidence(evidence),
            stands=stands,
            reason=reason,
        )
    except ValueError as error:
        raise NotFound from error
