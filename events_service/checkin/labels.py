"""The words of the check-in desk: what a scan led to, in large letters, and what to do then."""

from events_service.checkin.checkpoints import CheckpointKind
from events_service.checkin.reading import read_badge
from events_service.checkin.records import Outcome
from events_service.complete import for_each, for_some
from events_service.registrations.records import Status
from events_service.web.i18n import N_, gettext

OUTCOMES = for_each(
    Outcome,
    {
        Outcome.ACCEPTED: N_("Welcome"),
        Outcome.ALREADY_CHECKED_IN: N_("Already checked in"),
        Outcome.UNKNOWN_BADGE: N_("Unknown badge"),
        Outcome.CANCELLED: N_("Registration cancelled"),
        Outcome.NOT_APPROVED: N_("Not approved"),
        Outcome.WRONG_EVENT: N_("Badge of another event"),
        Outcome.UNKNOWN_CHECKPOINT: N_("No attendance is taken here"),
        Outcome.CONFLICT: N_("Not counted"),
        Outcome.INVALID: N_("Not counted"),
        Outcome.AFTER_CLOSING: N_("Not counted"),
    },
)
ADVICE = for_each(
    Outcome,
    {
        Outcome.ACCEPTED: "",
        Outcome.ALREADY_CHECKED_IN: N_("Nothing to do; the person was checked in here before."),
        Outcome.UNKNOWN_BADGE: N_("Try once more, or search for the person by name."),
        Outcome.CANCELLED: N_("The person has given up the place. Ask the organiser whether they may come in."),
        Outcome.NOT_APPROVED: N_(
            "The organisers have not approved this registration. Ask them; if the person may come in, say why."
        ),
        Outcome.WRONG_EVENT: N_("Search for the person by name; they may have brought an old badge."),
        Outcome.UNKNOWN_CHECKPOINT: N_("Choose a day or a session of this event above and scan again."),
        Outcome.CONFLICT: N_(
            "This device gave two scans one number, so this one was not counted. Scan the badge once more."
        ),
        Outcome.INVALID: N_("The service could not read this scan, so it was not counted. Scan the badge once more."),
        Outcome.AFTER_CLOSING: N_("The desk was closed when this was scanned. The organiser looks at it."),
    },
)
STATUS_TO_DO = for_some(
    Status,
    {
        Status.WAITLISTED: N_("They are checked in all the same. Ask the organiser whether there is a place for them."),
        Status.OFFERED: N_(
            "They have not taken the place offered to them. Ask them to do so by the link in their mail."
        ),
        Status.UNCONFIRMED: N_(
            "They have not confirmed their mail address. Ask them to open the link in their mail now."
        ),
    },
)
"""What to do about somebody who came in without a place."""
UNEXPECTED_TO_DO = for_each(
    CheckpointKind,
    {
        CheckpointKind.DAY: N_(
            "They are checked in all the same. Tell the organiser, so that there is a seat and a meal."
        ),
        CheckpointKind.SESSION: N_(
            "They are checked in all the same. If seats are few, let those in first who signed up."
        ),
    },
)
"""What to do about somebody who came in where they are not expected."""
NO_BADGE = N_(
    "What was read is no badge code. If it comes from a badge, the scanner is set to another keyboard than this "
    "computer: set it to the same one, or type the code."
)
COLOURS = for_each(
    Outcome,
    {
        Outcome.ACCEPTED: "accepted",
        Outcome.ALREADY_CHECKED_IN: "already",
        Outcome.UNKNOWN_BADGE: "refused",
        Outcome.CANCELLED: "refused",
        Outcome.NOT_APPROVED: "unapproved",
        Outcome.WRONG_EVENT: "refused",
        Outcome.UNKNOWN_CHECKPOINT: "refused",
        Outcome.CONFLICT: "refused",
        Outcome.INVALID: "refused",
        Outcome.AFTER_CLOSING: "refused",
    },
)


def outcome_name(outcome: Outcome) -> str:
    """Give the word for an outcome in the language of the page being made."""
    return gettext(OUTCOMES[outcome])


def advice(outcome: Outcome) -> str:
    """Give the sentence that says what to do now; empty when nothing is to be done."""
    return gettext(ADVICE[outcome]) if ADVICE[outcome] else ""


def advice_on(outcome: Outcome, read: str) -> str:
    """Give the same for what was read: of an unknown badge it may say that the scanner is wrong."""
    if outcome is Outcome.UNKNOWN_BADGE and read and not read_badge(read).is_legible:
        return gettext(NO_BADGE)
    return advice(outcome)


def to_do(status: Status, unexpected: CheckpointKind | None) -> str:
    """Say what to do about somebody who came in; empty where they are confirmed and expected."""
    sentence = STATUS_TO_DO.get(status) or (UNEXPECTED_TO_DO[unexpected] if unexpected else "")
    return gettext(sentence) if sentence else ""


def all_to_do() -> dict[str, str]:
    """Give the same sentences for the page's script, by status and by why somebody is not expected."""
    return {key.value: gettext(sentence) for key, sentence in (*STATUS_TO_DO.items(), *UNEXPECTED_TO_DO.items())}


def colour(outcome: Outcome) -> str:
    """Give the class that colours an outcome: accepted, already, unapproved or refused."""
    return COLOURS[outcome]
