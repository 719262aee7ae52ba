"""The names that readers see for evidence, for the review's state and for its steps."""

from events_service.attendance.records import Action, EvidenceKind, ReviewState
from events_service.complete import for_each
from events_service.web.i18n import N_, gettext

STATES = for_each(
    ReviewState,
    {
        ReviewState.OPEN: N_("Not submitted"),
        ReviewState.SUBMITTED: N_("Submitted"),
        ReviewState.RETURNED: N_("Returned"),
        ReviewState.APPROVED: N_("Approved"),
    },
)
ACTIONS = for_each(
    Action,
    {
        Action.SUBMIT: N_("Submitted"),
        Action.RETURN: N_("Returned"),
        Action.APPROVE: N_("Approved"),
    },
)
BY_SUBMITTER = N_("Approved by the person who submitted it.")
"""What stands at an approval that only one person answers for."""

EVIDENCE = for_each(
    EvidenceKind,
    {
        EvidenceKind.CHECKED_IN: N_("Checked in by scan"),
        EvidenceKind.MARKED_BY_STAFF: N_("Marked by staff"),
        EvidenceKind.CONFIRMED_IN_ROOM: N_("Confirmed by the participant in the room"),
        EvidenceKind.SIGNED_ON_PAPER: N_("Signed on paper"),
        EvidenceKind.SIGNED_ELECTRONICALLY: N_("Signed electronically"),
        EvidenceKind.ONLINE: N_("Online"),
    },
)
SHORT = for_each(
    EvidenceKind,
    {
        EvidenceKind.CHECKED_IN: N_("scan"),
        EvidenceKind.MARKED_BY_STAFF: N_("staff"),
        EvidenceKind.CONFIRMED_IN_ROOM: N_("in the room"),
        EvidenceKind.SIGNED_ON_PAPER: N_("paper"),
        EvidenceKind.SIGNED_ELECTRONICALLY: N_("e-signature"),
        EvidenceKind.ONLINE: N_("online"),
    },
)
EXCUSED = N_("Excused")
EXCUSED_SHORT = N_("excused")
EXCUSED_MEANS = N_("Excused with a reason, not present")
FIELDS = {
    "listed": N_("On the record"),
    "name": N_("Name"),
    "organisation": N_("Organisation"),
    "country": N_("Country"),
    "category": N_("Category"),
    "status": N_("Registration"),
    "attendance_mode": N_("Attendance mode"),
    "walk_in": N_("Walk-in"),
    "checked_in_at": N_("Checked in by scan"),
    "marked_by_staff_at": N_("Marked by staff"),
    "confirmed_in_room_at": N_("Confirmed by the participant in the room"),
    "time_doubtful": N_("Doubtful time"),
    "signed_on_paper": N_("Signed on paper"),
    "signed_electronically": N_("Signed electronically"),
    "online": N_("Online"),
    "excused": N_("Excused"),
    "type": N_("Type of event"),
    "title": N_("Title"),
    "host": N_("Host"),
    "host_name": N_("Host"),
    "timezone": N_("Time zone"),
    "days": N_("Days"),
}


def state_name(state: ReviewState, language: str | None = None) -> str:
    """Give the word for the review's state, by default in the language of the page being made."""
    return gettext(STATES[state], language)


def action_name(action: Action, language: str | None = None) -> str:
    """Give the word for a step of the review."""
    return gettext(ACTIONS[action], language)
