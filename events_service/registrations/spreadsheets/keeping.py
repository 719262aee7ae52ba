"""Keep what an import did, so that it can be undone as long as nobody acted on it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from events_service.database import new_id
from events_service.registrations.holding import Held
from events_service.registrations.import_tables import ImportedPersonRow, ImportRow
from events_service.registrations.records import Changes


async def keep_import(
    held: Held, file_name: str, entered: Sequence[UUID], before: Mapping[UUID, Changes], *, mailed: bool
) -> UUID:
    """Keep whom an import entered, and what those said `before` whom it corrected; give its id."""
    row = ImportRow(
        id=new_id(),
        event_key=held.event.key,
        file_name=file_name[:255],
        actor=held.actor,
        imported_at=held.now,
        entered=len(entered),
        updated=len(before),
        mailed=mailed,
    )
    held.session.add(row)
    await held.session.flush()
    people = [ImportedPersonRow(import_id=row.id, registration_id=id_) for id_ in entered]
    people += [ImportedPersonRow(import_id=row.id, registration_id=id_, before=said) for id_, said in before.items()]
    held.session.add_all(people)
    await held.session.flush()
    return row.id
