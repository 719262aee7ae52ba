"""The order of the printed sheet: who stands on which of its pages, so that a pile of paper is marked as it lies."""

from collections.abc import Mapping, Sequence
from datetime import date

from events_service.checkin.checkpoints import CheckpointKind, checkpoints_of
from events_service.documents.sheet_geometry import plan
from events_service.printing.preparing_sheets import SheetChoice, sign_in_sheets_of
from events_service.programme.finding import FoundEvent
from events_service.registrations.records import Registration
from events_service.typesetting.records import PrintingRefused

NOT_ON_THE_LIST = 0
"""The page of those who came without standing on the printed list."""


def pages_of(found: FoundEvent, registrations: Sequence[Registration], checkpoint: str) -> Mapping[str, int]:
    """Give the page for each registration on the sheet of a day or session, in the order of the sheet, by id as text.

    Nobody stands on a sheet that cannot be printed.
    """
    try:
        sheet = sign_in_sheets_of(found, registrations, "", _choice(found, checkpoint))[0]
    except PrintingRefused:
        return {}
    return {row.person.key: page.number for page in plan(sheet) for row in page.rows if row.person}


def _choice(found: FoundEvent, checkpoint: str) -> SheetChoice:
    points = {point.key: point for point in checkpoints_of(found.event)}
    if points[checkpoint].kind is CheckpointKind.SESSION:
        return SheetChoice(session=checkpoint)
    return SheetChoice(day=date.fromisoformat(checkpoint))
