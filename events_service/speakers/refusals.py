"""Why something cannot be done with a speaker's link."""

from events_service.web.errors import NotFound, Refusal
from events_service.web.i18n import N_


class UnknownSpeakerLink(NotFound):
    """The link names nobody, or who is not among the event's speakers any more."""

    slug = "unknown-speaker-link"
    message = N_("There are no sessions at this address. The address was not copied whole, or it holds no more.")


class NoAddress(Refusal):
    """Somebody is to be asked by mail whose address is not known."""

    status = 422
    slug = "no-address"
    message = N_("Write a mail address first, or copy the personal link.")


class NothingToConfirm(Refusal):
    """Somebody is to be asked who speaks in no session that takes place."""

    status = 422
    slug = "nothing-to-confirm"
    message = N_("This person speaks in no session yet: there is nothing to confirm.")


class NothingProposed(Refusal):
    """There is no proposal to be accepted, or it was taken meanwhile."""

    status = 409
    slug = "nothing-proposed"
    message = N_("There is no proposal any more: it was accepted or set aside meanwhile.")
