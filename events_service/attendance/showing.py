"""An attendance record as pages show it: a grid of people and checkpoints, the review's steps, and what has changed."""

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from msgspec import Struct

from events_service.attendance.labels import BY_SUBMITTER, EVIDENCE, EXCUSED, FIELDS, action_name, state_name
from events_service.attendance.record import present_at
from events_service.attendance.records import (
    STATE_AFTER,
    Action,
    AttendanceRecord,
    Attendee,
    Difference,
    Presence,
    RecordCheckpoint,
    Review,
    ReviewState,
    Step,
)
from events_service.checkin.checkpoints import CheckpointKind
from events_service.programme.words import in_language
from events_service.registrations.labels import category_name, status_name
from events_service.registrations.records import Status
from events_service.web.i18n import clock_time, country_name, gettext, instant, short_day, spoken


class ShownCell(Struct, frozen=True, kw_only=True):
    """A person at a checkpoint; `excused` is why they were not there, `absent` counts where neither holds."""

    present: bool
    excused: str | None
    absent: bool
    evidence: list[str]
    doubtful: bool


class ShownRow(Struct, frozen=True, kw_only=True):
    """A person; `note` says what is unusual about the registration."""

    number: int
    name: str
    organisation: str
    country: str
    category: str
    note: str
    cells: list[ShownCell]


class ShownCheckpoint(Struct, frozen=True, kw_only=True):
    """A column: its name, and the figures below it."""

    title: str
    session: bool
    expected: int
    present: int
    excused: int
    by_kind: list[tuple[str, int]]


class Grid(Struct, frozen=True, kw_only=True):
    """The whole record in words."""

    checkpoints: list[ShownCheckpoint]
    rows: list[ShownRow]
    people: list[tuple[str, int]]


class ShownStep(Struct, frozen=True, kw_only=True):
    """A step of the review."""

    position: int
    action: str
    state: str
    by: str
    at: str
    reason: str | None
    digest: str
    remark: str


class ShownChange(Struct, frozen=True, kw_only=True):
    """What has changed since the record was submitted."""

    who: str
    what: str
    before: str
    after: str


class ShownReview(Struct, frozen=True, kw_only=True):
    """Where the review stands, its steps with the latest first, and what has changed since the submission.

    `colour` is the class of the state's tag.
    """

    state: str
    colour: str
    word: str
    digest: str | None
    steps: list[ShownStep]
    changes: list[ShownChange]


def grid(record: AttendanceRecord, now: datetime) -> Grid:
    """Put a record into words in the language of the page being made; times are local to the event.

    Nobody is absent from what has not begun by `now`.
    """
    zone, people = ZoneInfo(record.timezone), record.people
    return Grid(
        checkpoints=[
            ShownCheckpoint(
                title=checkpoint_name(point),
                session=point.kind is CheckpointKind.SESSION,
                expected=totals.expected,
                present=totals.present,
                excused=totals.excused,
                by_kind=[(gettext(word), totals.of(kind)) for kind, word in EVIDENCE.items()],
            )
            for point, totals in zip(record.checkpoints, record.totals, strict=True)
        ],
        rows=[_row(person, record.checkpoints, zone, now) for person in record.attendees],
        people=[
            (gettext("People registered"), people.registered),
            (gettext("People present"), people.present),
            (gettext("Registered, but never there"), people.absent),
            (gettext("Walk-ins"), people.walk_ins),
            *([(gettext(EXCUSED), people.excused)] if people.excused else []),
        ],
    )


def shown_review(review: Review) -> ShownReview:
    """Put a review into words."""
    points = {point.key: point for point in review.record.checkpoints}
    return ShownReview(
        state=review.state.value,
        colour=colour(review.state),
        word=state_name(review.state),
        digest=review.digest,
        steps=[_step(step, review.record.timezone) for step in reversed(review.steps)],
        changes=[_change(change, points, ZoneInfo(review.record.timezone)) for change in review.changes],
    )


def colour(state: ReviewState) -> str:
    """Give the class of a state's tag: what was not submitted is quiet."""
    return "quiet" if state is ReviewState.OPEN else state.value


def checkpoint_name(point: RecordCheckpoint) -> str:
    """Give a column's name: the day, or the session's title."""
    return short_day(point.day) if point.title is None else in_language(point.title, spoken())


def _row(person: Attendee, checkpoints: tuple[RecordCheckpoint, ...], zone: tzinfo, now: datetime) -> ShownRow:
    notes = [] if person.status is Status.CONFIRMED else [status_name(person.status)]
    return ShownRow(
        number=person.number,
        name=person.name.strip() or gettext("(erased)"),
        organisation=person.organisation,
        country=country_name(person.country),
        category=category_name(person.category),
        note=", ".join([*notes, *([gettext("Walk-in")] if person.walk_in else [])]),
        cells=[
            ShownCell(
                present=present_at(person, point, checkpoints),
                excused=presence.excused,
                absent=presence.expected and point.starts <= now,
                evidence=_evidence(presence, zone),
                doubtful=presence.time_doubtful,
            )
            for point, presence in zip(checkpoints, person.presences, strict=True)
        ],
    )


def _evidence(presence: Presence, zone: tzinfo) -> list[str]:
    found: list[str] = []
    for kind, moment in presence.kinds.items():
        word = gettext(EVIDENCE[kind])
        found.append(f"{word} {clock_time(moment.astimezone(zone))}" if moment else word)
    return found


def _step(step: Step, zone: str) -> ShownStep:
    return ShownStep(
        position=step.position,
        action=action_name(step.action),
        state=STATE_AFTER[step.action].value,
        by=step.by,
        at=instant(step.at, zone),
        reason=step.reason,
        digest=step.digest,
        remark=gettext(BY_SUBMITTER) if step.by_submitter and step.action is Action.APPROVE else "",
    )


def _change(change: Difference, points: dict[str, RecordCheckpoint], zone: ZoneInfo) -> ShownChange:
    point = points.get(change.checkpoint or "")
    where = checkpoint_name(point) if point else change.checkpoint
    what = gettext(FIELDS.get(change.field, change.field))
    return ShownChange(
        who=change.name or gettext("The event"),
        what=f"{what} ({where})" if where else what,
        before=_value(change.before, change.field, zone),
        after=_value(change.after, change.field, zone),
    )


def _value(text: str, field: str, zone: ZoneInfo) -> str:
    if field.endswith("_at") and text:
        return instant(datetime.fromisoformat(text), zone.key)
    return gettext("yes") if text == "yes" else text
