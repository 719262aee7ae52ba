"""How definitions of an event become revisions, one load after the other."""

from collections.abc import Iterable
from datetime import timedelta

from events_service.programme.parts import Part
from events_service.programme.records import Event
from events_service.programme.revisions import Revision, revise
from tests.world.times import LOADED_AT


def by_uid(revisions: Iterable[Revision]) -> dict[str, Revision]:
    """Give revisions as they are kept between two loads."""
    return {revision.uid: revision for revision in revisions}


def loaded(event: Event, *later: Event) -> list[Revision]:
    """Give the revisions after the event was loaded, then each later definition of it an hour after the one before."""
    revisions = revise(event, {}, LOADED_AT)
    for hours, definition in enumerate(later, start=1):
        revisions = revise(definition, by_uid(revisions), LOADED_AT + timedelta(hours=hours))
    return revisions


def session_of(revisions: Iterable[Revision], key: str) -> Revision:
    """Give the revision of the session with this key."""
    return next(revision for revision in revisions if revision.part is Part.SESSION and revision.key == key)
