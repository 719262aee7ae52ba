"""Registrations: register, change, cancel, waiting list, import, consents, retention."""
