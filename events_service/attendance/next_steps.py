"""What an organiser does next for an event: decided from its status, its days, registration and its record's review."""

from datetime import datetime, timedelta

from msgspec import Struct

from events_service.attendance.records import ReviewState
from events_service.attendance.seal_state import SENTENCES, SealState
from events_service.complete import for_some
from events_service.programme.finding import FoundEvent
from events_service.programme.records import EventStatus
from events_service.programme.registration_state import Openness, end_of, registration_state
from events_service.web.i18n import N_, gettext, instant

PRINT_AHEAD = timedelta(days=7)

OF_RECORD = for_some(
    ReviewState,
    {
        ReviewState.OPEN: N_("The event is over. Bring scans and signed sheets together and submit the record."),
        ReviewState.SUBMITTED: N_("The record waits for the lead partner. There is nothing to do until they answer."),
        ReviewState.RETURNED: N_("The lead partner returned the record. Correct what is missing and submit it again."),
    },
)
"""What an approved one needs depends on its seal."""

NOTED_SINCE = N_("Something was noted after the approval. See what changed, and submit the record again if it counts.")


class Step(Struct, frozen=True, kw_only=True):
    """A sentence that says what is next, and the page of the event where it is done."""

    sentence: str
    action: str
    page: str


def next_step(
    found: FoundEvent,
    review: ReviewState,
    now: datetime,
    *,
    noted: bool = False,
    seal: SealState | None = None,
) -> Step | None:
    """Give the next step; None for what is cancelled, unless its record was submitted before.

    `noted`: there are scans or marks that came after the record was approved. `seal` is where its seal stands.
    """
    status = found.event.status
    if review is not ReviewState.OPEN and (status is EventStatus.CANCELLED or now >= end_of(found)):
        return _of_record(NOTED_SINCE if noted else _reviewed(review, seal))
    if status is EventStatus.CANCELLED:
        return None
    if status is EventStatus.DRAFT:
        return Step(
            sentence=gettext("This is a draft: only organisers see it. Check the agenda, then publish it."),
            action=gettext("Edit the event"),
            page="edit",
        )
    if status is EventStatus.POSTPONED:
        return Step(
            sentence=gettext("The event is postponed. Set its new days when you know them."),
            action=gettext("Edit the event"),
            page="edit/basics",
        )
    return _of_published(found, now)


def _reviewed(review: ReviewState, seal: SealState | None) -> str:
    return OF_RECORD[review] if review in OF_RECORD else SENTENCES[seal or SealState.WAITING]


def _of_record(sentence: str) -> Step:
    return Step(sentence=gettext(sentence), action=gettext("Open the attendance record"), page="attendance")


def _of_published(found: FoundEvent, now: datetime) -> Step:
    state = registration_state(found, now)
    today = now.astimezone(found.zone).date()
    if state.openness is Openness.OVER:
        return _of_record(OF_RECORD[ReviewState.OPEN])
    if today in found.event.days:
        return Step(sentence=gettext("The event takes place today."), action=gettext("Open check-in"), page="check-in")
    if state.openness is Openness.CLOSED or min(found.event.days) - today <= PRINT_AHEAD:
        return Step(
            sentence=gettext("Badges and sign-in sheets can be printed now."), action=gettext("Print"), page="print"
        )
    return Step(sentence=_of_registration(found, now), action=gettext("See registrations"), page="registrations")


def _of_registration(found: FoundEvent, now: datetime) -> str:
    state = registration_state(found, now)
    zone = found.event.timezone
    if state.openness is Openness.NOT_YET and state.opens is not None:
        return gettext("Registration opens on {moment}.").format(moment=instant(state.opens, zone))
    if state.promised:
        return gettext("All free places are promised to people on the waiting list.")
    if state.openness is not Openness.OPEN:
        return gettext("All places are taken.")
    if state.closes is not None:
        return gettext("Registration is open until {moment}.").format(moment=instant(state.closes, zone))
    return gettext("Registration is open.")
