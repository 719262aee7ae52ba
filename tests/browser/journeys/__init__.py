"""Journeys: participants on their way from the programme to the erased data, and each mail that it causes."""
