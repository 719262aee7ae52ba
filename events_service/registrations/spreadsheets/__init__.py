"""Spreadsheets: registrations taken in and given out as rows."""
