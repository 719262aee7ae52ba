"""Check-in: checkpoints, scans and rosters."""
