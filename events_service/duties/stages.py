"""The strip of an event: how far it has come on its way from a draft to an approved record. Pure."""

from datetime import datetime
from enum import Enum

from msgspec import Struct

from events_service.attendance.records import ReviewState
from events_service.complete import for_each
from events_service.programme.finding import FoundEvent
from events_service.programme.records import EventStatus
from events_service.programme.registration_state import end_of
from events_service.web.i18n import NC_, gettext


class Stage(Enum):
    """Where an event stands, in the order in which it comes there."""

    DRAFT = "draft"
    OPEN = "open"
    FULL = "full"
    RUNNING = "running"
    RECORD = "record"
    APPROVED = "approved"


class Reached(Enum):
    """How a stage of a strip lies to where the event is."""

    PASSED = "passed"
    HERE = "here"
    AHEAD = "ahead"


class StripStage(Struct, frozen=True, kw_only=True):
    """A stage as the strip shows it."""

    stage: Stage
    word: str
    reached: Reached


WORDS = for_each(
    Stage,
    {
        Stage.DRAFT: NC_("stage", "Draft"),
        Stage.OPEN: NC_("stage", "Open"),
        Stage.FULL: NC_("stage", "Full"),
        Stage.RUNNING: NC_("stage", "Running"),
        Stage.RECORD: NC_("stage", "Record"),
        Stage.APPROVED: NC_("stage", "Approved"),
    },
)


def strip(found: FoundEvent, review: ReviewState, now: datetime) -> tuple[StripStage, ...]:
    """Give the stages of an event with where it is; none for one that does not take place.

    What cannot fill up is never full, and one that was not full before it began never was.
    """
    here = stage_of(found, review, now)
    if here is None:
        return ()
    order = list(Stage)
    may_fill = here in {Stage.DRAFT, Stage.OPEN, Stage.FULL} or found.all_taken
    limited = any(pool.capacity is not None for pool in found.pools)
    shown = [stage for stage in order if stage is not Stage.FULL or (limited and may_fill)]
    return tuple(
        StripStage(stage=stage, word=gettext(WORDS[stage]), reached=_reached(order.index(stage), order.index(here)))
        for stage in shown
    )


def stage_of(found: FoundEvent, review: ReviewState, now: datetime) -> Stage | None:
    """Give where an event is on its way; None for what is postponed, or cancelled before it had a record."""
    status = found.event.status
    if review is ReviewState.APPROVED:
        return Stage.APPROVED
    if review is not ReviewState.OPEN:
        return Stage.RECORD
    if status is not EventStatus.PUBLISHED:
        return Stage.DRAFT if status is EventStatus.DRAFT else None
    if now >= end_of(found):
        return Stage.RECORD
    if now.astimezone(found.zone).date() >= min(found.event.days):
        return Stage.RUNNING
    return Stage.FULL if found.open_seats == 0 else Stage.OPEN


def _reached(place: int, here: int) -> Reached:
    if place == here:
        return Reached.HERE
    return Reached.PASSED if place < here else Reached.AHEAD
