"""A letter looked at before it is ever sent, as if its occasion had come, by a registered reader or an invented one."""

from datetime import UTC, datetime
from uuid import UUID

from msgspec.structs import replace

from events_service.complete import for_some
from events_service.mail.personal_links import without_personal_links
from events_service.mail.records import Letter
from events_service.programme.finding import FoundEvent
from events_service.programme.records import EventStatus
from events_service.registrations.letters.occasions import OF_STATUS, Occasion
from events_service.registrations.letters.writing import write_letter
from events_service.registrations.records import Category, Registration, RegistrationId, Status
from events_service.settings import Settings
from events_service.web.i18n import gettext

_STATUS = for_some(
    Occasion,
    {occasion: status for status, occasion in OF_STATUS.items()}
    | {
        Occasion.DECLINED: Status.CANCELLED,
        Occasion.OFFER_EXPIRED: Status.CANCELLED,
        Occasion.OFFER_WITHDRAWN: Status.WAITLISTED,
        Occasion.STILL_WAITING: Status.WAITLISTED,
    },
)
_OF_EVENT = for_some(Occasion, {Occasion.CALLED_OFF: EventStatus.CANCELLED, Occasion.POSTPONED: EventStatus.POSTPONED})
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


def preview(occasion: Occasion, found: FoundEvent, reader: Registration, settings: Settings) -> Letter:
    """Write the letter of an occasion to a reader as if it had come; its personal links lead to the start page."""
    event = replace(found.event, status=_OF_EVENT.get(occasion, EventStatus.PUBLISHED))
    status = _STATUS.get(occasion, Status.CONFIRMED)
    position = (reader.waiting_position or 1) if status is Status.WAITLISTED else None
    reader = replace(reader, status=status, waiting_position=position)
    letter = write_letter(occasion, replace(found, event=event), reader, settings)
    return replace(letter, text=without_personal_links(letter.text), html=without_personal_links(letter.html))


def invented_reader(found: FoundEvent, language: str) -> Registration:
    """Invent somebody to look at a letter with, while nobody is registered."""
    return Registration(
        id=RegistrationId(UUID(int=0)),
        event=found.event.key,
        number=1,
        status=Status.CONFIRMED,
        first_name="Maria",
        last_name=gettext("Example", language),
        email="maria@example.org",
        organisation=gettext("Example organisation", language),
        country=found.host.country,
        category=Category.STAKEHOLDER,
        language=language,
        attendance_mode=found.event.attendance_modes[0],
        sessions=(),
        photos=False,
        badge_code="",
        created_at=NEVER,
    )
