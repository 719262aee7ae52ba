"""Pages where organisers prepare, run and close their events."""
