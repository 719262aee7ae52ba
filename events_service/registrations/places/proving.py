"""Who belongs to the project's partners: what proves it, and what is asked for that needs a proof. Pure.

A category is what somebody says of themselves; it opens nothing by itself. A proof is a link that the organisers gave,
a confirmed mailbox whose domain the project lists for a partner, or the organisers' own word.
"""

from collections.abc import Collection

from events_service.mailboxes import folded_address
from events_service.programme.finding import FoundEvent
from events_service.programme.records import EventAccess, Project
from events_service.registrations.records import PARTNER_CATEGORIES, Category, PartnerProof


def proof_of(category: Category, *, invited: bool, by_organiser: bool) -> PartnerProof | None:
    """Give what proves at once that somebody is of the partners, as they say; None: nothing, or they do not say so."""
    if category not in PARTNER_CATEGORIES:
        return None
    if by_organiser:
        return PartnerProof.ORGANISER
    return PartnerProof.INVITATION if invited else None


def proof_by_mailbox(project: Project, category: Category, email: str) -> PartnerProof | None:
    """Give the proof that a confirmed address is, whose domain the project lists for a partner."""
    domain = _domain_of(email)
    listed = any(domain == _domain_of(f"x@{each}") for partner in project.partners for each in partner.domains)
    return PartnerProof.MAILBOX if listed and category in PARTNER_CATEGORIES else None


def needs_proof(found: FoundEvent, sessions: Collection[str], *, invited: bool) -> bool:
    """Tell whether somebody asks for what is for partners only: the event itself, if not `invited`, or a session."""
    closed = any(each.closed_to_others and each.key in sessions for each in found.event.sessions)
    return closed or (found.event.access is EventAccess.PARTNERS and not invited)


def _domain_of(email: str) -> str:
    return folded_address(email).rpartition("@")[2]
