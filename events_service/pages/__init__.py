"""Pages: what people see in a browser, by who reads it; each parses what was asked, calls one use case, and renders."""
