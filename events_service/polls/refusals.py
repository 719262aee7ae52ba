"""Why something cannot be done with a date poll."""

from events_service.web.errors import NotFound, Refusal
from events_service.web.i18n import N_


class UnknownPoll(NotFound):
    """There is no such poll, or it was forgotten."""

    slug = "unknown-poll"
    message = N_("There is no poll at this address. It may be over for long, or the address was not copied whole.")


class PollClosed(Refusal):
    """No answer is taken any more, or nothing can be chosen any more."""

    status = 409
    slug = "poll-closed"
    message = N_("This poll is closed: its answers stand as they are.")


class KeyTaken(Refusal):
    """An event was made meanwhile that has the key of the chosen option."""

    status = 409
    slug = "key-taken"
    message = N_("Another event was made under the address of this date; choose another date, or propose it anew.")
