"""Titles of pages about an event: with its name, by which one of many open pages is found."""

from events_service.programme.finding import FoundEvent
from events_service.programme.words import in_language
from events_service.web.i18n import spoken


def titled(title: str, found: FoundEvent) -> str:
    """Give what a page is for, and the event's name behind it."""
    return f"{title}: {in_language(found.event.title, spoken())}"
