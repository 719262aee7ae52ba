"""The occasions of letters to participants: what each says, what its button opens and what goes along."""

from enum import Enum

from events_service.complete import for_each, for_some
from events_service.mail.records import MailKind
from events_service.programme.records import EventStatus
from events_service.registrations.records import Status
from events_service.web.i18n import N_


class Occasion(Enum):
    """Why a letter is written."""

    CONFIRM_ADDRESS = "confirm_address"
    RECEIVED = "received"
    ALREADY_REGISTERED = "already_registered"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    OFFER_EXPIRED = "offer_expired"
    OFFER_WITHDRAWN = "offer_withdrawn"
    PROMOTED = "promoted"
    SESSION_PLACE = "session_place"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    LINK = "link"
    ADDRESS_CHANGE = "address_change"
    ADDRESS_CHANGED = "address_changed"
    REMINDER = "reminder"
    THANKS = "thanks"
    GROUP = "group"
    PROGRAMME_CHANGED = "programme_changed"
    PROGRAMME_RELEASED = "programme_released"
    MOVED = "moved"
    PLACE_CHANGED = "place_changed"
    JOINING_CHANGED = "joining_changed"
    SESSION_CANCELLED = "session_cancelled"
    SESSION_BACK = "session_back"
    POSTPONED = "postponed"
    CALLED_OFF = "called_off"
    TAKES_PLACE = "takes_place"
    INVITATIONS = "invitations"
    WILL_NOT_COME = "will_not_come"
    STILL_WAITING = "still_waiting"
    INVITATION_LETTER = "invitation_letter"
    VISA_LETTER_GRANTED = "visa_letter_granted"
    VISA_LETTER_DECLINED = "visa_letter_declined"
    ERASED = "erased"

    @property
    def kind(self) -> MailKind:
        """The kind of mail that the letter is in the outbox."""
        return _KINDS[self]


_KINDS = for_each(Occasion, {occasion: MailKind(occasion.value) for occasion in Occasion})


WAITLISTED_IN_A_WAY = N_(
    "All places in the way in which you take part are taken at the moment, so you are on the waiting list. When one"
    " becomes free, it goes to whoever has waited longest for it, and you will get a mail."
)
"""Opens the letter of Occasion.WAITLISTED where places in person and online are counted apart."""
SUBJECTS = for_each(
    Occasion,
    {
        Occasion.CONFIRM_ADDRESS: N_("Please confirm your address: {event}"),
        Occasion.RECEIVED: N_("We have received your registration: {event}"),
        Occasion.ALREADY_REGISTERED: N_("You are registered already: {event}"),
        Occasion.CONFIRMED: N_("Your place is confirmed: {event}"),
        Occasion.WAITLISTED: N_("You are on the waiting list: {event}"),
        Occasion.OFFERED: N_("A place is waiting for your answer: {event}"),
        Occasion.OFFER_EXPIRED: N_("The place that we offered has gone to somebody else: {event}"),
        Occasion.OFFER_WITHDRAWN: N_("We had to take back the place that we offered: {event}"),
        Occasion.PROMOTED: N_("A place has become free for you: {event}"),
        Occasion.SESSION_PLACE: N_("You have a place in the session you asked for: {event}"),
        Occasion.CHANGED: N_("Your registration was changed: {event}"),
        Occasion.CANCELLED: N_("Your registration is cancelled: {event}"),
        Occasion.DECLINED: N_("Your registration could not be accepted: {event}"),
        Occasion.LINK: N_("Your personal link: {event}"),
        Occasion.ADDRESS_CHANGE: N_("Please confirm your new address: {event}"),
        Occasion.ADDRESS_CHANGED: N_("Your mails go to another address now: {event}"),
        Occasion.REMINDER: N_("See you tomorrow: {event}"),
        Occasion.GROUP: N_("About {event}"),
        Occasion.THANKS: N_("Thank you for taking part: {event}"),
        Occasion.PROGRAMME_CHANGED: N_("The programme has changed: {event}"),
        Occasion.PROGRAMME_RELEASED: N_("News about the programme: {event}"),
        Occasion.MOVED: N_("New date: {event}"),
        Occasion.PLACE_CHANGED: N_("Another place: {event}"),
        Occasion.JOINING_CHANGED: N_("Another link to join online: {event}"),
        Occasion.SESSION_CANCELLED: N_("A session of yours is cancelled: {event}"),
        Occasion.SESSION_BACK: N_("A session of yours takes place after all: {event}"),
        Occasion.POSTPONED: N_("Postponed: {event}"),
        Occasion.CALLED_OFF: N_("Cancelled: {event}"),
        Occasion.TAKES_PLACE: N_("It takes place after all: {event}"),
        Occasion.INVITATIONS: N_("Invitations for your calendar: {event}"),
        Occasion.WILL_NOT_COME: N_("Will you not come? {event}"),
        Occasion.STILL_WAITING: N_("No place has become free: {event}"),
        Occasion.INVITATION_LETTER: N_("Your letter of invitation: {event}"),
        Occasion.VISA_LETTER_GRANTED: N_("Your letter for the visa: {event}"),
        Occasion.VISA_LETTER_DECLINED: N_("No letter for a visa: {event}"),
        Occasion.ERASED: N_("Your data are erased: {event}"),
    },
)
OPENINGS = for_each(
    Occasion,
    {
        Occasion.CONFIRM_ADDRESS: N_(
            "Somebody, we hope you, has registered with this address. Please open the link below to confirm it: only"
            " then does your registration count. If it was not you, do nothing, and it is forgotten."
        ),
        Occasion.RECEIVED: N_(
            "Thank you for your registration. The organisers look at each one; you will hear from them."
        ),
        Occasion.ALREADY_REGISTERED: N_(
            "Somebody, we hope you, wanted to register with this address, but you are registered already. Nothing has"
            " changed; the link below opens your registration."
        ),
        Occasion.CONFIRMED: N_("Your place is confirmed. We look forward to seeing you."),
        Occasion.WAITLISTED: N_(
            "All places are taken at the moment, so you are on the waiting list. When a place becomes free, it goes to"
            " whoever has waited longest, and you will get a mail."
        ),
        Occasion.OFFERED: N_(
            "A place has become free, and it is kept for you until the time named below. Please open your page and take"
            " it, or let it go to the next person."
        ),
        Occasion.OFFER_EXPIRED: N_(
            "The time to take the place that we offered you is over, so it has gone to the next person, and you are no"
            " longer on the waiting list. If you still want to come, please register again."
        ),
        Occasion.OFFER_WITHDRAWN: N_(
            "We are sorry: we had to take back the place that we offered you. You are on the waiting list again, where"
            " you stood before, and nothing is lost of the time that you have waited."
        ),
        Occasion.PROMOTED: N_(
            "A place has become free, and it is yours: your registration is now confirmed."
            " If you cannot come any more, please cancel so that the next person gets it."
        ),
        Occasion.SESSION_PLACE: N_("A place has become free in a session that you asked for, and it is yours."),
        Occasion.CHANGED: N_("Your registration was changed. This is how it stands now."),
        Occasion.CANCELLED: N_("Your registration is cancelled."),
        Occasion.DECLINED: N_("The organisers could not accept your registration for this event."),
        Occasion.LINK: N_("You asked for the link to your registration. Here it is."),
        Occasion.ADDRESS_CHANGE: N_(
            "You asked that mails on your registration go to this address. Please open the link below to confirm it. If"
            " it was not you, do nothing."
        ),
        Occasion.ADDRESS_CHANGED: N_(
            "Mails on your registration go to another address from now on, as was confirmed from there. If it was not"
            " you, please answer this mail at once."
        ),
        Occasion.REMINDER: N_(
            "The event begins tomorrow, and we look forward to seeing you. If you cannot come after all, please cancel"
            " now, so that nothing is ordered in vain."
        ),
        Occasion.GROUP: "",
        Occasion.THANKS: N_("Thank you for taking part. Your certificate of attendance goes with this mail."),
        Occasion.PROGRAMME_CHANGED: N_("The programme has changed. This is what is different for you."),
        Occasion.PROGRAMME_RELEASED: N_(
            "There is a new version of the programme. Your times, rooms and sessions stay as we told you."
        ),
        Occasion.MOVED: N_(
            "The event has a new date. Please look at it, and if you cannot come then, please cancel so that somebody"
            " else gets the place."
        ),
        Occasion.PLACE_CHANGED: N_("The event takes place somewhere else than we told you."),
        Occasion.JOINING_CHANGED: N_("The way to join online has changed. The link that you had no longer counts."),
        Occasion.SESSION_CANCELLED: N_(
            "A session that you signed up for does not take place. We are sorry. You may choose another one on your"
            " page."
        ),
        Occasion.SESSION_BACK: N_("A session that was cancelled takes place after all, and you are signed up for it."),
        Occasion.POSTPONED: N_(
            "The event is postponed. It does not take place on the date that we told you, and there is no new date yet."
            " Your registration stays as it is; you will get a mail when the new date is known."
        ),
        Occasion.CALLED_OFF: N_("This event is cancelled and does not take place. We are sorry."),
        Occasion.TAKES_PLACE: N_(
            "We wrote to you that the event would not take place. It takes place after all, and your registration"
            " counts as before."
        ),
        Occasion.INVITATIONS: N_("This mail brings your calendar up to date, as you asked."),
        Occasion.INVITATION_LETTER: N_(
            "Your letter of invitation goes along with this mail, for the order to travel from your employer."
        ),
        Occasion.VISA_LETTER_GRANTED: N_(
            "The host approves your letter for a visa. Please open your page and choose “Letters of invitation”: there"
            " you type what stands in your passport, and the letter is made. What you type is not kept."
        ),
        Occasion.VISA_LETTER_DECLINED: N_(
            "You asked for a letter of invitation for a visa. The host cannot give you one. If you have questions,"
            " please answer this mail."
        ),
        Occasion.STILL_WAITING: N_(
            "The event begins tomorrow, and no place has become free for you so far. We are sorry. Please do not set"
            " out without a place: if one becomes free at the last moment, you will get a mail."
        ),
        Occasion.ERASED: N_(
            "As you asked, the data of your registration are erased, and your place is given back. What stood in your"
            " calendar is withdrawn with this mail, the last one that you get about this event."
        ),
        Occasion.WILL_NOT_COME: N_(
            "Your calendar told us that you will not come. Your place is still yours. If you really cannot come, please"
            " cancel your registration by the link below, so that somebody else gets the place."
        ),
    },
)
OF_STATUS = for_each(
    Status,
    {
        Status.UNCONFIRMED: Occasion.CONFIRM_ADDRESS,
        Status.PENDING: Occasion.RECEIVED,
        Status.OFFERED: Occasion.OFFERED,
        Status.CONFIRMED: Occasion.CONFIRMED,
        Status.WAITLISTED: Occasion.WAITLISTED,
        Status.CANCELLED: Occasion.CANCELLED,
    },
)


NOT_HELD = for_some(
    EventStatus,
    {
        EventStatus.POSTPONED: N_("This event is postponed"),
        EventStatus.CANCELLED: N_("This event is cancelled"),
    },
)
"""What every letter on an event says that does not take place, whatever it is about."""

OPEN = N_("Open my registration")
ACTIONS = for_some(
    Occasion,
    {
        Occasion.CONFIRM_ADDRESS: N_("Confirm my address"),
        Occasion.ADDRESS_CHANGE: N_("Confirm my address"),
        Occasion.OFFERED: N_("Take the place"),
        Occasion.SESSION_CANCELLED: N_("See what else there is at that time"),
    },
)
PARTS = for_some(Occasion, {Occasion.SESSION_CANCELLED: "#instead"})
"""The part of the personal page that a letter leads to, where it is about one."""
UNASKED = frozenset({Occasion.REMINDER, Occasion.GROUP})
"""Letters that follow from nothing that the participant did, and that they can therefore stop."""

BARE = frozenset({Occasion.ADDRESS_CHANGE, Occasion.ADDRESS_CHANGED, Occasion.ERASED})
"""Letters to a mailbox that may be somebody else's, or the last to one: nothing of the registration, no link."""

WITH_BADGE = frozenset({Occasion.CONFIRMED, Occasion.PROMOTED, Occasion.CHANGED, Occasion.REMINDER})
