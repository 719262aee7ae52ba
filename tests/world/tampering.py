"""What somebody with access to the database may do to the rows that a record is made of, and what is said of it."""

from typing import Any

from msgspec.structs import replace
from sqlalchemy import delete, select, update

from events_service.access.records import Account, Role
from events_service.access.tables import AccountRow
from events_service.attendance.marking.noting import note
from events_service.attendance.records import Evidence, Mark
from events_service.attendance.tables import EvidenceMarkRow
from events_service.audit import PersonalValueRow
from events_service.checkin.admit import receive
from events_service.checkin.records import Outcome, WhyTakenBack
from events_service.checkin.tables import CheckInRow, WithdrawalRow
from events_service.checkin.withdraw import take_back
from events_service.database import Base, Database, table_of
from events_service.programme.tables import EventRow, ProjectRow
from events_service.registrations.tables import RegistrationRow
from events_service.settings import Settings
from tests.world.door import make_scan
from tests.world.events import WORKSHOP, load
from tests.world.people import people
from tests.world.project import PROJECT
from tests.world.staff import add_staff
from tests.world.times import MORNING, NOW


async def happened(database: Database, settings: Settings) -> Account:
    """Let two register and come, one twice by mistake, and sign on paper; give the account of who noted it."""
    await load(database)
    staff = await add_staff(database, Role.LEAD_PARTNER, now=NOW)
    guests = await people(database, settings, 2)
    scans = [make_scan(each.badge_code, event="workshop") for each in guests]
    again = make_scan(guests[0].badge_code, event="workshop", checkpoint="2024-04-17")
    await receive(database, [*scans, again], device="desk", account=staff, now=MORNING)
    await take_back(database, "workshop", again.id, account=staff, now=MORNING)
    signed = [
        Mark(registration=each.id, checkpoint="2024-04-16", evidence=Evidence.SIGNED_ON_PAPER, stands=True)
        for each in guests
    ]
    await note(database, "workshop", signed, account=staff, now=MORNING)
    return staff


def first(row: type[Base], name: str) -> Any:
    """Give the first key of a table."""
    column = table_of(row).c[name]
    return select(column).order_by(column).limit(1).scalar_subquery()


def changed(row: type[Base], key: str, **values: Any) -> Any:
    """Give the statement that changes one row."""
    return update(row).where(table_of(row).c[key] == first(row, key)).values(values)


def gone(row: type[Base], key: str) -> Any:
    """Give the statement that removes one row."""
    return delete(row).where(table_of(row).c[key] == first(row, key))


OTHER = (
    select(table_of(RegistrationRow).c.id).order_by(table_of(RegistrationRow).c.id.desc()).limit(1).scalar_subquery()
)
CHANGES: dict[str, tuple[Any, str]] = {
    "a scan of another day": (changed(CheckInRow, "id", checkpoint="2024-04-18"), "was changed"),
    "a scan of another person": (
        update(CheckInRow).where(CheckInRow.registration_id != OTHER).values(registration_id=OTHER),
        "was changed",
    ),
    "a scan with another outcome": (changed(CheckInRow, "id", outcome=Outcome.CANCELLED), "was changed"),
    "a scan at another time": (changed(CheckInRow, "id", scanned_at=NOW), "was changed"),
    "a scan of another badge": (changed(CheckInRow, "id", badge_code="X"), "was changed"),
    "a scan by another device": (changed(CheckInRow, "id", device="X"), "was changed"),
    "a scan with a reason": (changed(CheckInRow, "id", let_in_because="X"), "was changed"),
    "a scan at another event": (changed(CheckInRow, "id", event_key="other"), "was changed"),
    "a scan sent at another time": (changed(CheckInRow, "id", received_at=NOW), "was changed"),
    "no withdrawal": (gone(WithdrawalRow, "check_in_id"), "is missing"),
    "a withdrawal at another time": (changed(WithdrawalRow, "check_in_id", withdrawn_at=NOW), "was changed"),
    "a withdrawal for another reason": (
        changed(WithdrawalRow, "check_in_id", reason=WhyTakenBack.TEST),
        "was changed",
    ),
    "no mark": (gone(EvidenceMarkRow, "id"), "is missing"),
    "a mark taken back": (changed(EvidenceMarkRow, "id", stands=False), "was changed"),
    "a mark of another day": (changed(EvidenceMarkRow, "id", checkpoint="2024-04-17"), "was changed"),
    "a mark of another kind": (changed(EvidenceMarkRow, "id", evidence=Evidence.ONLINE), "was changed"),
    "a mark of another person": (
        update(EvidenceMarkRow).where(EvidenceMarkRow.registration_id != OTHER).values(registration_id=OTHER),
        "was changed",
    ),
    "another name": (changed(RegistrationRow, "id", last_name="X"), "its name or address"),
    "another address": (changed(RegistrationRow, "id", email="x@example.org"), "its name or address"),
    "a person marked erased": (changed(RegistrationRow, "id", erased_at=NOW), "whether it was erased"),
    "another role": (changed(AccountRow, "id", role=Role.CONTROLLER), "another role"),
    "another project of an account": (changed(AccountRow, "id", project_key=None), "another role"),
    "other events of an account": (changed(AccountRow, "id", event_keys=("rsg",)), "another role"),
    "another last day of an account": (changed(AccountRow, "id", until=NOW.date()), "another role"),
    "an account that is closed": (changed(AccountRow, "id", closed_at=NOW), "whether it was closed"),
    "another person with access": (changed(AccountRow, "id", name="X"), "its name or address"),
    "another address of an account": (changed(AccountRow, "id", email="x@example.org"), "its name or address"),
    "another agenda": (changed(EventRow, "key", definition=replace(WORKSHOP, theme="X")), "its definition was changed"),
    "another project": (changed(ProjectRow, "key", definition=replace(PROJECT, acronym="X")), "its definition was"),
    "a personal value removed": (
        delete(PersonalValueRow).where(
            PersonalValueRow.position == first(PersonalValueRow, "position"), PersonalValueRow.field == "name"
        ),
        "a personal value of it is missing",
    ),
    "personal values marked erased": (
        update(PersonalValueRow).values(salt=None, value=None, erased_at=NOW),
        "its name or address",
    ),
}
"""Changes by column, each with what is said of it."""
