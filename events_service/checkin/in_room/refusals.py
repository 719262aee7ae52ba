"""Why presence is not confirmed by a phone, in sentences that say whom to ask."""

from events_service.web.errors import Refusal
from events_service.web.i18n import N_


class CodeOver(Refusal):
    """The code or the words stood on the screen some time ago, or never."""

    status = 409
    slug = "room-code-over"
    title = N_("This code is over")
    message = N_(
        "This code is no longer on the screen: it changes every 30 seconds. Scan the one that is there now, or type "
        "its words."
    )


class NotOpen(Refusal):
    """Presence is confirmed here neither now nor soon: outside the session's time."""

    status = 409
    slug = "room-not-open"
    title = N_("Not at this time")
    message = N_(
        "Presence is confirmed here from {opens} to {closes} only. If you were there, ask the organiser to tick you "
        "off in the list."
    )


class NoPhone(Refusal):
    """Nobody's personal page was opened for this on the phone."""

    status = 403
    slug = "room-no-phone"
    title = N_("Who are you?")
    message = N_(
        "This phone does not know you yet. Open your personal page on it, by the link in the mail about your "
        "registration, and choose “Confirm that I am in the room”. Then scan the code once more. "
        "Without a link, ask the organiser to tick you off in the list."
    )


class OtherPhone(Refusal):
    """The phone confirmed for somebody else at this event."""

    status = 409
    slug = "room-other-phone"
    title = N_("This phone is somebody else's")
    message = N_(
        "Somebody else has confirmed with this phone at this event, and one phone confirms for one person. Use your "
        "own phone, or ask the organiser in the room to tick you off in the list: {contact}."
    )


class NoPlace(Refusal):
    """The registration was given up, or nobody has approved it."""

    status = 409
    slug = "room-no-place"
    title = N_("Please ask the organiser")
    message = N_(
        "Your registration was given up or is not approved, so your presence could not be noted. Ask the organiser in "
        "the room to tick you off in the list: {contact}."
    )
