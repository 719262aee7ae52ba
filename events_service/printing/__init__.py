"""Printing: badges, sign-in sheets, certificates and lists, as pure functions from plain structs to PDF bytes."""
