"""Mailboxes that a delegation shares: what each of its people is told apart by, where an address alone would do.

Whoever registers others may have them share their own mailbox; each other registration stands under an address of its
own. So a registration is known by its address, and one that shares another's by the name as well.
"""

from sqlalchemy import ColumnElement, and_, func, or_

from events_service.mailboxes import folded_address
from events_service.registrations.tables import RegistrationRow
from events_service.secrets import hashed
from events_service.web.fold import bare

_MARK = "shared:"
"""No address holds a colon before its @."""


def shared_key(email: str, first_name: str, last_name: str) -> str:
    """Give what somebody is known by who shares a mailbox: the same whatever the accents and blanks of their name."""
    name = " ".join(bare(f"{first_name} {last_name}").split())
    return _MARK + hashed(f"{folded_address(email)} {name}")


def shares(key: str) -> bool:
    """Tell whether somebody shares a mailbox, by what they are known by."""
    return key.startswith(_MARK)


def at_mailbox(email: str) -> ColumnElement[bool]:
    """Give the condition of all who have their mails at a mailbox: its owner, and who shares it."""
    folded = folded_address(email)
    sharing = and_(
        RegistrationRow.email_folded.startswith(_MARK, autoescape=True), func.lower(RegistrationRow.email) == folded
    )
    return or_(RegistrationRow.email_folded == folded, sharing)
