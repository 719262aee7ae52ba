"""What all pages share: layout, languages, errors, security headers and static files."""
