"""Project, partners, events and sessions: definition files, their types, agenda warnings and revisions."""
