"""The names that organisers see for mails, where they stand, and what to do about a refused one."""

import re

from events_service.mail.records import Enclosure, MailStatus, Verdict
from events_service.web.i18n import N_, NC_, gettext

STATUSES = {
    MailStatus.WAITING: N_("On its way"),
    MailStatus.SENT: N_("Sent"),
    MailStatus.REFUSED: N_("Not delivered"),
    MailStatus.WITHDRAWN: N_("Withdrawn"),
}
VERDICTS = {
    Verdict.TAKEN: N_("taken by the mail server"),
    Verdict.REFUSED: N_("refused for good"),
    Verdict.POSTPONED: N_("not taken this time"),
    Verdict.UNREACHABLE: N_("server not reached"),
}
ENCLOSURES = {
    Enclosure.BADGE: N_("Badge"),
    Enclosure.CERTIFICATE: N_("Certificate of attendance"),
}
KINDS = {
    "already_registered": N_("Registered already"),
    "address_change": N_("New address to be confirmed"),
    "address_changed": N_("Address changed"),
    "called_off": N_("Event cancelled"),
    "cancelled": NC_("registration", "Cancelled"),
    "changed": N_("Registration changed"),
    "confirm_address": N_("Address to be confirmed"),
    "confirmed": N_("Confirmed"),
    "declined": N_("Declined"),
    "group": N_("Written to a group"),
    "invitation": N_("Calendar invitation"),
    "invitations": N_("Calendar invitation"),
    "link": N_("Lost link"),
    "invitation_link": N_("Personal invitation"),
    "offer_expired": N_("Offer expired"),
    "offer_withdrawn": N_("Offer taken back"),
    "offered": N_("Place offered"),
    "programme_changed": N_("Programme changed"),
    "promoted": N_("Place became free"),
    "received": N_("Registration received"),
    "reminder": N_("Reminder"),
    "session_place": N_("Place in a session"),
    "test": N_("Test to oneself"),
    "thanks": N_("Thanks with certificate"),
    "waitlisted": N_("On the waiting list"),
    "will_not_come": N_("Question about coming"),
}


def kind_name(kind: str) -> str:
    """Give a kind of mail its name in the language of the page being made."""
    return gettext(KINDS.get(kind, kind))


def advice(refusal: str) -> str:
    """Say what an organiser can do about a refusal, by the code in it (RFC 3463 §3)."""
    code = re.search(r"\b[45]\.(\d)\.\d{1,3}\b", refusal)
    match code and code.group(1):
        case "1":
            return gettext("The address does not exist. Correct it in the registration, then send the mail once more.")
        case "2":
            return gettext("The mailbox is full or closed. Reach the person another way, or try again in a few days.")
        case "7":
            return gettext("The recipient's server does not want our mail. Please ask whoever runs the service.")
    if refusal.startswith(("550", "551", "553")):
        return gettext("The address does not exist. Correct it in the registration, then send the mail once more.")
    return gettext("Look at the server's words; you can send the mail once more, or reach the person another way.")
