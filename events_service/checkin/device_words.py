"""The words of a device at the desk: its line to the service, and what it keeps while there is none."""

from typing import Any

from events_service.web.i18n import N_, gettext

STORAGE = {
    "full": N_(
        "This device is full: leave this page open until everything is sent, and make room by deleting what it no "
        "longer needs."
    ),
    "denied": N_("This browser keeps nothing for this page: leave it open until everything is sent."),
    "at_risk": N_("Kept in this page alone: {count}"),
    "not_promised": N_(
        "The browser may clear what waits when the device runs short of room. Put this page on the home screen, or "
        "connect soon."
    ),
}
"""What may be lost with the device or the page, as check-in-store.js names it."""


WALK_IN = {
    "no_badge": N_("This is no code of a badge. Take another spare badge, or leave the field empty."),
    "taken": N_("This badge is somebody else’s already. Take another spare badge."),
    "missing": N_("Fill in the name, the organisation, the country and the capacity."),
}
"""What is wrong with a walk-in, as check-in-walk-in.js names it."""


def line_words() -> dict[str, Any]:
    """Give the texts on the line and on what is kept, as the page's script knows them."""
    return {
        "online": gettext("Online"),
        "offline": gettext("Offline: go on, scans are kept on this device"),
        "waiting": gettext("Waiting to be sent: {count}"),
        "all_sent": gettext("All scans are sent"),
        "not_sent": gettext("Not sent yet"),
        "sign_in": gettext(
            "You are signed out, and the list of people is no longer on this device. Sign in again to get it back and "
            "to send the scans; until then they are kept here."
        ),
        "sign_in_link": gettext("Sign in"),
        "not_allowed": gettext("Your account may not check people in here. The scans are kept on this device."),
        "other_event": gettext("Your account may not send scans from another event; sign in with one that may."),
        "not_understood": gettext("The service did not take the scans; they are kept here. Please tell its operator."),
        "list_age": gettext("List of people updated: {age}"),
        "list_over": gettext(
            "The list of people on this device is past its time. Connect to the network to get it anew; scans are kept."
        ),
        "walk_in": {why: gettext(sentence) for why, sentence in WALK_IN.items()} | {"no_photos": gettext("No photos")},
        "storage": {why: gettext(sentence) for why, sentence in STORAGE.items()},
    }


def helper_line_words() -> dict[str, Any]:
    """Give what differs at a helper's desk, which nobody signs in to."""
    over = gettext(
        "This desk is closed, and the list of people is no longer on this device. "
        "Scans made before are sent while they are taken."
    )
    sign_in = gettext(
        "This device no longer holds the desk. Open the organiser's link again to send the scans; until then they are "
        "kept here."
    )
    return {"desk_closed": over, "sign_in": sign_in, "not_allowed": over, "sign_in_link": ""}
