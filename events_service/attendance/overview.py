"""The overview of reviews: which records wait for the lead partner, which for their hosts, which are done."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct

from events_service.attendance.labels import state_name
from events_service.attendance.records import ReviewState
from events_service.attendance.statistics import Participation
from events_service.programme.finding import FoundEvent
from events_service.programme.records import EventStatus
from events_service.web.i18n import gettext


class Listed(Struct, frozen=True, kw_only=True):
    """An event in the overview. `present` are distinct people; `since` is when its record came into its state."""

    found: FoundEvent
    state: str
    word: str
    since: datetime | None
    present: int


class Overview(Struct, frozen=True, kw_only=True):
    """Records by what has to happen: submitted ones wait for the lead partner, missing and returned ones for hosts."""

    waiting: list[Listed]
    with_hosts: list[Listed]
    approved: list[Listed]
    to_come: list[Listed]


def overview(
    events: Iterable[FoundEvent],
    states: Mapping[str, tuple[ReviewState, datetime]],
    participations: Iterable[Participation],
    now: datetime,
) -> Overview:
    """Sort the events: what waits longest first, then what is over without a record; drafts and cancelled left out."""
    present = Counter(participation.event for participation in participations)
    listed: dict[str, list[Listed]] = {"submitted": [], "with_hosts": [], "approved": [], "to_come": []}
    for found in events:
        state, since = states.get(found.event.key, (ReviewState.OPEN, None))
        if state is ReviewState.OPEN and found.event.status is not EventStatus.PUBLISHED:
            continue
        missing = state is ReviewState.OPEN and max(found.event.days) < now.astimezone(found.zone).date()
        entry = Listed(
            found=found,
            state="missing" if missing else state.value,
            word=gettext("Missing") if missing else state_name(state),
            since=since,
            present=present[found.event.key],
        )
        waits_for_host = missing or state is ReviewState.RETURNED
        place = "with_hosts" if waits_for_host else "to_come" if state is ReviewState.OPEN else state.value
        listed[place].append(entry)
    return Overview(
        waiting=sorted(listed["submitted"], key=lambda entry: (entry.since or now, entry.found.event.key)),
        with_hosts=listed["with_hosts"][::-1],
        approved=listed["approved"][::-1],
        to_come=listed["to_come"],
    )
