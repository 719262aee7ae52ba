"""Who works with the service, and what each role may do."""

from enum import Enum
from typing import NewType
from uuid import UUID

from msgspec import Struct

AccountId = NewType("AccountId", UUID)


class Role(Enum):
    """What a person does here: prepare events, answer for all records, or check them."""

    ORGANISER = "organiser"
    LEAD_PARTNER = "lead_partner"
    CONTROLLER = "controller"


class Account(Struct, frozen=True, kw_only=True):
    """A person who works with the service. `project` None: all projects; `partner` narrows an organiser to one host."""

    id: AccountId
    email: str
    name: str
    role: Role
    project: str | None = None
    partner: str | None = None

    @property
    def actor(self) -> str:
        """Whom the audit log names for what this person did, and of whom it tells what became of their account."""
        return f"account:{self.id}"

    def sees(self, project: str) -> bool:
        """Tell whether anything of a project is this person's to see."""
        return self.project in {None, project}

    def organises(self, project: str, host: str) -> bool:
        """Tell whether this person may prepare an event: its host's organiser, or the lead partner."""
        if self.role is Role.CONTROLLER or not self.sees(project):
            return False
        return self.role is Role.LEAD_PARTNER or self.partner in {None, host}

    def reviews(self, project: str) -> bool:
        """Tell whether this person may return or approve attendance records."""
        return self.role is Role.LEAD_PARTNER and self.sees(project)

    def administers(self, other: "Account") -> bool:
        """Tell whether this person may close another's account and end what it opened: the lead partner, never oneself.

        A lead partner of one project answers for that project's people alone.
        """
        own = self.project is None or other.project == self.project
        return self.role is Role.LEAD_PARTNER and own and other.id != self.id

    def inspects(self, project: str) -> bool:
        """Tell whether this person may read the attendance records of all partners."""
        return self.role in {Role.LEAD_PARTNER, Role.CONTROLLER} and self.sees(project)
