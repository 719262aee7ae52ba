"""Typesetting: fonts, shaping, lines, tagged PDF and QR codes, for letters on paper; it knows no event."""
