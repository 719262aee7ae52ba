"""Heads of the audit log in what was kept elsewhere: lines of a text, mails on a review, sealed files."""

from collections.abc import Iterator
from email import message_from_bytes, policy

from events_service.sealing.alone import PATIENT
from events_service.sealing.looking import look_into
from events_service.witnesses import Witness, witnesses_in

DEEPEST = 8
"""Mails within mails that are looked into."""


async def kept_heads(octets: bytes) -> list[Witness]:
    """Give the heads in a file, whatever of these it is; a PDF whose seal does not hold bears witness of nothing."""
    if b"%PDF-" in octets[:1024]:
        return await _in_pdf(octets)
    found = set(witnesses_in(octets))
    for part in _parts_of_mail(octets):
        found |= set(await _in_pdf(part) if part.startswith(b"%PDF-") else witnesses_in(part))
    return sorted(found)


async def _in_pdf(octets: bytes) -> list[Witness]:
    examined = await look_into(octets, PATIENT)
    holds = examined.seal is not None and examined.seal.whole and not examined.added
    return witnesses_in(examined.note.head.encode()) if examined.note and holds else []


def _parts_of_mail(octets: bytes) -> Iterator[bytes]:
    """Give the parts of a mail (RFC 5322), decoded as its programs sent them; nothing for what is no mail."""
    message = message_from_bytes(octets, policy=policy.compat32)
    if "From" not in message and "Content-Type" not in message:
        return
    for part in message.walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            yield content
