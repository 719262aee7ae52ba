"""A feed as JSCalendar (RFC 8984): the same entries as its iCalendar form, for clients that speak JSON."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from events_service.calendars.lines import clean, uri
from events_service.calendars.records import Entry, Feed, Status
from events_service.calendars.zones import UTC_NAMES

MEDIA_TYPE = "application/jscalendar+json;type=group"
_PRODUCT = "-//events-service//Events and workshops//EN"


def write(feed: Feed) -> bytes:
    """Write a feed as a Group (RFC 8984 §2.3); equal feeds give equal bytes."""
    # `updated` is mandatory (RFC 8984 §4.1.6); a feed that never held an entry has never changed.
    changed = max((entry.changed_at for entry in feed.entries), default=datetime.fromtimestamp(0, UTC))
    group: dict[str, Any] = {
        "@type": "Group",
        "prodId": _PRODUCT,
        "uid": feed.uid or uri(feed.url),
        "title": clean(feed.name),
        "description": clean(feed.description) or None,
        "locale": feed.language,
        "source": None if feed.personal else uri(feed.url),
        "color": feed.color,
        "updated": _utc(changed),
        "entries": [_event(entry) for entry in feed.entries],
    }
    return msgspec.json.encode(_without_nothing(group))


def _event(entry: Entry) -> dict[str, Any]:
    event = {
        "@type": "Event",
        "uid": entry.uid,
        "sequence": entry.sequence,
        "created": _utc(entry.created_at),
        "updated": _utc(entry.changed_at),
        "title": clean(entry.summary),
        "description": clean(entry.description) or None,
        "descriptionContentType": "text/plain" if entry.description else None,
        "locale": entry.summary_language,
        **_time(entry),
        "status": entry.status.value.lower(),
        "freeBusyStatus": "free" if entry.transparent else None,
        "locations": _locations(entry),
        "virtualLocations": _virtual_locations(entry),
        "links": _links(entry),
        "keywords": {clean(category): True for category in entry.categories} or None,
        "color": entry.color,
        **_organizer(entry),
        "alerts": _alerts(entry) if entry.status is not Status.CANCELLED else None,
    }
    return _without_nothing(event)


def _time(entry: Entry) -> dict[str, Any]:
    starts, ends = entry.starts, entry.ends
    if not isinstance(starts, datetime) or not isinstance(ends, datetime):
        days = f"P{(ends - starts).days}D"
        return {"start": f"{starts.isoformat()}T00:00:00", "duration": days, "showWithoutTime": True}
    zone = "Etc/UTC" if entry.zone in UTC_NAMES else entry.zone
    local = starts.astimezone(ZoneInfo(zone))
    if local.fold:
        # A wall-clock time that comes twice means the first one (RFC 8984 §1.4.4): the second needs UTC.
        zone, local = "Etc/UTC", starts.astimezone(UTC)
    return {"start": local.isoformat()[:19], "timeZone": zone, "duration": _duration(ends - starts)}


def _duration(span: timedelta) -> str:
    """Write a Duration in hours, minutes and seconds; whole days would be longer or shorter where clocks change."""
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{number}{letter}" for number, letter in ((hours, "H"), (minutes, "M"), (seconds, "S")) if number]
    return "PT" + ("".join(parts) or "0S")


def _locations(entry: Entry) -> dict[str, Any] | None:
    if not entry.location and entry.position is None:
        return None
    location: dict[str, Any] = {"@type": "Location", "name": clean(entry.location) or None}
    if entry.position is not None:
        location["coordinates"] = "geo:{:.6f},{:.6f}".format(*entry.position)
    if isinstance(entry.starts, datetime):
        location["timeZone"] = "Etc/UTC" if entry.zone in UTC_NAMES else entry.zone
    return {"1": _without_nothing(location)}


def _virtual_locations(entry: Entry) -> dict[str, Any] | None:
    if not entry.conference:
        return None
    features = {"audio": True, "video": True}
    return {"1": {"@type": "VirtualLocation", "uri": uri(entry.conference), "features": features}}


def _links(entry: Entry) -> dict[str, Any] | None:
    links: dict[str, Any] = {}
    if entry.url:
        links["page"] = {"@type": "Link", "href": uri(entry.url), "rel": "describedby"}
    if entry.image:
        links["image"] = {"@type": "Link", "href": uri(entry.image.address), "rel": "icon", "display": "badge"}
        if entry.image.description:
            links["image"]["title"] = entry.image.description
    return links or None


def _organizer(entry: Entry) -> dict[str, Any]:
    """Name the organizer as owner: replyTo is only allowed together with a participant (RFC 8984 §4.4.5, §4.4.6)."""
    if entry.organizer is None:
        return {}
    address = "mailto:" + entry.organizer.email
    owner = {
        "@type": "Participant",
        "name": clean(entry.organizer.name),
        "email": entry.organizer.email,
        "sendTo": {"imip": address},
        "roles": {"owner": True, "contact": True},
    }
    return {"replyTo": {"imip": address}, "participants": {"organizer": owner}}


def _alerts(entry: Entry) -> dict[str, Any] | None:
    if entry.alarm is None:
        return None
    trigger = {"@type": "OffsetTrigger", "offset": "-" + _duration(entry.alarm)}
    return {"1": {"@type": "Alert", "trigger": trigger, "action": "display"}}


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()[:19] + "Z"


def _without_nothing(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
