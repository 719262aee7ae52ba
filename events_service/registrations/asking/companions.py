"""Colleagues whom somebody registers along: an application of their own for each, and faults at the right one. Pure."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from events_service.mailboxes import folded_address
from events_service.programme.finding import FoundEvent
from events_service.programme.records import Session
from events_service.registrations.records import PARTNER_CATEGORIES, Application, Companion, Consents
from events_service.registrations.shared_mailboxes import shared_key
from events_service.web.errors import FieldFault
from events_service.web.i18n import N_

TOO_MANY = N_("These are more colleagues than may be registered along; remove some.")
SAME_ADDRESS = N_(
    "This person stands in the form already. Everybody needs an address of their own, or shares that of who registers"
    " them all."
)


def applications_of(application: Application, closed: Sequence[Session]) -> list[Application]:
    """Give the application of each colleague, in order; what it leaves out is as in that of who registers them.

    Sessions `closed` to others than partners pass on to partners alone. Nobody consents for somebody else.
    """
    keys = {each.key for each in closed}
    return [_application_of(companion, application, keys) for companion in application.companions]


def _application_of(companion: Companion, first: Application, closed: set[str]) -> Application:
    category = companion.category or first.category
    inherited = [key for key in first.sessions if key not in closed or category in PARTNER_CATEGORIES]
    own_mode = companion.attendance_mode is not None
    day_modes = companion.day_modes if companion.day_modes is not None else {} if own_mode else first.day_modes
    return Application(
        first_name=companion.first_name,
        last_name=companion.last_name,
        email=companion.email,
        organisation=companion.organisation or first.organisation,
        country=companion.country or first.country,
        category=category,
        language=companion.language or first.language,
        attendance_mode=companion.attendance_mode or first.attendance_mode,
        day_modes=day_modes,
        sessions=inherited if companion.sessions is None else companion.sessions,
        answers=companion.answers,
        consents=Consents(privacy_notice=False),
    )


class Named(Protocol):
    """Somebody with a name and an address."""

    @property
    def first_name(self) -> str:
        """The given name."""

    @property
    def last_name(self) -> str:
        """The family name."""

    @property
    def email(self) -> str:
        """The address."""


def known_by(companion: Named, first: Named) -> str:
    """Give what a colleague is known by: an address, folded, and where they share that of `first`, their name, too."""
    folded = folded_address(companion.email)
    own = shared_key(first.email, first.first_name, first.last_name)
    shared = shared_key(companion.email, companion.first_name, companion.last_name)
    return folded if folded != folded_address(first.email) or shared == own else shared


def party_faults(found: FoundEvent, keys: Sequence[str]) -> list[FieldFault]:
    """Say what is wrong with the party as a whole: too many colleagues, or a person who stands in it twice.

    `keys` are what everybody is known by, who registers them first.
    """
    if len(keys) - 1 > found.event.registration.companions:
        return [FieldFault("companions", TOO_MANY)]
    return [
        FieldFault(f"companions.{place}.email", SAME_ADDRESS)
        for place, key in enumerate(keys[1:])
        if key in keys[: place + 1]
    ]


def at_place(faults: Iterable[FieldFault], place: int) -> list[FieldFault]:
    """Give the faults of a colleague's application under the fields that they have in the whole one."""
    return [FieldFault(f"companions.{place}.{fault.field}", fault.message) for fault in faults]
