"""What a date poll is: the dates that are proposed, whom they are proposed to, and what each of these answered."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from events_service.complete import for_each
from events_service.programme.records import EventType
from events_service.web.i18n import N_, gettext

FEWEST_OPTIONS, MOST_OPTIONS = 2, 20
MOST_INVITED = 100


class Answer(Enum):
    """What somebody says of a date."""

    YES = "yes"
    IF_NEED_BE = "if_need_be"
    NO = "no"


ANSWERS = for_each(Answer, {Answer.YES: N_("Yes"), Answer.IF_NEED_BE: N_("If need be"), Answer.NO: N_("No")})


class Option(Struct, frozen=True, kw_only=True):
    """A date that is proposed. `key` is that of the event it would become; the times are local to the poll's zone."""

    key: str
    starts: datetime
    ends: datetime

    @property
    def days(self) -> list[date]:
        """The days that it takes, in order; one that ends after midnight, but at night, takes one."""
        last = (self.ends - timedelta(hours=6)).date() if self.ends.date() > self.starts.date() else self.ends.date()
        return [self.starts.date() + timedelta(days=more) for more in range((last - self.starts.date()).days + 1)]

    def instants(self, zone: str) -> tuple[datetime, datetime]:
        """Give when it begins and ends, as instants."""
        return self.starts.replace(tzinfo=ZoneInfo(zone)), self.ends.replace(tzinfo=ZoneInfo(zone))


class Poll(Struct, frozen=True, kw_only=True):
    """What is proposed, in one `language`; answers are taken until the end of `deadline` in `timezone`."""

    project: str
    host: str
    type: EventType
    title: str
    language: str
    timezone: str
    deadline: date
    options: tuple[Option, ...]
    place: str = ""
    note: str = ""

    @property
    def ends_at(self) -> datetime:
        """The instant from which no answer is taken any more."""
        return datetime.combine(self.deadline + timedelta(days=1), datetime.min.time(), ZoneInfo(self.timezone))

    def option(self, key: str) -> Option | None:
        """Give the option with a key, if there is one."""
        return next((each for each in self.options if each.key == key), None)


class Invitee(Struct, frozen=True, kw_only=True):
    """Somebody who was asked. `answers` are by the options' keys, None before the first; `busy` options clash."""

    id: UUID
    name: str
    email: str
    invited_at: datetime
    reminded_at: datetime | None = None
    answered_at: datetime | None = None
    answers: Mapping[str, Answer] | None = None
    busy: Sequence[str] = ()
    remark: str = ""


class FoundPoll(Struct, frozen=True, kw_only=True):
    """A poll with whoever was asked; `chosen` is the key of the option that became the event."""

    id: UUID
    poll: Poll
    asked_by: str
    reply_to: str
    created_at: datetime
    closed_at: datetime | None
    chosen: str | None
    invitees: tuple[Invitee, ...]

    def takes_answers(self, now: datetime) -> bool:
        """Tell whether answers are given and changed."""
        return self.closed_at is None and now < self.poll.ends_at

    @property
    def unanswered(self) -> list[Invitee]:
        """Whoever has not answered."""
        return [each for each in self.invitees if each.answers is None]


class Tally(Struct, frozen=True, kw_only=True):
    """How an option is liked, in numbers of people; `busy` are those whose calendar clashes with it."""

    option: Option
    yes: int
    if_need_be: int
    no: int
    busy: int
    best: bool


def tallies(found: FoundPoll) -> list[Tally]:
    """Count the answers to each option; the best are refused by the fewest, and of these wanted by the most."""
    answers = [each.answers for each in found.invitees if each.answers is not None]

    def tally(option: Option) -> Tally:
        said = [each.get(option.key) for each in answers]
        busy = sum(option.key in each.busy for each in found.invitees)
        yes, perhaps, no = (said.count(answer) for answer in Answer)
        return Tally(option=option, yes=yes, if_need_be=perhaps, no=no, busy=busy, best=False)

    counted = [tally(option) for option in found.poll.options]
    best = min((each.no, -each.yes) for each in counted)
    return [replace(each, best=bool(answers) and (each.no, -each.yes) == best) for each in counted]


def answer_name(answer: Answer) -> str:
    """Give the word for an answer, in the language of the page being made."""
    return gettext(ANSWERS[answer])
