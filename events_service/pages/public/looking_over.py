"""What somebody filled in, to be looked over before it is sent: a page between the form and the registration."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from litestar.datastructures import FormMultiDict, UploadFile
from msgspec import Struct

from events_service.pages.form_choices import session_choices
from events_service.pages.form_cycle import Sent
from events_service.programme.finding import FoundEvent
from events_service.programme.funding import Funding, funding_of
from events_service.programme.records import AttendanceMode
from events_service.programme.words import in_language
from events_service.registrations.asking.address_hint import likely_address
from events_service.registrations.asking.chosen_sessions import clash_warnings
from events_service.registrations.asking.question_fields import shown_answers
from events_service.registrations.asking.sent_form import TRAP
from events_service.registrations.labels import category_name, mode_name
from events_service.registrations.places.decided import Decided, Newcomer
from events_service.registrations.records import Application, SentFile
from events_service.web.i18n import country_name, gettext, language_name, long_day, pgettext, spoken
from events_service.web.names import fields_of_names

NOT_HANDED_ON = {TRAP, "go", "once"}


class Given(Struct, frozen=True, kw_only=True):
    """A field's name as the form has it, and what was given there."""

    label: str
    text: str


class Mistyped(Struct, frozen=True, kw_only=True):
    """An address that looks mistyped: the name of its field, as it was typed, and what was probably meant."""

    field: str
    typed: str
    meant: str


class LookOverPage(Struct, frozen=True, kw_only=True):
    """All that was given; `hidden` are the form's fields, to be sent on as they are, or to be changed.

    `clashes` says which of the chosen sessions run at the same time; colleagues are handed on the same ones.
    """

    event: str
    title: str
    once: str
    given: Sequence[Given]
    colleagues: Sequence[Sequence[Given]]
    clashes: Sequence[str]
    mistyped: Sequence[Mistyped]
    hidden: Sequence[tuple[str, str]]
    waits: bool
    funding: Funding


def look_over(found: FoundEvent, form: FormMultiDict, sent: Sent, decided: Decided) -> LookOverPage:
    """Make the page of a form that can be accepted."""
    addresses = ["email", *(f"companions.{place}.email" for place in range(len(decided.colleagues)))]
    written = {name: str(form.get(name) or "").strip() for name in addresses}
    meant = {name: likely_address(address) for name, address in written.items()}
    mistyped = [
        Mistyped(field=name, typed=written[name], meant=likely) for name, likely in meant.items() if likely is not None
    ]
    left_out = NOT_HANDED_ON | {each.field for each in mistyped}
    return LookOverPage(
        event=found.event.key,
        title=in_language(found.event.title, spoken()),
        once=sent.once,
        given=list(_given(found, sent, decided.first)),
        colleagues=[list(_person(each.application)) for each in decided.colleagues],
        clashes=clash_warnings(found.event, decided.first.sessions),
        mistyped=mistyped,
        hidden=[(name, str(value)) for name, value in _fields(form) if name not in left_out],
        waits=found.event.registration.waiting_list and found.is_full_for(decided.first.ways),
        funding=funding_of([found.project]),
    )


def _fields(form: FormMultiDict) -> Iterator[tuple[str, str]]:
    """Give what stood in the fields; files are held already, and what was removed is gone."""
    for name, value in form.multi_items():
        if not isinstance(value, UploadFile) and not name.endswith(".remove"):
            yield name, str(value)


def _given(found: FoundEvent, sent: Sent, person: Newcomer) -> Iterator[Given]:
    application = person.application
    yield from _person(application)
    yield Given(label=gettext("You take part as"), text=category_name(application.category))
    yield Given(label=gettext("Language for mails to you"), text=language_name(application.language))
    yield from _ways(found, person.day_modes, person.attendance_mode)
    chosen = [choice.title for choice in session_choices(found) if choice.key in person.sessions]
    if chosen:
        yield Given(label=gettext("Sessions with limited places"), text="; ".join(chosen))
    files = {key: answer.name for key, answer in sent.answers.items() if isinstance(answer, SentFile)}
    for answer in shown_answers(found, {**person.answers.answers, **files}):
        yield Given(label=answer.label, text=answer.text)
    if application.dietary_needs:
        yield Given(label=gettext("Dietary needs"), text=application.dietary_needs)
    if application.access_needs:
        yield Given(label=gettext("What you need to get in and take part"), text=application.access_needs)
    if application.consents.photos:
        yield Given(label=gettext("I may be seen in photos of the event."), text=pgettext("an answer", "Yes"))


def _person(application: Application) -> Iterator[Given]:
    names = {
        "first_name": Given(label=gettext("First name"), text=application.first_name),
        "last_name": Given(label=gettext("Last name"), text=application.last_name),
    }
    yield from (names[field] for field in fields_of_names())
    yield Given(label=gettext("E-mail address"), text=application.email)
    yield Given(label=gettext("Organisation"), text=application.organisation)
    yield Given(label=gettext("Country"), text=country_name(application.country))


def _ways(found: FoundEvent, days: Mapping[str, AttendanceMode | None], otherwise: AttendanceMode) -> Iterator[Given]:
    for day, mode in days.items():
        way = mode_name(mode) if mode else gettext("Not on this day")
        yield Given(label=long_day(date.fromisoformat(day)), text=way)
    if not days and len(found.event.attendance_modes) > 1:
        yield Given(label=gettext("How do you take part?"), text=mode_name(otherwise))
