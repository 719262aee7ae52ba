"""What people call the fields of an event and of its sessions, and the words that stand in some of them."""

from collections.abc import Mapping

from events_service.complete import for_each
from events_service.programme.records import SessionAccess, SessionStatus
from events_service.web.i18n import N_, NC_

FIELD_NAMES = {
    "kind": N_("Kind"),
    "title": N_("Title"),
    "status": N_("Status"),
    "description": N_("Description"),
    "start": N_("Begin"),
    "end": N_("End"),
    "room": N_("Room"),
    "place": N_("Place"),
    "speakers": N_("Speakers"),
    "capacity": N_("Places"),
    "access": N_("Who may come"),
    "attendance": N_("Attendance is taken"),
    "online": N_("Online"),
    "in_person": N_("In person"),
    "joining": N_("How to join online"),
    "materials": N_("Materials"),
}
"""What people call a session's fields."""

EVENT_FIELDS = {
    "title": N_("Title"),
    "theme": N_("Theme"),
    "summary": N_("Summary"),
    "type": N_("Kind"),
    "host": N_("Host"),
    "project": N_("Project"),
    "status": N_("Status"),
    "reason": N_("Reason"),
    "days": N_("Days"),
    "timezone": N_("Time zone"),
    "languages": N_("Languages"),
    "contact": N_("Contact"),
    "access": N_("Who sees it"),
    "picture": N_("Picture"),
    "image": N_("Picture in calendars"),
    "color": N_("Colour"),
    "certificate": N_("Certificate of attendance"),
    "venue.name": N_("Name of the place"),
    "venue.address": N_("Street and number"),
    "venue.city": N_("City"),
    "venue.country": N_("Country"),
    "venue.latitude": N_("Latitude"),
    "venue.longitude": N_("Longitude"),
    "venue": N_("Place"),
    "rooms": N_("Rooms"),
    "speakers": N_("Speakers"),
    "joining": N_("Link to join online"),
    "attendance_modes": N_("How people take part"),
    "capacity": N_("Places"),
    "online_capacity": N_("Places online"),
    "registration.opens": N_("Opens"),
    "registration.closes": N_("Closes"),
    "registration.reply_by": N_("Please reply by"),
    "registration.offer_hours": N_("Hours to take an offered place"),
    "registration.companions": N_("Colleagues"),
    "registration.questions": N_("Questions"),
    "registration": N_("Registration"),
    "materials": N_("Materials"),
    "mails": N_("Own mail texts"),
    "letters": N_("Letters of invitation"),
    "reminders": N_("Reminders"),
    "sessions": N_("Order of the sessions"),
}
"""What people call the event's own fields; one that lies in another may go by that one's name."""

ACCESS_NAMES = for_each(
    SessionAccess,
    {SessionAccess.OPEN: N_("Everybody at the event"), SessionAccess.PARTNERS: N_("The project's partners only")},
)
STATUS_NAMES = for_each(
    SessionStatus,
    {SessionStatus.PLANNED: N_("Takes place"), SessionStatus.CANCELLED: NC_("session", "Cancelled")},
)


def name_among(names: Mapping[str, str], field: str) -> str | None:
    """Give what people call a dotted field: by its own name, else by the one it lies in; None where none is there."""
    return next((words for name, words in names.items() if f"{field}.".startswith(f"{name}.")), None)
