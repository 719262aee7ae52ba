"""Marking: what staff note of people by hand, from signed lists and by word, each note a fact that is appended."""
