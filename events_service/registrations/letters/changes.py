"""What has changed, side by side: how it was told last, and how it stands now."""

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from events_service.complete import for_some
from events_service.programme.agenda_changes import field_by_field
from events_service.programme.finding import FoundEvent
from events_service.programme.labels import status_name
from events_service.programme.parts import hours_of
from events_service.programme.places import address_line
from events_service.programme.records import Event, EventStatus, Session
from events_service.programme.rooms import where_of
from events_service.programme.version_changes import changes_between
from events_service.programme.words import in_language
from events_service.registrations.letters.differing import Aspect, Difference
from events_service.registrations.letters.joining import join_lines
from events_service.registrations.letters.lines import CANCELLED_SESSION, span_of, when_of
from events_service.registrations.records import Registration
from events_service.web.i18n import N_, day_range, gettext, short_day, spoken

TAKES_PLACE = N_("Takes place")
NOT_ANY_MORE = N_("No longer in your programme")
NOTHING = "–"
WORDS_OF_SESSION = frozenset({"title", "description", "speakers"})
"""What is read of a session and tells nobody that they have to be somewhere else."""


class ChangeLine(Struct, frozen=True, kw_only=True):
    """One difference: what it is about, how it was and how it is."""

    label: str
    before: str
    after: str


def change_lines(
    differing: Iterable[Difference], before: FoundEvent, after: FoundEvent, registration: Registration
) -> list[ChangeLine]:
    """Write the differences in the language being spoken."""
    lines = []
    for each in differing:
        if each.session is not None:
            lines.append(_line_of_session(each.session, before.event, after.event))
            continue
        label, write = _OF_FRAME[each.aspect]
        lines.append(
            ChangeLine(
                label=gettext(label),
                before=write(before, registration) or NOTHING,
                after=write(after, registration) or NOTHING,
            )
        )
    return lines


def lines_of_release(before: FoundEvent, after: FoundEvent, registration: Registration) -> list[ChangeLine]:
    """Write what is new for somebody whose own facts stay: the words of the sessions that are open to them."""
    then, now = before.event, after.event
    lines = []
    for change in changes_between(then, now):
        session = _session_of(now, change.session) if change.session else None
        words = tuple(name for name in change.fields if name in WORDS_OF_SESSION)
        if session is not None and words and registration.may_follow(session):
            written = field_by_field(replace(change, fields=words), then, now)
            lines += [ChangeLine(label=each.about, before=each.before, after=each.after) for each in written]
    return lines


def _line_of_session(key: str, before: Event, after: Event) -> ChangeLine:
    was, is_ = _session_of(before, key), _session_of(after, key)
    known = is_ or was
    return ChangeLine(
        label=in_language(known.title, spoken()) if known else key,
        before=_session(was) if was else NOTHING,
        after=_session(is_) if is_ else gettext(NOT_ANY_MORE),
    )


def _session_of(event: Event, key: str) -> Session | None:
    return next((session for session in event.sessions if session.key == key), None)


def _session(session: Session) -> str:
    if not session.held:
        return gettext(CANCELLED_SESSION)
    return ", ".join(part for part in (when_of(session), where_of(session, spoken())) if part)


def _standing(found: FoundEvent, registration: Registration) -> str:
    held = found.event.status in {EventStatus.PUBLISHED, EventStatus.DRAFT}
    return gettext(TAKES_PLACE) if held else status_name(found.event.status)


def _days(found: FoundEvent, registration: Registration) -> str:
    days = list(registration.ways_at(found.event))
    in_one_piece = days and (days[-1] - days[0]).days == len(days) - 1
    return day_range(days[0], days[-1]) if in_one_piece else "; ".join(map(short_day, days))


def _hours(found: FoundEvent, registration: Registration) -> str:
    lines = [
        f"{short_day(day)}, {span_of(*hours)}"
        for day in registration.ways_at(found.event)
        if (hours := hours_of(found.event, day))
    ]
    return "; ".join(lines) and f"{'; '.join(lines)} ({found.zone_name})"


def _place(found: FoundEvent, registration: Registration) -> str:
    return address_line(found.event, spoken())


def _joining(found: FoundEvent, registration: Registration) -> str:
    return "; ".join(line.link for line in join_lines(registration, found, spoken()))


_Write = Callable[[FoundEvent, Registration], str]
_OF_FRAME: Mapping[Aspect, tuple[str, _Write]] = for_some(
    Aspect,
    {
        Aspect.STANDING: (N_("The event"), _standing),
        Aspect.DAYS: (N_("When"), _days),
        Aspect.HOURS: (N_("Times"), _hours),
        Aspect.PLACE: (N_("Where"), _place),
        Aspect.JOINING: (N_("Join online"), _joining),
    },
)
