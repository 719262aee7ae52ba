"""Marking signed lists: what is typed, sent and shown."""
