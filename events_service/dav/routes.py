"""All addresses of CalDAV."""

from events_service.dav import calendars, own

DAV = [*calendars.ROUTES, *own.ROUTES]
