"""Date polls: an organiser proposes dates, partners answer which suit them, and the chosen one becomes the event."""
