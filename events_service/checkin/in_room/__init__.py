"""Presence without a desk: a code on the room's screen that participants confirm, and a list to tick off."""
