"""The revisions of what has a place in time, from one load of a definition to the next."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import Struct

from events_service.programme import parts
from events_service.programme.parts import Part, Standing, State
from events_service.programme.records import Event, Project
from events_service.programme.words import in_language


class Revision(Struct, frozen=True, kw_only=True):
    """The latest revision of a part.

    `owner` is the key of the event, or of a milestone's project; `key` is the session's or milestone's key, the day as
    2024-04-16, or the event's key once more. `sequence` is SEQUENCE (RFC 5545 §3.8.7.4); the instants are UTC in whole
    seconds, as calendars know no smaller ones. `announced` says that others than organisers have been able to see it.
    """

    uid: str
    part: Part
    owner: str
    key: str
    sequence: int
    created_at: datetime
    changed_at: datetime
    announced: bool
    state: State

    @property
    def cancelled(self) -> bool:
        """Whether the part does not take place, or has left the definition."""
        return self.state.standing is Standing.CANCELLED


def revise(event: Event, previous: Mapping[str, Revision], now: datetime) -> list[Revision]:
    """Give the revisions of an event, its days and its sessions, from the `previous` ones by UID.

    A part whose definition is the same gets the equal revision back, so that the caller saves only what differs.
    SEQUENCE rises when the time, the place or the standing of an announced part changes, not with its words. A day or
    session that left the definition stays, as cancelled.
    """
    known = {uid: revision for uid, revision in previous.items() if revision.part is not Part.MILESTONE}
    return _revised(event.key, parts.of_event(event), known, now)


def revise_milestones(project: Project, previous: Mapping[str, Revision], now: datetime) -> list[Revision]:
    """Give the revisions of a project's milestones, as `revise` does.

    A milestone without a date stands, as planned, on the last day of its semester: a bar of six months would hide what
    else is in a calendar, and leaving it out would hide that it is due. One with neither has no place in time.
    """
    known = {uid: revision for uid, revision in previous.items() if revision.part is Part.MILESTONE}
    return _revised(project.key, parts.of_milestones(project), known, now)


def _revised(
    owner: str,
    states: Iterable[tuple[Part, str, State]],
    previous: Mapping[str, Revision],
    now: datetime,
) -> list[Revision]:
    now = now.astimezone(UTC).replace(microsecond=0)
    revisions = []
    for part, key, state in states:
        uid = parts.uid_of(part, owner, key)
        if uid in previous:
            revisions.append(following(previous[uid], state, now))
            continue
        announced = state.standing is not Standing.DRAFT
        revisions.append(
            Revision(
                uid=uid,
                part=part,
                owner=owner,
                key=key,
                sequence=0,
                created_at=now,
                changed_at=now,
                announced=announced,
                state=state,
            )
        )
    current = {revision.uid for revision in revisions}
    left = [revision for uid, revision in previous.items() if uid not in current and revision.owner == owner]
    return revisions + [_withdrawn(revision, now) for revision in left]


def following(before: Revision, state: State, now: datetime) -> Revision:
    """Give the revision that follows when a part is in another state; the same one where it is not."""
    now = now.astimezone(UTC).replace(microsecond=0)
    if state == before.state:
        return before
    material = before.announced and _what_matters(state) != _what_matters(before.state)
    return msgspec.structs.replace(
        before,
        sequence=before.sequence + material,
        # Between equal SEQUENCEs the later DTSTAMP wins (RFC 5546 §2.1.5), so it rises even where the clock does not.
        changed_at=max(now, before.changed_at + timedelta(seconds=1)),
        announced=before.announced or state.standing is not Standing.DRAFT,
        state=state,
    )


def _withdrawn(revision: Revision, now: datetime) -> Revision:
    announced = revision.announced
    withdrawn = following(revision, msgspec.structs.replace(revision.state, standing=Standing.CANCELLED), now)
    return msgspec.structs.replace(withdrawn, announced=announced)


def _what_matters(state: State) -> tuple[object, ...]:
    """Give what a reader must be told again when it changes; a place that is only translated is the same place."""
    venue = state.venue
    place = None
    if venue is not None:
        place = (in_language(venue.name, "en"), venue.address, in_language(venue.city or "", "en"), venue.country)
    room = in_language(state.room or "", "en")
    return (state.standing, state.starts, state.ends, state.all_day, state.zone, place, room, state.agenda)
