"""Event and workshop manager for interregional projects: from the definition file to the sealed attendance record."""
