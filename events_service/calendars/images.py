"""The picture that calendar programs show beside an event: where it is to be had, and what is to be seen on it."""

from events_service.calendars.records import Image
from events_service.files.pictures import WIDTHS
from events_service.programme.records import Event, EventAccess, Picture
from events_service.programme.words import in_language


def image_of(event: Event, base_url: str, language: str) -> Image | None:
    """Give the picture of an event; one that was sent here is not to be had by programs where partners alone see it."""
    match event.image:
        case str(address):
            return Image(address=address)
        case Picture(file=digest, description=words) if event.access is not EventAccess.PARTNERS:
            address = f"{base_url}/events/{event.key}/pictures/{digest}/{WIDTHS[0]}.jpg"
            return Image(address=address, description=in_language(words, language))
    return None
