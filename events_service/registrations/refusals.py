"""What registrations refuse, each in a sentence that says what to do."""

from events_service.web.errors import Refusal
from events_service.web.i18n import N_


class RegistrationClosed(Refusal):
    """The time to register is over."""

    status = 409
    slug = "registration-closed"
    message = N_("Registration for this event is closed. Please write to the organisers if you still want to come.")


class HeldAlready(RegistrationClosed):
    """The event is over."""

    message = N_("This event is over. What was shown there and how to reach its organisers stands on its page.")


class NotOpenYet(RegistrationClosed):
    """The time to register has not come."""

    message = N_("Registration for this event opens on {opens}. Please come back then.")


class EventNotHeld(RegistrationClosed):
    """The event is cancelled or put off."""

    message = N_("This event will not take place as planned, so nobody can register for it now.")


class NotPublished(RegistrationClosed):
    """The event is a draft."""

    message = N_("This event is still a draft. Publish it first, then people can register.")


class EventFull(Refusal):
    """All seats are taken and the event has no waiting list."""

    status = 409
    slug = "event-full"
    message = N_("All places are taken, and this event has no waiting list.")


class TooFewSeats(EventFull):
    """There are seats, but not for all of a party, and the event has no waiting list."""

    message = N_("Only so many places are left: {free}. Register fewer people; this event has no waiting list.")


class WayFull(EventFull):
    """There are seats, but too few in a way that somebody takes part in, and the event has no waiting list."""

    message = N_(
        "“{way}” has only so many places left: {free}. Take part in another way, or register fewer people; this event"
        " has no waiting list."
    )


class UnknownInvitation(Refusal):
    """No invitation to this event has this token."""

    status = 409
    slug = "unknown-invitation"
    message = N_("There is no such invitation to this event. Please copy the whole link from your mail.")


class InvitationExpired(Refusal):
    """The invitation's last day has passed."""

    status = 409
    slug = "invitation-expired"
    message = N_("This invitation was valid until {until}. Please ask the organisers for a new one.")


class InvitationRevoked(Refusal):
    """The organisers took the invitation back."""

    status = 409
    slug = "invitation-revoked"
    message = N_("The organisers have taken this invitation back. Please write to them if you still want to come.")


class InvitationUsed(Refusal):
    """A personal invitation has a registration already."""

    status = 409
    slug = "invitation-used"
    message = N_("This invitation has been used. The confirmation mail holds the link to change the registration.")


class InvitationFull(Refusal):
    """All places of a group are taken, and the event has no waiting list."""

    status = 409
    slug = "invitation-full"
    message = N_("All places of this invitation are taken, and this event has no waiting list.")


class AlreadyRegistered(Refusal):
    """The address has a registration for this event."""

    status = 409
    slug = "already-registered"
    message = N_(
        "This e-mail address is registered for this event already. The confirmation mail holds the link to change it."
    )


class PartyComplete(Refusal):
    """Somebody has brought as many along as they may."""

    status = 409
    slug = "party-complete"
    message = N_("You can register no more colleagues along with yourself. Others can register on their own.")


class KeyUsedDifferently(Refusal):
    """The Idempotency-Key came before with another body."""

    status = 422
    slug = "idempotency-key-reused"
    message = N_("This Idempotency-Key was used for another registration. Send a new key with a new registration.")


class AlreadyCancelled(Refusal):
    """The registration is cancelled and can no longer be changed."""

    status = 409
    slug = "already-cancelled"
    message = N_("This registration is cancelled, so it can no longer be changed. Please register again.")


class EventOver(Refusal):
    """The event is over: who was registered is part of its record."""

    status = 409
    slug = "event-over"
    message = N_("This event is over, so its registrations can no longer be changed here.")


class EvidenceKept(Refusal):
    """Who was at an event, or held a place at one that is over, is part of its evidence until the retention ends."""

    status = 409
    slug = "evidence-kept"
    message = N_(
        "Who took part in this event is evidence that the programme's rules ask us to keep."
        " You can have your data erased when that time has ended; the privacy notice says when."
    )


class NotPending(Refusal):
    """The registration does not wait for a decision."""

    status = 409
    slug = "not-pending"
    message = N_("This registration does not wait for approval any more; somebody has decided on it.")


class OfferOver(Refusal):
    """The place is no longer kept for them."""

    status = 409
    slug = "offer-over"
    message = N_(
        "The time to take this place is over, so it goes to the next person. If you still want to come, please register"
        " again."
    )


class NotOffered(Refusal):
    """There is no offer to take back."""

    status = 409
    slug = "not-offered"
    message = N_("No place is offered to this person any more; they have answered, or the time was over.")


class NoSeatForThem(Refusal):
    """No seat is free that would be theirs."""

    status = 409
    slug = "no-seat-for-them"
    message = N_(
        "No free place is this person's turn. Raise the capacity, or set a priority so that the next one is theirs."
    )


class FirstInLine(Refusal):
    """Taken back, the seat would go to the same person again."""

    status = 409
    slug = "first-in-line"
    message = N_(
        "The place would be offered to the same person again, because they are first in line. Lower the capacity first,"
        " give somebody else a priority, or cancel the registration."
    )


class NotInvited(Refusal):
    """No invitation that stands is answered, or it is not this person's."""

    status = 404
    slug = "not-invited"
    message = N_("No invitation of this service that {attendee} holds is answered by this mail.")


class OutdatedAnswer(Refusal):
    """The answer is to an invitation that was changed since, or older than one that came before."""

    status = 409
    slug = "outdated-answer"
    message = N_("The answer is to an earlier version of the invitation, or older than the last one; it is not kept.")


class TooManyStrayAnswers(Refusal):
    """More answers from addresses that nobody was invited at wait than are kept."""

    status = 429
    slug = "too-many-answers"
    message = N_("Too many answers from other addresses wait for the organisers; they have to look at those first.")


class UnknownAnswer(Refusal):
    """The event has no such answer that waits."""

    status = 404
    slug = "unknown-answer"
    message = N_("This answer waits no more: somebody has decided on it, or a later one has come.")
