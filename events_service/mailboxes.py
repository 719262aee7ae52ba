"""Which mailbox an address stands for: its domain may be written in any script, mail servers know it in ASCII."""

import re
from typing import Annotated
from urllib.parse import quote

import idna
from msgspec import Meta

_LABEL = r"""[^\s@.,;:<>()\[\]"\\\x00-\x1f]+"""
ADDRESS = rf"^[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(\.{_LABEL})+$"
"""What an address looks like; whether a mail server can have it is asked by `has_mailbox`."""
LONGEST = 254
"""The most octets of an address that mail servers hand on (RFC 5321 §4.5.3.1.3, without the angle brackets)."""
LONGEST_LABEL = 63

Email = Annotated[
    str,
    Meta(
        max_length=LONGEST,
        pattern=ADDRESS,
        description="An address such as maria@example.org; the domain may be written in any script.",
        extra={"code": "mailbox"},
    ),
]


def is_address(written: str) -> bool:
    """Tell whether a text looks like an address and mail servers can hand on to it."""
    return re.fullmatch(ADDRESS, written) is not None and has_mailbox(written)


def mailto(email: str) -> str:
    """Give an address as a URI that a program can follow (RFC 6068 §2)."""
    return f"mailto:{quote(ascii_address(email), safe='@')}"


def ascii_address(email: str) -> str:
    """Give an address with its domain as mail servers know it (IDNA, RFC 5891).

    Raises UnicodeError for a domain that no mail server can have.
    """
    local, _, domain = email.rpartition("@")
    return f"{local}@{_ascii_domain(domain)}"


def folded_address(email: str) -> str:
    """Give the form in which all spellings of a mailbox are equal; what is no address, in small letters."""
    email = email.strip()
    try:
        local, _, domain = ascii_address(email).rpartition("@")
        return f"{local}@{idna.decode(domain)}".casefold()
    except UnicodeError:
        return email.casefold()


def has_mailbox(email: str) -> bool:
    """Tell whether mail servers can hand on to an address."""
    try:
        return max(len(ascii_address(email)), len(folded_address(email))) <= LONGEST
    except UnicodeError:
        return False


def _ascii_domain(domain: str) -> str:
    if not domain.isascii():
        return idna.encode(domain, uts46=True).decode()
    if any(len(label) > LONGEST_LABEL for label in domain.split(".")):
        raise idna.IDNAError("Label too long")
    return domain
