"""CalDAV over HTTP: the addresses where calendar programs find what they may read."""
