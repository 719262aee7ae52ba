"""Printing: fonts, page furniture, QR, badges, sign-in sheets and certificates, as pure functions from plain structs to PDF bytes."""
