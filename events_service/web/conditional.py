"""Conditional requests: whether a client holds what it asks for already (RFC 9110 §13.1.2)."""


def holds(if_none_match: str, etag: str) -> bool:
    """Tell whether the value of If-None-Match, "" where there is none, names this strong ETag or any."""
    held = {part.strip().removeprefix("W/") for part in if_none_match.split(",")}
    return etag in held or "*" in held
