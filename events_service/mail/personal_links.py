"""Personal links in mails: whoever has one can open a registration, so it is shown to its reader and nobody else."""

import re

_PERSONAL = re.compile(r"(https?://[^\s\"'<>]*?)/(?:my|address|unsubscribe)/[\w-]{40,}[^\s\"'<>]*")


def without_personal_links(written: str) -> str:
    """Give a mail's text or HTML with personal links made links to the start page."""
    return _PERSONAL.sub(r"\1/", written)
