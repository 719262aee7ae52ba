"""What the review of attendance records refuses."""

from events_service.web.errors import Refusal
from events_service.web.i18n import N_


class NotBegun(Refusal):
    """The event has not begun and nobody was checked in: there is nothing to answer for yet."""

    status = 409
    slug = "not-begun"
    message = N_("The record can be submitted from {day} on, when the event begins.")


class NotHeld(Refusal):
    """The event is a draft, postponed or cancelled."""

    status = 409
    slug = "not-held"
    message = N_("An event that is not published has no attendance record to submit. Publish it first.")


class SubmittedAlready(Refusal):
    """The record waits for the lead partner."""

    status = 409
    slug = "submitted-already"
    message = N_("The record was submitted already and waits for the lead partner, who can approve or return it.")


class NothingNew(Refusal):
    """The record was approved, and nothing has changed since."""

    status = 409
    slug = "nothing-new"
    message = N_("The record was approved, and nothing has changed since. There is nothing to submit.")


class NothingSubmitted(Refusal):
    """No submitted record waits for review."""

    status = 409
    slug = "nothing-submitted"
    message = N_("No submitted record waits for review here. Its host has to submit it first.")


class AnotherRecord(Refusal):
    """The record that waits is not the one that the reviewer looked at."""

    status = 409
    slug = "another-record"
    message = N_("The record was submitted anew while you looked at it. Please look at the new one before you decide.")


class Overtaken(Refusal):
    """Somebody else took the next step at the same moment."""

    status = 409
    slug = "overtaken"
    message = N_("Somebody else took a step in this review at the same moment. Please look at the record again.")
