"""What happened to one registration, in words and by time: changes, mails, scans, notes and prints in one list.

It stands here for the reason for which own_data.py does: no room before this one knows of all of it.
"""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.accounts import actor_names
from events_service.attendance.actions import in_words
from events_service.attendance.labels import EXCUSED
from events_service.attendance.own_data import evidence_of, mails_to, prints_of, scans_of
from events_service.checkin.labels import outcome_name
from events_service.checkin.taking_back import why_in_words
from events_service.mail.labels import kind_name
from events_service.programme.finding import FoundEvent
from events_service.programme.words import in_language
from events_service.registrations.holding import PARTICIPANT
from events_service.registrations.labels import field_name
from events_service.registrations.places.settling import BY_ITSELF
from events_service.web.i18n import gettext, spoken


class Happened(Struct, frozen=True, kw_only=True):
    """Something that happened: when, what, and by whom, which is empty where nobody in particular did it."""

    at: datetime
    what: str
    by: str = ""


async def history_of(session: AsyncSession, found: FoundEvent, id_: UUID) -> list[Happened]:
    """Give all that happened to a registration, the latest first, in the language being spoken."""
    log = await audit.about(session, f"registration:{id_}")
    names = await actor_names(session, {entry.actor for entry in log})
    names |= {PARTICIPANT: gettext("Participant"), BY_ITSELF: gettext("Waiting list")}
    happened = [Happened(at=entry.at, what=_in_words(entry), by=names.get(entry.actor, entry.actor)) for entry in log]
    for mail in await mails_to(session, id_):
        happened.append(Happened(at=mail.written_at, what=gettext("Mail: {kind}").format(kind=kind_name(mail.kind))))
    for scan in await scans_of(session, id_):
        what = _at_checkpoint(found, scan.checkpoint, outcome_name(scan.outcome))
        happened.append(Happened(at=scan.scanned_at, what=what))
        if scan.withdrawn_at:
            why = why_in_words(scan.withdrawn_because, scan.withdrawn_words)
            taken_back = ": ".join(filter(None, [gettext("Check-in taken back"), why]))
            what = _at_checkpoint(found, scan.checkpoint, taken_back)
            happened.append(Happened(at=scan.withdrawn_at, what=what))
    for note in await evidence_of(session, id_):
        what = gettext("Attendance noted") if note.stands else gettext("Note of attendance taken back")
        if note.reason:
            what = f"{gettext(EXCUSED)}: {note.reason}"
        happened.append(Happened(at=note.noted_at, what=_at_checkpoint(found, note.checkpoint, what)))
    happened += [Happened(at=each.printed_at, what=gettext("Badge printed")) for each in await prints_of(session, id_)]
    return sorted(happened, key=lambda each: each.at)[::-1]  # of one instant, too, the last comes first


def _in_words(entry: audit.ShownEntry) -> str:
    words = in_words(entry.action)
    labels = dict.fromkeys(field_name(name) for name in entry.facts.get("fields", "").split(", ") if name)
    return f"{words}: {', '.join(labels)}" if labels else words


def _at_checkpoint(found: FoundEvent, checkpoint: str, what: str) -> str:
    titles = {planned.key: in_language(planned.title, spoken()) for planned in found.event.sessions}
    return f"{what} · {titles.get(checkpoint, checkpoint)}"
