"""Check-in: checkpoints, scans, rosters and the API of the page that works offline."""
