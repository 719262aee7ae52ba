"""Who belongs to the project's partners: what proves it, and what is asked for that needs a proof. Pure.

A category is what somebody says of themselves; it opens nothing by itself. A proof is a link that the organisers gave,
a confirmed mailbox whose domain the project lists for a partner, or the organisers' own word.
"""

from collections.abc import Collection

from events_service.mailboxes import folded_address
from events_service.programme.finding import FoundEvent
from events_service.programme.records import EventAccess, Project
from events_service.registrations.asking.chosen_sessions import named
from events_service.registrations.records import PARTNER_CATEGORIES, Category, PartnerProof
from events_service.web.errors import FieldFault
from events_service.web.i18n import N_

PARTNERS_ONLY = N_("This event is for the project's partners only. Others need to be entered by us.")
HOLDS_CLOSED = N_("“{session}” is for the project's partners only; give it up, or stay one of them.")


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


def leaving_faults(
    found: FoundEvent, before: Category, after: Category, sessions: Collection[str], *, invited: bool
) -> list[FieldFault]:
    """Say what somebody would have who corrects their category to one that is no partner's: the event, or `sessions`.

    Whoever was none of the partners before has it by the organisers' leave, and keeps it.
    """
    if before not in PARTNER_CATEGORIES or after in PARTNER_CATEGORIES:
        return []
    if found.event.access is EventAccess.PARTNERS and not invited:
        return [FieldFault("category", PARTNERS_ONLY)]
    held = [each for each in found.event.by_hours if each.closed_to_others and each.key in sessions]
    return [FieldFault("category", named(HOLDS_CLOSED, each)) for each in held]


def _domain_of(email: str) -> str:
    return folded_address(email).rpartition("@")[2]
