"""Privacy: notices, consents, special needs, retention and one's own data."""
