"""The words of the camera at the desk: what it can do, and what to do where it cannot read a badge."""

from events_service.web.i18n import N_, gettext

FAULTS = {
    "denied": N_(
        "The browser does not give this page the camera. Allow it in the browser’s settings for this site, then try "
        "again. Until then use a hand scanner, or type the code."
    ),
    "no_camera": N_("This device has no camera that can be used. Use a hand scanner, or type the code."),
    "in_use": N_(
        "Another app is using the camera. Close that app, then try again. Until then use a hand scanner, or type the "
        "code."
    ),
    "not_secure": N_(
        "The browser gives the camera only to pages whose address begins with https. Open the page that way, use a "
        "hand scanner, or type the code."
    ),
    "stopped": N_("The camera has stopped. Start it again, use a hand scanner, or type the code."),
    "no_reader": N_(
        "What reads the codes could not be loaded. Open this page once with the network, then start the camera again. "
        "Until then use a hand scanner, or type the code."
    ),
}
"""Why the camera does not run, as check-in-camera.js names it."""
SEEN = {
    "several": N_("There are several codes in the picture. Hold one badge into the middle."),
    "address": N_("This code leads to {host}. Please show the badge of this event."),
    "wifi": N_("This code is for a wireless network. Please show the badge of this event."),
    "contact": N_("This code is somebody’s contact details. Please show the badge of this event."),
    "payment": N_("This code is for a payment. Please show the badge of this event."),
    "other": N_("This code is not a badge of this event. Please show the badge, or search for the person by name."),
}
"""What is in the picture that is not one badge, as camera-codes.js names it."""


def camera_words() -> dict[str, str]:
    """Give the texts of the camera in the language of the page being made."""
    named = {
        "name": gettext("Camera at the desk"),
        "start": gettext("Read badges with the camera"),
        "stop": gettext("Stop the camera"),
        "light": gettext("Light"),
        "choice": gettext("Camera"),
    }
    return named | {key: gettext(sentence) for key, sentence in (FAULTS | SEEN).items()}
