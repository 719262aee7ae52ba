"""What the audit log says in words of definitions, people and accounts, held against their rows."""

from collections.abc import AsyncIterator, Collection, Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.access.accounts import rights_of
from events_service.access.tables import AccountRow, ColleagueInvitationRow
from events_service.audit import EntryRow, PersonalValueRow, latest_of
from events_service.database import table_of
from events_service.programme.loading import digest_of_definition
from events_service.programme.records import Event, Project
from events_service.programme.tables import EventRow, ProjectRow
from events_service.registrations.tables import InvitationLinkRow, RegistrationRow

_ERASED = "erased"
_OPENED = ("account.add", "account.open-again")
_GIVEN = (*_OPENED, "account.change")
_R = table_of(RegistrationRow).c


async def _definitions(session: AsyncSession) -> AsyncIterator[str]:
    told = await latest_of(session, ["definition.created", "definition.changed", "definition.renamed"])
    kept: dict[str, Project | Event] = {}
    for project in await session.scalars(select(ProjectRow.definition).order_by(ProjectRow.key)):
        kept[f"project:{project.key}"] = project
    for event in await session.scalars(select(EventRow.definition).order_by(EventRow.key)):
        kept[f"event:{event.key}"] = event
    for subject, definition in kept.items():
        name, digest = subject.replace(":", " "), digest_of_definition(definition)
        said = told.pop(subject, None)
        if said is None:
            yield f"{name}: the audit log knows nothing of it"
        elif said.get("digest", digest) != digest:  # older entries have none
            yield f"{name}: its definition was changed after it was saved"
    for subject, said in told.items():
        if "to" not in said:  # else it is there under the key that it was given
            yield f"{subject.replace(':', ' ')} is missing"


async def _registrations(session: AsyncSession) -> AsyncIterator[str]:
    told = await latest_of(session, ["registration.created"])
    erased = await latest_of(session, ["registration.erased"])
    names = await _latest_names(session, ["registration.created", "registration.changed"])
    query = select(_R.id, _R.event_key, _R.first_name, _R.last_name, _R.email, _R.erased_at).order_by(_R.id)
    async for row in await session.stream(query):
        subject = f"registration:{row.id}"
        said, name = told.pop(subject, None), names.get(subject, {})
        if said is None:
            yield f"registration {row.id}: the audit log knows nothing of it"
        elif said["event"] != row.event_key:
            yield f"registration {row.id} was moved to another event"
        elif (row.erased_at is not None) != (subject in erased):
            yield f"registration {row.id}: the audit log says otherwise whether it was erased"
        elif row.erased_at is None and name != {"name": f"{row.first_name} {row.last_name}", "email": row.email}:
            yield f"registration {row.id}: its name or address is not what the audit log has"
    for subject in told:
        if _ERASED not in names.get(subject, {}):  # what nobody confirmed is forgotten, with its values in the log
            yield f"{subject.replace(':', ' ')} is missing"


async def _latest_names(session: AsyncSession, actions: Collection[str]) -> Mapping[str, Mapping[str, str]]:
    """Give the name and the address that the log has of each whom these actions named, or that some were erased."""
    values = await session.stream(
        select(EntryRow.subject, PersonalValueRow.field, PersonalValueRow.value)
        .join(PersonalValueRow, PersonalValueRow.position == EntryRow.position)
        .where(EntryRow.action.in_(actions))
        .order_by(EntryRow.position)
    )
    latest: dict[str, dict[str, str]] = {}
    async for subject, field, value in values:
        latest.setdefault(subject, {})[_ERASED if value is None else field] = value or ""
    return latest


async def _closed(session: AsyncSession) -> set[str]:
    """Give the accounts that were closed and not opened again, as the log calls them."""
    steps = await session.execute(
        select(EntryRow.subject, EntryRow.action)
        .where(EntryRow.action.in_([*_OPENED, "account.close"]))
        .order_by(EntryRow.position)
    )
    last = {subject: action for subject, action in steps}  # noqa: C416  (rows are no pairs to the type checker)
    return {subject for subject, action in last.items() if action not in _OPENED}


async def _accounts(session: AsyncSession) -> AsyncIterator[str]:
    told, names, closed = await latest_of(session, _GIVEN), await _latest_names(session, _GIVEN), await _closed(session)
    for row in await session.scalars(select(AccountRow).order_by(AccountRow.id)):
        subject = f"account:{row.id}"
        if told.pop(subject, None) != rights_of(row).facts:
            yield f"account {row.id} has another role than the audit log gave it"
        elif (row.closed_at is not None) != (subject in closed):
            yield f"account {row.id}: the audit log says otherwise whether it was closed"
        elif names.get(subject) != {"name": row.name, "email": row.email}:
            yield f"account {row.id}: its name or address is not what the audit log has"
    for subject in told:
        yield f"{subject.replace(':', ' ')} is missing"
    told, names = await latest_of(session, ["colleague.invite"]), await _latest_names(session, ["colleague.invite"])
    for invited in await session.scalars(select(ColleagueInvitationRow).order_by(ColleagueInvitationRow.id)):
        subject = f"colleague:{invited.id}"
        if told.get(subject) != rights_of(invited).facts:
            yield f"invitation {invited.id} is to another role than the audit log gave it"
        elif names.get(subject) != {"name": invited.name, "email": invited.email}:
            yield f"invitation {invited.id}: its name or address is not what the audit log has"


async def _invitation_links(session: AsyncSession) -> AsyncIterator[str]:
    names = await _latest_names(session, ["invitation.made", "invitation.resent"])
    for link in await session.scalars(select(InvitationLinkRow).order_by(InvitationLinkRow.id)):
        name = names.get(f"invitation:{link.id}", {})
        if _ERASED not in name and name != {"name": link.name, "email": link.email or ""}:
            yield f"invitation link {link.id}: its name or address is not what the audit log has"


PARTS = (_definitions, _registrations, _accounts, _invitation_links)
"""What is looked at; each gives a sentence for each row that is other than the audit log has it."""
