"""What the desk shows, in words: a scan's outcome, the last scans, and the texts of the page's script."""

from datetime import tzinfo
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from msgspec import Struct

from events_service.checkin import labels
from events_service.checkin.camera import camera_words
from events_service.checkin.checkpoints import Checkpoint, CheckpointKind, is_expected
from events_service.checkin.desk import Desk, Happened, Person
from events_service.checkin.device_words import helper_line_words, line_words
from events_service.checkin.door_notes import door_notes
from events_service.checkin.records import SAW, Outcome
from events_service.checkin.roster import name_of
from events_service.checkin.set_aside import ToSee
from events_service.checkin.taking_back import WHY, why_in_words
from events_service.complete import for_each, for_some
from events_service.programme.finding import FoundEvent
from events_service.registrations.labels import category_name, status_name
from events_service.registrations.records import Category, Registration, Status
from events_service.web.i18n import N_, clock_time, gettext, spoken

NOT_SIGNED_UP = for_each(
    CheckpointKind,
    {
        CheckpointKind.DAY: N_("Not signed up for this day"),
        CheckpointKind.SESSION: N_("Not signed up for this session"),
    },
)
STILL_COUNTS = {
    "desk_closed": N_("The desk was closed by then, and the check-in still counts. Ask the organiser to take it back."),
    "not_understood": N_(
        "The service did not take it back, and the check-in still counts. "
        "Try again soon; if it goes on, tell its operator."
    ),
}
"""Why taking back did not work, as check-in-decide.js names it."""
ASIDE = for_some(
    Outcome,
    {
        Outcome.CONFLICT: N_(
            "The device {device} gave two scans one number, and this one was not counted. "
            "If the person is here, check them in once more."
        ),
        Outcome.INVALID: N_(
            "The device {device} sent a scan that cannot be read, and it was not counted. "
            "If the person is here, check them in once more."
        ),
        Outcome.AFTER_CLOSING: N_(
            "{device} (helper) scanned this after the desk was closed, and it was not counted. "
            "If the person is here, check them in once more."
        ),
    },
)
"""What is said of scans that were set aside."""
WHY_OTHERWISE = {
    "a_moment_before": N_("Another desk checked this person in a moment before."),
    "while_offline": N_("Another desk checked this person in while this device was offline."),
    "came_before": N_("This person gave up the place after this scan was made, and counts as checked in."),
    "not_on_the_list_yet": N_("The person was not on this device's list yet, and is checked in."),
    "given_up": N_("The person had given up the place, which this device did not know. Ask the organiser about it."),
    "no_seat": N_("All seats are taken: this person is here and on the waiting list. Please decide."),
    "conflict": labels.ADVICE[Outcome.CONFLICT],
    "invalid": labels.ADVICE[Outcome.INVALID],
    "after_closing": labels.ADVICE[Outcome.AFTER_CLOSING],
    "otherwise": N_("The service knows more than this device did."),
}
"""Why the service decided otherwise than the desk, as check-in-decide.js names it."""
LET_IN = N_("Let in without approval: {reason}")
STILL_HERE = N_("Still checked in: another scan saw this person at {time}.")


class CheckpointLink(Struct, frozen=True, kw_only=True):
    """A checkpoint to choose, under its name."""

    key: str
    title: str
    href: str
    chosen: bool


class Shown(Struct, frozen=True, kw_only=True):
    """A scan as the desk shows it. `colour` is a class beside the word; `taken_back` it no longer counts.

    `may_let_in` is the badge's code where staff may let its holder in for a reason of theirs.
    """

    id: UUID
    word: str
    colour: str
    name: str
    lines: list[str]
    time: str
    checkpoint: str
    counts: bool
    taken_back: bool
    may_let_in: str
    why_taken_back: str


def links(desk: Desk, address: str, today: str) -> list[CheckpointLink]:
    """Give the checkpoints to choose from, each with the day at the event on which it is chosen."""
    return [
        CheckpointLink(
            key=point.key,
            title=name_of(point, spoken()),
            href=f"{address}?{urlencode({'checkpoint': point.key, 'on': today})}",
            chosen=point.key == desk.checkpoint.key,
        )
        for point in desk.checkpoints
    ]


def shown(happened: Happened, checkpoints: tuple[Checkpoint, ...], found: FoundEvent) -> Shown:
    """Put a scan into words; its time is the one on the wall clock at the event."""
    check_in = happened.check_in
    here = next((point for point in checkpoints if point.key == check_in.checkpoint), None)
    return Shown(
        id=check_in.id,
        word=labels.outcome_name(check_in.outcome),
        colour=labels.colour(check_in.outcome),
        name=happened.name or check_in.badge_code,
        lines=_lines(happened, here, found),
        time=clock_time(check_in.scanned_at.astimezone(found.zone)),
        checkpoint=name_of(here, spoken()) if here else check_in.checkpoint,
        counts=check_in.counts,
        taken_back=check_in.withdrawn_at is not None,
        why_taken_back=why_in_words(check_in.withdrawn_because, check_in.withdrawn_words),
        may_let_in=check_in.badge_code if check_in.outcome is Outcome.NOT_APPROVED else "",
    )


def _lines(happened: Happened, here: Checkpoint | None, found: FoundEvent) -> list[str]:
    """Give what stands below the big word: who it is, whether they are expected here, and what to do."""
    registration, lines = happened.registration, []
    if registration is not None:
        lines += [f"{registration.organisation} · {category_name(registration.category)}"]
        lines += door_notes(found.event, registration)
        if registration.status is not Status.CONFIRMED and happened.check_in.outcome is not Outcome.CANCELLED:
            lines.append(status_name(registration.status))
        if here is not None and (unexpected := _unexpected(registration, here)):
            lines.append(unexpected)
        if happened.check_in.counts and here is not None:
            lines += filter(None, [labels.to_do(registration.status, _why_unexpected(registration, here))])
    if happened.also_seen_at is not None:
        time = clock_time(happened.also_seen_at.astimezone(found.zone))
        return [*lines, gettext(STILL_HERE).format(time=time)]
    if happened.check_in.let_in_because:
        lines.append(gettext(LET_IN).format(reason=happened.check_in.let_in_because))
    return [*lines, *filter(None, [labels.advice_on(happened.check_in.outcome, happened.check_in.badge_code)])]


def _unexpected(registration: Registration, here: Checkpoint) -> str:
    """Say why somebody with a place at the event is not expected at a checkpoint; empty for everybody else."""
    why = _why_unexpected(registration, here)
    return gettext(NOT_SIGNED_UP[why]) if why else ""


def _why_unexpected(registration: Registration, here: Checkpoint) -> CheckpointKind | None:
    if registration.status is not Status.CONFIRMED or is_expected(registration, here):
        return None
    return CheckpointKind.DAY if registration.mode_on(here.day) is None else CheckpointKind.SESSION


def script_words() -> dict[str, Any]:
    """Give the texts that the page's script shows."""
    return line_words() | {
        "outcomes": {outcome.value: labels.outcome_name(outcome) for outcome in Outcome},
        "advice": {outcome.value: labels.advice(outcome) for outcome in Outcome},
        "colours": {outcome.value: labels.colour(outcome) for outcome in Outcome},
        "saw": [outcome.value for outcome in SAW],
        "statuses": {status.value: status_name(status) for status in Status},
        "check_in": gettext("Check in"),
        "let_in": gettext("Let in"),
        "let_in_because": gettext("Why may the person come in?"),
        "take_back": gettext("Take back"),
        "take_back_whom": gettext("Take back: %(name)s").replace("%(name)s", "{name}"),
        "why_taken_back": {why.value: gettext(words) for why, words in WHY.items()},
        "taken_back": gettext("Taken back"),
        "taken_back_later": gettext("The service hears of it when the network is back."),
        "not_taken_back": gettext("Not taken back"),
        "still_counts": {why: gettext(sentence) for why, sentence in STILL_COUNTS.items()},
        "still_here": gettext(STILL_HERE),
        "seen": gettext("Seen"),
        "new_day": gettext("A new day has begun: people are now checked in for {checkpoint}."),
        "categories": {category.value: category_name(category) for category in Category},
        "this_desk": gettext("This desk"),
        "other_desks": gettext("Other desks"),
        "to_do": labels.all_to_do(),
        "unexpected": {kind.value: gettext(sentence) for kind, sentence in NOT_SIGNED_UP.items()},
        "why_otherwise": {why: gettext(sentence) for why, sentence in WHY_OTHERWISE.items()},
        "no_badge": gettext(labels.NO_BADGE),
        "differs": gettext("This device said “{local}”, the service says “{server}”."),
        "nobody": gettext("Nobody of that name is registered for this event."),
        "camera": camera_words(),
        "enter": gettext("Enter “{name}” and check in"),
    }


def helper_words() -> dict[str, Any]:
    """Give the same for a helper's desk, which nobody signs in to."""
    return script_words() | helper_line_words()


class PersonFound(Struct, frozen=True, kw_only=True):
    """Somebody found by name; `note` says why they may not be expected here. `id` is the next scan's."""

    id: UUID
    name: str
    organisation: str
    category: str
    badge_code: str
    checked_in: bool
    cancelled: bool
    note: str


def person_found(person: Person, here: Checkpoint) -> PersonFound:
    """Put somebody found by name into words."""
    registration = person.registration
    return PersonFound(
        id=uuid4(),
        name=registration.name,
        organisation=registration.organisation,
        category=category_name(registration.category),
        badge_code=registration.badge_code,
        checked_in=person.checked_in,
        cancelled=registration.status is Status.CANCELLED,
        note=_unexpected(registration, here)
        if registration.status is Status.CONFIRMED
        else status_name(registration.status),
    )


class AsideShown(Struct, frozen=True, kw_only=True):
    """A scan that was set aside: who it is about, when it came, and what to do."""

    digest: str
    who: str
    time: str
    sentence: str


def aside_shown(each: ToSee, zone: tzinfo) -> AsideShown:
    """Put a scan that was set aside into words; its time is the one on the wall clock at the event."""
    return AsideShown(
        digest=each.digest,
        who=each.name or each.sent.get("badge_code") or "–",
        time=clock_time(each.received_at.astimezone(zone)),
        sentence=gettext(ASIDE[each.outcome]).format(device=each.device),
    )
