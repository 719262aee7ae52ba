"""An event as search engines read it: a schema.org Event (https://schema.org/Event) as JSON-LD."""

from datetime import date, datetime
from typing import Any

from events_service.complete import for_each, for_some
from events_service.programme.finding import FoundEvent
from events_service.programme.records import AttendanceMode, Event, EventStatus, Session, Venue
from events_service.programme.registration_state import Openness, begin_of, registration_state
from events_service.programme.speakers import speakers_at
from events_service.programme.words import in_language
from events_service.web.i18n import spoken

_STATUSES = for_each(
    EventStatus,
    {
        EventStatus.DRAFT: "EventScheduled",
        EventStatus.PUBLISHED: "EventScheduled",
        EventStatus.POSTPONED: "EventPostponed",
        EventStatus.CANCELLED: "EventCancelled",
    },
)
# Only while people can register is there anything on offer.
_AVAILABILITY = for_some(
    Openness, {Openness.OPEN: "InStock", Openness.WAITING_LIST: "SoldOut", Openness.FULL: "SoldOut"}
)


def schema_org(found: FoundEvent, base_url: str, now: datetime) -> dict[str, Any]:
    """Describe a public event in the language being spoken; what is not known is left out."""
    event = found.event
    about = event.summary or event.theme
    address = f"{base_url}/events/{event.key}"
    described = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": address,
        "url": f"{address}?lang={spoken()}",
        "name": found.title.text,
        "description": in_language(about, spoken()) if about else None,
        "startDate": _begin(found),
        "endDate": _end(found),
        "eventStatus": f"https://schema.org/{_STATUSES[event.status]}",
        "eventAttendanceMode": f"https://schema.org/{_mode(event.attendance_modes)}",
        **_capacities(event),
        "location": _locations(found, address),
        "subEvent": [_elsewhere(found, session, address) for session in event.held_sessions if session.place] or None,
        "image": [f"{address}/picture.png?lang={spoken()}"],
        "performer": _performers(event) or None,
        "organizer": {"@type": "Organization", "name": str(found.host_name)},
        "inLanguage": event.languages or None,
        "isAccessibleForFree": True,
        "funder": {"@type": "Organization", "name": found.project.programme},
        "offers": _offer(found, address, now),
    }
    return {name: value for name, value in described.items() if value is not None}


def _performers(event: Event) -> list[dict[str, Any]]:
    """Describe who speaks, each once, in the order of the agenda."""
    described: list[dict[str, Any]] = []
    for speaker in speakers_at(event):
        works_for = {"@type": "Organization", "name": speaker.organisation} if speaker.organisation else None
        person = {"@type": "Person", "name": speaker.name, **({"affiliation": works_for} if works_for else {})}
        described += [person] if person not in described else []
    return described


def _begin(found: FoundEvent) -> str:
    """Give the instant of the first session, or the day alone where no hour is known."""
    return begin_of(found).isoformat() if found.event.sessions else min(found.event.days).isoformat()


def _end(found: FoundEvent) -> str:
    last: date = max(found.event.days)
    ends = [planned.end for planned in found.event.sessions if planned.start.date() == last]
    return max(ends).replace(tzinfo=found.zone).isoformat() if ends else last.isoformat()


def _mode(modes: list[AttendanceMode]) -> str:
    if len(modes) > 1:
        return "MixedEventAttendanceMode"
    return "OnlineEventAttendanceMode" if modes == [AttendanceMode.ONLINE] else "OfflineEventAttendanceMode"


def _capacities(event: Event) -> dict[str, int]:
    """Give the places in each way, where they are counted apart and there is a number."""
    names = {
        AttendanceMode.IN_PERSON: "maximumPhysicalAttendeeCapacity",
        AttendanceMode.ONLINE: "maximumVirtualAttendeeCapacity",
    }
    return {names[way]: limit for way, limit in event.capacities.items() if limit is not None}


def _elsewhere(found: FoundEvent, session: Session, address: str) -> dict[str, Any]:
    """Describe a session that is elsewhere than its event."""
    return {
        "@type": "Event",
        "@id": f"{address}#{session.key}",
        "name": in_language(session.title, spoken()),
        "startDate": session.start.replace(tzinfo=found.zone).isoformat(),
        "endDate": session.end.replace(tzinfo=found.zone).isoformat(),
        "location": session.place and _location(session.place),
    }


def _locations(found: FoundEvent, address: str) -> list[dict[str, Any]] | None:
    """Give where it takes place; online it is the event's page, for the link to join is no one's but participants'."""
    locations: list[dict[str, Any]] = []
    if found.event.venue and AttendanceMode.IN_PERSON in found.event.attendance_modes:
        locations.append(_location(found.event.venue))
    if AttendanceMode.ONLINE in found.event.attendance_modes:
        locations.append({"@type": "VirtualLocation", "url": address})
    return locations or None


def _location(venue: Venue) -> dict[str, Any]:
    postal = {
        "@type": "PostalAddress",
        "streetAddress": venue.address,
        "addressLocality": in_language(venue.city, spoken()) if venue.city else None,
        "addressCountry": venue.country,
    }
    point = {"@type": "GeoCoordinates", "latitude": venue.latitude, "longitude": venue.longitude}
    return {
        "@type": "Place",
        "name": in_language(venue.name, spoken()),
        "address": {name: value for name, value in postal.items() if value},
        **({"geo": point} if venue.latitude is not None else {}),
    }


def _offer(found: FoundEvent, address: str, now: datetime) -> dict[str, Any] | None:
    """Say that taking part is free and whether there are places, while people can register."""
    state = registration_state(found, now)
    if state.openness not in _AVAILABILITY:
        return None
    return {
        "@type": "Offer",
        "url": f"{address}/register",
        "price": 0,
        "priceCurrency": "EUR",
        "availability": f"https://schema.org/{_AVAILABILITY[state.openness]}",
        **({"validFrom": state.opens.isoformat()} if state.opens else {}),
    }
