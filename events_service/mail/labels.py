"""The names that organisers see for mails, where they stand, and what to do about a refused one."""

import re

from events_service.complete import for_each
from events_service.mail.records import Enclosure, MailKind, MailStatus, Verdict
from events_service.web.i18n import N_, NC_, gettext

STATUSES = for_each(
    MailStatus,
    {
        MailStatus.WAITING: N_("On its way"),
        MailStatus.SENT: N_("Sent"),
        MailStatus.REFUSED: N_("Not delivered"),
        MailStatus.WITHDRAWN: N_("Withdrawn"),
    },
)
VERDICTS = for_each(
    Verdict,
    {
        Verdict.TAKEN: N_("taken by the mail server"),
        Verdict.REFUSED: N_("refused for good"),
        Verdict.POSTPONED: N_("not taken this time"),
        Verdict.UNANSWERED: N_(
            "handed over, but the answer was lost: it may have arrived, and the same message goes once more"
        ),
        Verdict.UNREACHABLE: N_("server not reached"),
    },
)
ENCLOSURES = for_each(
    Enclosure,
    {
        Enclosure.BADGE: N_("Badge"),
        Enclosure.CERTIFICATE: N_("Certificate of attendance"),
        Enclosure.INVITATION_LETTER: N_("Letter of invitation"),
    },
)
KINDS = for_each(
    MailKind,
    {
        MailKind.ALREADY_REGISTERED: N_("Registered already"),
        MailKind.ADDRESS_CHANGE: N_("New address to be confirmed"),
        MailKind.ADDRESS_CHANGED: N_("Address changed"),
        MailKind.CALLED_OFF: N_("Event cancelled"),
        MailKind.STILL_WAITING: N_("Still on the waiting list"),
        MailKind.INVITATION_LETTER: N_("Letter of invitation"),
        MailKind.VISA_LETTER_GRANTED: N_("Letter for a visa approved"),
        MailKind.VISA_LETTER_DECLINED: N_("Letter for a visa declined"),
        MailKind.ERASED: N_("Data erased"),
        MailKind.POSTPONED: N_("Event postponed"),
        MailKind.TAKES_PLACE: N_("Event takes place after all"),
        MailKind.MOVED: N_("New date"),
        MailKind.PLACE_CHANGED: N_("Another place"),
        MailKind.JOINING_CHANGED: N_("Another link to join online"),
        MailKind.SESSION_CANCELLED: N_("Session cancelled"),
        MailKind.SESSION_BACK: N_("Session takes place after all"),
        MailKind.CANCELLED: NC_("registration", "Cancelled"),
        MailKind.CHANGED: N_("Registration changed"),
        MailKind.CONFIRM_ADDRESS: N_("Address to be confirmed"),
        MailKind.CONFIRMED: N_("Confirmed"),
        MailKind.DECLINED: N_("Declined"),
        MailKind.GROUP: N_("Written to a group"),
        MailKind.INVITATION: N_("Calendar invitation"),
        MailKind.INVITATIONS: N_("Calendar invitation"),
        MailKind.LINK: N_("Lost link"),
        MailKind.INVITATION_LINK: N_("Personal invitation"),
        MailKind.OFFER_EXPIRED: N_("Offer expired"),
        MailKind.OFFER_WITHDRAWN: N_("Offer taken back"),
        MailKind.OFFERED: N_("Place offered"),
        MailKind.PROGRAMME_CHANGED: N_("Programme changed"),
        MailKind.PROGRAMME_RELEASED: N_("News about the programme"),
        MailKind.PROMOTED: N_("Place became free"),
        MailKind.RECEIVED: N_("Registration received"),
        MailKind.REMINDER: N_("Reminder"),
        MailKind.SESSION_PLACE: N_("Place in a session"),
        MailKind.TEST: N_("Test to oneself"),
        MailKind.THANKS: N_("Thanks with certificate"),
        MailKind.WAITLISTED: N_("On the waiting list"),
        MailKind.WILL_NOT_COME: N_("Question about coming"),
        MailKind.RECORD_SUBMITTED: N_("Record submitted"),
        MailKind.RECORD_RETURNED: N_("Record returned"),
        MailKind.RECORD_APPROVED: N_("Record approved"),
        MailKind.COLLEAGUE: N_("Invitation to work with us"),
        MailKind.DATE_POLL: N_("Date poll"),
        MailKind.SPEAKER: N_("Sessions of a speaker"),
        MailKind.SIGN_IN: N_("Your sign-in link"),
    },
)


def kind_name(kind: str) -> str:
    """Give a kind of mail, as the outbox keeps it, its name in the language of the page being made."""
    return gettext(KINDS[MailKind(kind)])


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
