"""Who works with the service, and what each role may do where: the one place where rights are decided."""

from collections.abc import Collection, Iterable
from datetime import date
from enum import Enum
from typing import Any, NewType
from uuid import UUID

from msgspec import Struct

AccountId = NewType("AccountId", UUID)


class Role(Enum):
    """What a person does here: prepare events of a host or chosen ones, answer for all records, or check them."""

    LEAD_PARTNER = "lead_partner"
    ORGANISER = "organiser"
    EVENT_MANAGER = "event_manager"
    CONTROLLER = "controller"


ORGANISERS = frozenset({Role.LEAD_PARTNER, Role.ORGANISER, Role.EVENT_MANAGER})
"""Whoever prepares and runs events."""
INSPECTORS = frozenset({Role.LEAD_PARTNER, Role.CONTROLLER})
"""Whoever reads the attendance records of all partners."""
HOSTS = frozenset({Role.LEAD_PARTNER, Role.ORGANISER})
"""Whoever makes new events, and lets others work on them."""
OF_EVENTS = frozenset({Role.EVENT_MANAGER, Role.CONTROLLER})
"""Whose work may be narrowed to chosen events."""


class Place(Struct, frozen=True, kw_only=True):
    """Where an event belongs: the keys of the event, of its project and of the partner that hosts it."""

    event: str
    project: str
    host: str


class Rights(Struct, frozen=True, kw_only=True):
    """What somebody may do here. `project` None: in all projects; `partner` narrows an organiser to one host.

    `events` narrows an event manager or a controller to these keys; empty, it narrows nobody. `until` is the last day,
    in UTC, on which anything opens; None: there is none.
    """

    role: Role
    project: str | None = None
    partner: str | None = None
    events: tuple[str, ...] = ()
    until: date | None = None

    def sees(self, project: str) -> bool:
        """Tell whether anything of a project is this person's to see."""
        return self.project in {None, project}

    def sees_event(self, project: str, event: str) -> bool:
        """Tell whether an event is this person's to see while it is a draft, and to find in their lists."""
        return self.sees(project) and (not self.events or event in self.events)

    def organises(self, project: str, host: str, event: str) -> bool:
        """Tell whether this person may prepare and run an event: its manager, its host's organiser, a lead partner."""
        if self.role is Role.EVENT_MANAGER:
            return self.sees(project) and event in self.events
        return self.hosts(project, host)

    def hosts(self, project: str, host: str) -> bool:
        """Tell whether this person may prepare all events of a host, and new ones: its organiser, the lead partner."""
        if self.role not in HOSTS or not self.sees(project):
            return False
        return self.role is Role.LEAD_PARTNER or self.partner in {None, host}

    def reviews(self, project: str) -> bool:
        """Tell whether this person may return or approve attendance records."""
        return self.role is Role.LEAD_PARTNER and self.sees(project)

    def inspects(self, project: str, event: str) -> bool:
        """Tell whether this person may read an attendance record whoever hosts: the lead partner and controllers."""
        return self.role in INSPECTORS and self.sees_event(project, event)

    def reaches(self, other: "Rights", places: Collection[Place]) -> bool:
        """Tell whether whoever holds others' rights works for this person; `places` are those of the others' events.

        The lead partner answers for everybody of their project, an organiser for the managers of their own events.
        """
        if self.role is Role.LEAD_PARTNER:
            return self.project is None or other.project == self.project
        if self.role is not Role.ORGANISER or other.role is not Role.EVENT_MANAGER:
            return False
        own = {place.event for place in places if self.hosts(place.project, place.host)}
        return bool(other.events) and own >= set(other.events)

    def gives(self, other: "Rights", places: Collection[Place]) -> bool:
        """Tell whether this person may give somebody rights: to whom they reach, and for no longer than they have."""
        lasts = self.until is None or (other.until is not None and other.until <= self.until)
        return lasts and self.reaches(other, places)

    def is_over(self, today: date) -> bool:
        """Tell whether the last day has passed; `today` is UTC's."""
        return self.until is not None and self.until < today

    @property
    def leads_all(self) -> bool:
        """Whether these are a lead partner's of all projects, who sets up what the whole service has but once."""
        return self.role is Role.LEAD_PARTNER and self.project is None

    @property
    def leads_for_good(self) -> bool:
        """Whether these are a lead partner's without a last day."""
        return self.role is Role.LEAD_PARTNER and self.until is None

    @property
    def fields(self) -> dict[str, Any]:
        """Each of them by its name, for another record that has them, too."""
        return {name: getattr(self, name) for name in Rights.__struct_fields__}

    @property
    def facts(self) -> dict[str, str]:
        """What the audit log says of them; what was not known to the first releases is said only where it is."""
        narrowed = {"events": ",".join(self.events), "until": self.until.isoformat() if self.until else ""}
        first = {"role": self.role.value, "project": self.project or "", "partner": self.partner or ""}
        return first | {name: value for name, value in narrowed.items() if value}


def joined(theirs: Rights, others: Rights) -> Rights | None:
    """Give what somebody may do who takes over others' work besides their own; None where one account cannot do both.

    Work that ends on a day ends then for whoever takes it over, unless their own goes on.
    """
    if theirs.role is Role.LEAD_PARTNER and theirs.project in {None, others.project} and theirs.until is None:
        return theirs
    if theirs.role is not others.role or theirs.project != others.project or theirs.partner != others.partner:
        return None
    ends = [each.until for each in (theirs, others)]
    until = None if None in ends else max(end for end in ends if end)
    everything = theirs.role in OF_EVENTS and () in {theirs.events, others.events}
    events = () if everything else tuple(sorted({*theirs.events, *others.events}))
    return Rights(role=theirs.role, project=theirs.project, partner=theirs.partner, events=events, until=until)


def leaves_no_lead_partner(before: Rights, after: Rights | None, others: Iterable[Rights]) -> bool:
    """Tell whether a change would leave what a lead partner answers for without one; `after` None: the account closes.

    Whoever is a lead partner until some day is none to rely on.
    """
    remaining = [*others, *([after] if after else [])]
    stays = (each.leads_for_good and each.project in {None, before.project} for each in remaining)
    return before.leads_for_good and not any(stays)


class Account(Rights, frozen=True, kw_only=True):
    """A person who works with the service, with what they may do here."""

    id: AccountId
    email: str
    name: str

    @property
    def actor(self) -> str:
        """Whom the audit log names for what this person did, and of whom it tells what became of their account."""
        return f"account:{self.id}"

    def administers(self, other: "Account", places: Collection[Place] = ()) -> bool:
        """Tell whether this person may change another's account, close it and end what it opened; never one's own.

        `places` are those of the other's events.
        """
        return other.id != self.id and self.reaches(other, places)
