"""Registrations: their record, how it is found and held; what is done with it stands in the rooms within."""
