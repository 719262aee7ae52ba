"""A hint at likely typing errors in mail addresses: `ana@gmial.com` was most likely meant to be at gmail.com. Pure.

It is a hint and never a refusal: every domain may exist. Only great mail services are compared with, for a wrong letter
there is far more likely than a domain that differs from one of them by a single letter.
"""

from functools import lru_cache

SERVICES = (
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "ymail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "msn.com",
    "icloud.com",
    "proton.me",
    "protonmail.com",
    "aol.com",
    "gmx.de",
    "gmx.net",
    "gmx.at",
    "gmx.com",
    "web.de",
    "t-online.de",
    "abv.bg",
    "mail.bg",
    "yahoo.gr",
    "hotmail.gr",
    "otenet.gr",
    "yahoo.ro",
    "freemail.hu",
    "citromail.hu",
    "yahoo.es",
    "hotmail.es",
    "wp.pl",
    "onet.pl",
    "interia.pl",
    "o2.pl",
    "sapo.pt",
    "hotmail.pt",
    "inbox.lv",
    "telenet.be",
    "skynet.be",
    "ziggo.nl",
    "kpnmail.nl",
    "mail.com",
    "email.com",
)
"""Domains that are never taken for an error, and those of at least eight letters are what errors are measured by."""

_COMPARED = tuple(domain for domain in SERVICES if len(domain) >= 8)  # shorter ones lie too near others
_WRONG_ENDINGS = {".con": ".com", ".cmo": ".com", ".ocm": ".com", ".vom": ".com", ".comm": ".com", ".xom": ".com"}


def likely_address(address: str) -> str | None:
    """Give the address that was probably meant, or None where nothing looks mistyped."""
    mailbox, at, domain = address.rpartition("@")
    meant = _likely_domain(domain.lower()) if at else None
    return f"{mailbox}@{meant}" if meant else None


@lru_cache(maxsize=1024)
def _likely_domain(domain: str) -> str | None:
    if domain in SERVICES:
        return None
    for wrong, right in _WRONG_ENDINGS.items():
        if domain.endswith(wrong):
            mended = domain.removesuffix(wrong) + right
            return _likely_domain(mended) or mended
    return next((service for service in _COMPARED if _one_slip_apart(domain, service)), None)


def _one_slip_apart(typed: str, meant: str) -> bool:
    """Tell whether one letter is missing, too many, wrong, or changes places with its neighbour."""
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    left, right = typed[start:], meant[start:]
    swapped = left[1:2] + left[:1] + left[2:]
    return typed != meant and (left[1:] == right or left == right[1:] or left[1:] == right[1:] or swapped == right)
