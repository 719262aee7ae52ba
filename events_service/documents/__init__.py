"""Documents: badges, sheets, certificates, lists and signs, as pure functions from plain structs to PDF bytes."""
