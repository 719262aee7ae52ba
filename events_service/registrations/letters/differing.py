"""What is different for a participant between what they were last told and what holds now. Pure."""

from collections.abc import Collection, Iterator
from datetime import timedelta
from enum import Enum

from msgspec import Struct

from events_service.complete import for_some
from events_service.programme.records import EventStatus
from events_service.registrations.letters.facts import Facts, SessionFact
from events_service.registrations.letters.occasions import Occasion


class Aspect(Enum):
    """In what two tellings differ."""

    STANDING = "standing"
    DAYS = "days"
    HOURS = "hours"
    PLACE = "place"
    JOINING = "joining"
    SESSION_CANCELLED = "session_cancelled"
    SESSION_GONE = "session_gone"
    SESSION_BACK = "session_back"
    SESSION_NEW = "session_new"
    SESSION_MOVED = "session_moved"


class Difference(Struct, frozen=True, kw_only=True):
    """One thing that differs; `session` is the key of the session it is about, `own`: they signed up for that."""

    aspect: Aspect
    session: str | None = None
    own: bool = False


_NOT_HELD = for_some(
    EventStatus, {EventStatus.CANCELLED: Occasion.CALLED_OFF, EventStatus.POSTPONED: Occasion.POSTPONED}
)

_ABOUT_ONE = for_some(Aspect, {Aspect.PLACE: Occasion.PLACE_CHANGED, Aspect.JOINING: Occasion.JOINING_CHANGED})


def differences(told: Facts, holds: Facts) -> tuple[Difference, ...]:
    """Give all that somebody has to be told, the weightiest first: nothing where they know how it stands.

    Of an event that does not take place nothing matters but that; what changed meanwhile is told when it is held again.
    Organisers alone know drafts, so nobody is told of one.
    """
    if holds.standing is EventStatus.DRAFT:
        return ()
    standing = (Difference(aspect=Aspect.STANDING),) if _not_held(told) is not _not_held(holds) else ()
    if holds.standing in _NOT_HELD:
        return standing
    return (*standing, *_of_frame(told, holds), *_of_sessions(told, holds))


def occasion_of(differing: Collection[Difference], told: Facts, holds: Facts) -> Occasion:
    """Give what the mail about some differences is about in one word: the weightiest of them."""
    aspects = {each.aspect for each in differing}
    if Aspect.STANDING in aspects:
        found_its_date = told.standing is EventStatus.POSTPONED and Aspect.DAYS in aspects
        return _NOT_HELD.get(holds.standing, Occasion.MOVED if found_its_date else Occasion.TAKES_PLACE)
    own = {each.aspect for each in differing if each.own}
    if Aspect.DAYS in aspects:
        return Occasion.MOVED
    if not own.isdisjoint({Aspect.SESSION_CANCELLED, Aspect.SESSION_GONE}):
        return Occasion.SESSION_CANCELLED
    if Aspect.SESSION_BACK in own:
        return Occasion.SESSION_BACK
    (about, *more) = aspects
    return Occasion.PROGRAMME_CHANGED if more else _ABOUT_ONE.get(about, Occasion.PROGRAMME_CHANGED)


def _not_held(facts: Facts) -> EventStatus | None:
    return facts.standing if facts.standing in _NOT_HELD else None


def _of_frame(told: Facts, holds: Facts) -> Iterator[Difference]:
    before, after = [each.day for each in told.days], [each.day for each in holds.days]
    if before != after:
        yield Difference(aspect=Aspect.DAYS)
    elif (told.days, told.zone) != (holds.days, holds.zone):
        yield Difference(aspect=Aspect.HOURS)
    if told.place != holds.place:
        yield Difference(aspect=Aspect.PLACE)
    if told.joining != holds.joining:
        yield Difference(aspect=Aspect.JOINING)


def _of_sessions(told: Facts, holds: Facts) -> Iterator[Difference]:
    shift = _shift(told, holds)
    known = {**told.sessions, **holds.sessions}
    for key in sorted(known, key=lambda key: (known[key].starts, known[key].ends, key)):
        before, after = told.sessions.get(key), holds.sessions.get(key)
        aspect = _aspect_of(before, after, shift)
        if aspect is not None:
            own = any(each is not None and each.own for each in (before, after))
            yield Difference(aspect=aspect, session=key, own=own)


def _aspect_of(before: SessionFact | None, after: SessionFact | None, shift: timedelta) -> Aspect | None:
    was_held, is_held = before is not None and before.held, after is not None and after.held
    if was_held and not is_held:
        return Aspect.SESSION_GONE if after is None else Aspect.SESSION_CANCELLED
    if is_held and not was_held:
        return Aspect.SESSION_NEW if before is None else Aspect.SESSION_BACK
    if before is None or after is None or not is_held:
        return None
    moved = (before.starts + shift, before.ends + shift) != (after.starts, after.ends)
    return Aspect.SESSION_MOVED if moved or before.room != after.room else None


def _shift(told: Facts, holds: Facts) -> timedelta:
    """Give by how much the whole event has moved: what has gone along with it needs no line of its own."""
    if not told.days or not holds.days:
        return timedelta()
    return holds.days[0].day - told.days[0].day
