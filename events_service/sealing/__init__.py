"""The seal: its key outside the database, signatures of PDFs, and what a signed PDF that somebody holds says."""
