"""Pages behind a participant's personal link."""
