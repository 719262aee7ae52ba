"""What needs doing now for an event: decided from its definition, counts of what waits, and the instant. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import Enum

from msgspec import Struct

from events_service.access.records import Account
from events_service.attendance.records import ReviewState
from events_service.checkin.checkpoints import checkpoints_of
from events_service.complete import for_each
from events_service.polls.finding import OpenPoll
from events_service.programme.finding import FoundEvent
from events_service.programme.records import AttendanceMode, EventStatus
from events_service.programme.registration_state import end_of
from events_service.programme.translations import texts_of
from events_service.programme.words import Wording
from events_service.speakers.finding import OpenAnswers
from events_service.web.i18n import gettext, ngettext


class NeedKind(Enum):
    """What may need doing, the most urgent first: what somebody stands at the door for, then who waits for an answer.

    After people come the records, which have a semester, and last the words that nobody has missed yet.
    """

    DOOR_TODAY = "door_today"
    DOOR_TOMORROW = "door_tomorrow"
    APPROVALS = "approvals"
    VISA_LETTERS = "visa_letters"
    SEATS_FREE = "seats_free"
    MAILS_REFUSED = "mails_refused"
    SPEAKERS_DECLINED = "speakers_declined"
    SPEAKERS_SILENT = "speakers_silent"
    POLL_TO_CHOOSE = "poll_to_choose"
    UNRELEASED = "unreleased"
    RECORD_RETURNED = "record_returned"
    EVIDENCE_MISSING = "evidence_missing"
    RECORD_TO_SUBMIT = "record_to_submit"
    RECORD_TO_REVIEW = "record_to_review"
    POLL_UNANSWERED = "poll_unanswered"
    TRANSLATIONS_MISSING = "translations_missing"


class Told(Struct, frozen=True, kw_only=True):
    """How a need is told: a sentence for its number, and the address with the event's key where it is met."""

    sentence: Callable[[int], str]
    address: str


class Counts(Struct, frozen=True, kw_only=True):
    """What was counted for an event: `pending` approvals, `refused` mails that nothing followed, `letters` asked for.

    `review` is where its record stands; `evidenced` are the checkpoints at which somebody is known to have been;
    `speakers` are the answers that it waits for.
    """

    pending: int = 0
    refused: int = 0
    letters: int = 0
    review: ReviewState = ReviewState.OPEN
    evidenced: frozenset[str] = frozenset()
    speakers: OpenAnswers = OpenAnswers()


class Need(Struct, frozen=True, kw_only=True):
    """Something to do `number` times, for the event or date poll at `key`, which is about these days.

    `language` is the one that most texts are missing in.
    """

    kind: NeedKind
    key: str
    title: Wording | str
    days: Sequence[date]
    number: int = 1
    language: str = ""

    @property
    def sentence(self) -> str:
        """What is to be done, in the language of the page being made."""
        return TELLING[self.kind].sentence(self.number) % {"num": self.number}

    @property
    def address(self) -> str:
        """The page where it is done."""
        return TELLING[self.kind].address.format(event=self.key, language=self.language)


def most_urgent_first(needs: Iterable[Need]) -> list[Need]:
    """Put needs into the order in which they are met: by kind, and within one by the days that they are about."""
    order = {kind: place for place, kind in enumerate(NeedKind)}
    return sorted(needs, key=lambda need: (order[need.kind], min(need.days), need.key))


def need_of_poll(open_poll: OpenPoll, now: datetime) -> Need:
    """Give what an open date poll needs: somebody to choose, once all have answered or may not any more, or answers."""
    missing, poll = open_poll.asked - open_poll.answered, open_poll.poll
    kind = NeedKind.POLL_UNANSWERED if missing and now < poll.ends_at else NeedKind.POLL_TO_CHOOSE
    days = sorted({day for option in poll.options for day in option.days})
    return Need(kind=kind, key=str(open_poll.id), title=poll.title, days=days, number=max(missing, 1))


def needs_of(found: FoundEvent, counts: Counts, account: Account, now: datetime) -> Iterator[Need]:
    """Give what an event that the account organises needs now; `found` knows which free seats are promised."""
    ahead = now < end_of(found) and found.event.status is not EventStatus.CANCELLED
    if counts.refused:
        yield _need(NeedKind.MAILS_REFUSED, found, number=counts.refused)
    if found.waiting:
        yield _need(NeedKind.UNRELEASED, found, number=found.waiting)
    if ahead:
        yield from _of_people(found, counts, now)
        yield from _of_speakers(found, counts.speakers)
        yield from _of_texts(found)
    else:
        yield from _of_record(found, counts, account)


def _need(kind: NeedKind, found: FoundEvent, number: int = 1, language: str = "") -> Need:
    event = found.event
    return Need(kind=kind, key=event.key, title=found.title, days=event.days, number=number, language=language)


def _of_people(found: FoundEvent, counts: Counts, now: datetime) -> Iterator[Need]:
    if found.event.status is not EventStatus.PUBLISHED:
        return
    if counts.pending:
        yield _need(NeedKind.APPROVALS, found, number=counts.pending)
    if counts.letters:
        yield _need(NeedKind.VISA_LETTERS, found, number=counts.letters)
    if found.promised:
        yield _need(NeedKind.SEATS_FREE, found, number=found.promised)
    today = now.astimezone(found.zone).date()
    if AttendanceMode.IN_PERSON not in found.event.attendance_modes:
        return
    if today in found.event.days:
        yield _need(NeedKind.DOOR_TODAY, found)
    elif today + timedelta(days=1) in found.event.days:
        yield _need(NeedKind.DOOR_TOMORROW, found)


def _of_speakers(found: FoundEvent, answers: OpenAnswers) -> Iterator[Need]:
    if answers.declined:
        yield _need(NeedKind.SPEAKERS_DECLINED, found, number=answers.declined)
    if answers.waiting:
        yield _need(NeedKind.SPEAKERS_SILENT, found, number=answers.waiting)


def _of_texts(found: FoundEvent) -> Iterator[Need]:
    texts = list(texts_of(found.event))
    missing = {language: sum(text.missing(language) for text in texts) for language in found.project.languages}
    most = max(missing, key=lambda language: missing[language], default="")
    if number := sum(missing.values()):
        yield _need(NeedKind.TRANSLATIONS_MISSING, found, number=number, language=most)


def _of_record(found: FoundEvent, counts: Counts, account: Account) -> Iterator[Need]:
    """Give what the record needs: evidence is looked for before the record is submitted, so one of the two is told."""
    if counts.review is ReviewState.RETURNED:
        yield _need(NeedKind.RECORD_RETURNED, found)
    elif counts.review is ReviewState.SUBMITTED and account.reviews(found.event.project):
        yield _need(NeedKind.RECORD_TO_REVIEW, found)
    elif counts.review is ReviewState.OPEN and found.event.status is EventStatus.PUBLISHED:
        without = [each for each in checkpoints_of(found.event) if each.key not in counts.evidenced]
        if without and found.seats.taken:
            yield _need(NeedKind.EVIDENCE_MISSING, found, number=len(without))
        else:
            yield _need(NeedKind.RECORD_TO_SUBMIT, found)


TELLING = for_each(
    NeedKind,
    {
        NeedKind.DOOR_TODAY: Told(
            sentence=lambda _: gettext("The door is open today: check people in"),
            address="/organise/events/{event}/check-in",
        ),
        NeedKind.DOOR_TOMORROW: Told(
            sentence=lambda _: gettext("The door opens tomorrow: print badges and sheets, try the check-in"),
            address="/organise/events/{event}/print",
        ),
        NeedKind.APPROVALS: Told(
            sentence=lambda number: ngettext(
                "Decide on %(num)s registration that waits for approval",
                "Decide on %(num)s registrations that wait for approval",
                number,
            ),
            address="/organise/events/{event}/registrations?status=pending",
        ),
        NeedKind.VISA_LETTERS: Told(
            sentence=lambda number: ngettext(
                "Decide on %(num)s letter for a visa",
                "Decide on %(num)s letters for a visa",
                number,
            ),
            address="/organise/events/{event}/letters",
        ),
        NeedKind.SEATS_FREE: Told(
            sentence=lambda number: ngettext(
                "%(num)s place is free while somebody waits: offer it now",
                "%(num)s places are free while people wait: offer them now",
                number,
            ),
            address="/organise/events/{event}/registrations?status=waitlisted",
        ),
        NeedKind.MAILS_REFUSED: Told(
            sentence=lambda number: ngettext(
                "%(num)s mail was refused: correct the address and send it again",
                "%(num)s mails were refused: correct the addresses and send them again",
                number,
            ),
            address="/organise/events/{event}/mails?status=refused",
        ),
        NeedKind.SPEAKERS_DECLINED: Told(
            sentence=lambda number: ngettext(
                "%(num)s speaker declined: find somebody else for the session",
                "%(num)s speakers declined: find others for their sessions",
                number,
            ),
            address="/organise/events/{event}/speakers",
        ),
        NeedKind.SPEAKERS_SILENT: Told(
            sentence=lambda number: ngettext(
                "%(num)s speaker has not answered: ask again",
                "%(num)s speakers have not answered: ask again",
                number,
            ),
            address="/organise/events/{event}/speakers",
        ),
        NeedKind.UNRELEASED: Told(
            sentence=lambda number: ngettext(
                "%(num)s change waits for its release: only organisers see it",
                "%(num)s changes wait for their release: only organisers see them",
                number,
            ),
            address="/organise/events/{event}/release",
        ),
        NeedKind.RECORD_RETURNED: Told(
            sentence=lambda _: gettext("The record was returned: correct what is missing and submit it again"),
            address="/organise/events/{event}/attendance",
        ),
        NeedKind.EVIDENCE_MISSING: Told(
            sentence=lambda number: ngettext(
                "Nothing shows who was there at %(num)s checkpoint: bring in its sheets",
                "Nothing shows who was there at %(num)s checkpoints: bring in their sheets",
                number,
            ),
            address="/organise/events/{event}/attendance",
        ),
        NeedKind.RECORD_TO_SUBMIT: Told(
            sentence=lambda _: gettext("The event is over: submit its record"),
            address="/organise/events/{event}/attendance",
        ),
        NeedKind.RECORD_TO_REVIEW: Told(
            sentence=lambda _: gettext("The record was submitted: return or approve it"),
            address="/review/events/{event}",
        ),
        NeedKind.POLL_TO_CHOOSE: Told(
            sentence=lambda _: gettext("The answers to a date poll are in: choose the date"),
            address="/organise/polls/{event}",
        ),
        NeedKind.POLL_UNANSWERED: Told(
            sentence=lambda number: ngettext(
                "%(num)s person has not answered a date poll: remind them",
                "%(num)s people have not answered a date poll: remind them",
                number,
            ),
            address="/organise/polls/{event}",
        ),
        NeedKind.TRANSLATIONS_MISSING: Told(
            sentence=lambda number: ngettext(
                "%(num)s text is missing in a language of the project",
                "%(num)s texts are missing in languages of the project",
                number,
            ),
            address="/organise/events/{event}/edit/texts?to={language}",
        ),
    },
)
