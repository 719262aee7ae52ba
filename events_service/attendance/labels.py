"""The names that readers see for evidence, for the review's state and for its steps."""

from events_service.attendance.records import Action, Presence, ReviewState
from events_service.web.i18n import N_, gettext

STATES = {
    ReviewState.OPEN: N_("Not submitted"),
    ReviewState.SUBMITTED: N_("Submitted"),
    ReviewState.RETURNED: N_("Returned"),
    ReviewState.APPROVED: N_("Approved"),
}
ACTIONS = {
    Action.SUBMIT: N_("Submitted"),
    Action.RETURN: N_("Returned"),
    Action.APPROVE: N_("Approved"),
}
EVIDENCE = {
    "checked_in": N_("Checked in by scan"),
    "marked_by_staff": N_("Marked by staff"),
    "signed_on_paper": N_("Signed on paper"),
    "signed_electronically": N_("Signed electronically"),
    "online": N_("Online"),
}
SHORT = {
    "checked_in": N_("scan"),
    "marked_by_staff": N_("staff"),
    "signed_on_paper": N_("paper"),
    "signed_electronically": N_("e-signature"),
    "online": N_("online"),
}
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
    "time_doubtful": N_("Doubtful time"),
    "signed_on_paper": N_("Signed on paper"),
    "signed_electronically": N_("Signed electronically"),
    "online": N_("Online"),
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


def kinds_of(presence: Presence) -> list[str]:
    """Give the kinds of evidence for a presence, as keys of EVIDENCE, in its order."""
    return [
        kind
        for kind, found in (
            ("checked_in", presence.checked_in_at is not None),
            ("marked_by_staff", presence.marked_by_staff_at is not None),
            ("signed_on_paper", presence.signed_on_paper),
            ("signed_electronically", presence.signed_electronically),
            ("online", presence.online),
        )
        if found
    ]
