"""What organisers decide on a registration: which decisions are open in which state, and who carries them out."""

from collections.abc import Mapping
from enum import Enum

from events_service.complete import for_each
from events_service.registrations.places.approval import approve, decline
from events_service.registrations.places.cancel import cancel
from events_service.registrations.places.offers import offer_now, withdraw
from events_service.registrations.places.vouching import vouch
from events_service.registrations.records import Status
from events_service.web.decoding import member_of


class Decision(Enum):
    """What an organiser decides on one registration."""

    APPROVE = "approve"
    DECLINE = "decline"
    OFFER = "offer"
    WITHDRAW = "withdraw"
    VOUCH = "vouch"
    CANCEL = "cancel"


CARRIED_OUT = for_each(
    Decision,
    {
        Decision.APPROVE: approve,
        Decision.DECLINE: decline,
        Decision.OFFER: offer_now,
        Decision.WITHDRAW: withdraw,
        Decision.VOUCH: vouch,
        Decision.CANCEL: cancel,
    },
)
_OPEN: Mapping[Status, tuple[Decision, ...]] = for_each(
    Status,
    {
        Status.UNCONFIRMED: (Decision.CANCEL,),
        Status.PENDING: (Decision.APPROVE, Decision.DECLINE),
        Status.OFFERED: (Decision.WITHDRAW, Decision.VOUCH, Decision.CANCEL),
        Status.CONFIRMED: (Decision.VOUCH, Decision.CANCEL),
        Status.WAITLISTED: (Decision.OFFER, Decision.VOUCH, Decision.CANCEL),
        Status.CANCELLED: (),
    },
)


def open_decisions(status: Status, *, offers: bool, unproven: bool = False) -> tuple[Decision, ...]:
    """Give what can be decided in a state, in the order of the buttons.

    `offers`: the event offers free places; `unproven`: they say to be of the partners, and nothing proves it.
    """
    asked = {Decision.OFFER: offers, Decision.VOUCH: unproven}
    return tuple(each for each in _OPEN[status] if asked.get(each, True))


def decision_of(written: str) -> Decision | None:
    """Give the decision that the end of an address names, or None where it names none."""
    return member_of(Decision, written)
