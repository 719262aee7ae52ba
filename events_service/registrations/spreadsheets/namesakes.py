"""People of one name under two addresses: the same person twice, or two people; a human is asked to look."""

from collections.abc import Iterable, Mapping

from events_service.mailboxes import folded_address
from events_service.registrations.records import Status
from events_service.registrations.spreadsheets.imported_rows import Candidate
from events_service.registrations.tables import RegistrationRow
from events_service.web.fold import sought
from events_service.web.i18n import N_, gettext

NAMESAKE = N_("row {row}: {name} is registered as {address}, too. If it is one person, cancel one of the two.")


def same_names(candidates: Iterable[Candidate], known: Mapping[str, RegistrationRow]) -> tuple[str, ...]:
    """Say which of those who are new bear the name of somebody known, or of a row above, under another address."""
    addresses = {
        _name(row.first_name, row.last_name): row.email for row in known.values() if row.status is not Status.CANCELLED
    }
    found = []
    for candidate in candidates:
        one = candidate.application
        if folded_address(one.email) in known:
            continue
        other = addresses.setdefault(_name(one.first_name, one.last_name), one.email)
        if other != one.email:
            name = f"{one.first_name} {one.last_name}"
            found.append(gettext(NAMESAKE).format(row=candidate.row, name=name, address=other))
    return tuple(found)


def _name(first: str, last: str) -> tuple[str, ...]:
    """Give a name's parts in any order and without their marks: Ruiz Ana and Ána Ruiz are one."""
    return tuple(sorted(plain for plain, _, _ in sought(f"{first} {last}").words))
