"""Calendars: feeds and invitations, as pure functions from plain structs to bytes, and CalDAV's answers."""
