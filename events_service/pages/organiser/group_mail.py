"""Addresses where organisers write to a group: the form, the preview with numbers, a test to oneself, the sending."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.access.guards import organisers_only
from events_service.access.records import Account
from events_service.checkin.finding import list_arrived
from events_service.database import Database, new_id
from events_service.mail.personal_links import without_personal_links
from events_service.pages.form_choices import (
    Choice,
    SessionChoice,
    category_choices,
    mode_choices,
    session_choices,
)
from events_service.pages.organiser.sent import text_sent
from events_service.pages.titles import titled
from events_service.programme.finding import FoundEvent
from events_service.programme.organising import get_organised_event
from events_service.programme.placeholders import Placeholder
from events_service.programme.records import AttendanceMode
from events_service.programme.translations import languages_of_mails
from events_service.registrations.finding import list_registrations
from events_service.registrations.labels import status_name
from events_service.registrations.letters.group_mail import (
    NobodyMeant,
    faults_of,
    recipients,
    send,
    send_test,
    text_for,
    write,
)
from events_service.registrations.letters.group_records import Audience, Draft, GroupText, Mailing, Recipients
from events_service.registrations.letters.writing import language_of
from events_service.registrations.records import Category, Registration, Status
from events_service.settings import Settings
from events_service.web.decoding import member_of, uuid_in
from events_service.web.errors import FaultyFields, Refusal
from events_service.web.i18n import LANGUAGES, gettext, language_name
from events_service.web.pages import page

LIVING = (Status.CONFIRMED, Status.WAITLISTED, Status.OFFERED, Status.PENDING)
FIELDS = ("status", "mode", "session", "category", "language", "organisation", "arrived", "to_everybody", "people")


class Preview(Struct, frozen=True, kw_only=True):
    """What the readers of one language get: how many they are, and whose text it is where theirs is missing."""

    language: str
    people: int
    instead: str | None
    subject: str
    text: str


class WritePage(Struct, frozen=True, kw_only=True):
    """The form, and once it was filled in the preview; `once` is the id under which it is sent, at most once.

    `people` are those who were ticked on the list, if it is for them alone, `languages_of_people` how many read what.
    """

    found: FoundEvent
    base: str
    once: str
    typed: Mapping[str, str]
    statuses: Sequence[Choice]
    modes: Sequence[Choice]
    sessions: Sequence[SessionChoice]
    categories: Sequence[Choice]
    languages: Sequence[Choice]
    placeholders: Sequence[str]
    faults: Mapping[str, str]
    refusal: str | None
    chosen: Recipients | None
    previews: Sequence[Preview]
    tested: int
    people: str
    languages_of_people: Sequence[tuple[str, int]]


@get("/organise/events/{event:str}/mails/write", guards=[organisers_only])
async def write_page(
    request: Request[Account, Any, Any], event: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show the empty form."""
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
    return _show(request, found, {"status": Status.CONFIRMED.value}, str(new_id()))


async def write_to(
    request: Request[Account, Any, Any], database: Database, found: FoundEvent, people: frozenset[UUID]
) -> Response[bytes]:
    """Show the empty form for people who were ticked on the list, with how many of them read which language."""
    draft = Draft(audience=Audience(statuses=LIVING, chosen=tuple(sorted(people))), texts={})
    async with database.reading() as session:
        chosen = await recipients(session, found.event.key, draft, ())
    typed = {"people": " ".join(map(str, draft.audience.chosen))}
    return _show(request, found, typed, str(new_id()), languages_of_people=chosen.languages)


@post("/organise/events/{event:str}/mails/write", guards=[organisers_only], status_code=200)
async def go_on(
    request: Request[Account, Any, Any],
    event: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Show the preview, send a test to oneself, or send: as the button says that was pressed."""
    form = await request.form()
    async with database.reading() as session:
        found = await get_organised_event(session, event, request.user)
        arrived = await list_arrived(session, event)
    typed = {name: str(form.get(name) or "") for name in _names(found)}
    once = str(form.get("once") or "")
    draft = draft_of(form, found)
    mailing = Mailing(draft=draft, account=request.user)
    try:
        if faults := faults_of(draft.texts):
            raise FaultyFields(faults)
        async with database.reading() as session:
            chosen = await recipients(session, event, draft, arrived)
            people = await list_registrations(session, event, statuses=draft.audience.statuses)
        languages_of_people = chosen.languages if draft.audience.chosen else {}
        if not chosen.ids:
            raise NobodyMeant
        if form.get("do") == "send":
            await send(database, event, mailing, arrived, id_=UUID(once), now=clock.now())
            return Redirect(f"/organise/events/{event}/mails?batch={once}&done=group", status_code=303)
        reached = [each for each in people if each.id in set(chosen.ids)]
        tested = 0
        if form.get("do") == "test":
            tested = await send_test(database, settings, found, mailing, reached[0], now=clock.now())
    except Refusal as refusal:
        return _show(request, found, typed, once, refused=refusal)
    previews = _previews(draft, found, chosen, reached, settings)
    return _show(
        request,
        found,
        typed,
        once,
        chosen=chosen,
        previews=previews,
        tested=tested,
        languages_of_people=languages_of_people,
    )


def draft_of(form: FormMultiDict, found: FoundEvent) -> Draft:
    """Read a draft from a form; a language without subject and text is left out."""
    status = next((each for each in LIVING if each.value == form.get("status")), None)
    texts = {}
    for language in languages_of_mails(found.project):
        subject = " ".join(str(form.get(f"subject.{language}") or "").split())
        body = text_sent(form, f"body.{language}")
        if subject or body:
            texts[language] = GroupText(subject=subject, body=body)
    arrived = {"yes": True, "no": False}.get(str(form.get("arrived") or ""))
    language = str(form.get("language") or "")
    return Draft(
        audience=Audience(
            statuses=(status,) if status else LIVING,
            mode=member_of(AttendanceMode, form.get("mode")),
            session=str(form.get("session") or "") or None,
            category=member_of(Category, form.get("category")),
            language=language if language in LANGUAGES else None,
            organisation=str(form.get("organisation") or "")[:300],
            arrived=arrived,
            chosen=tuple(id_ for each in str(form.get("people") or "").split() if (id_ := uuid_in(each))),
        ),
        texts=texts,
        to_everybody=bool(form.get("to_everybody")),
    )


def _previews(
    draft: Draft, found: FoundEvent, chosen: Recipients, reached: Sequence[Registration], settings: Settings
) -> list[Preview]:
    previews = []
    for language, people in sorted(chosen.languages.items(), key=lambda pair: -pair[1]):
        reader = next(each for each in reached if language_of(each) == language)
        written, _ = text_for(draft, language)
        letter = write(draft, found, reader, settings, None)
        previews.append(
            Preview(
                language=language_name(language),
                people=people,
                instead=language_name(written) if written != language else None,
                subject=letter.subject,
                text=without_personal_links(letter.text),
            )
        )
    return previews


def _show(
    request: Request[Account, Any, Any],
    found: FoundEvent,
    typed: Mapping[str, str],
    once: str,
    *,
    refused: Refusal | None = None,
    chosen: Recipients | None = None,
    previews: Sequence[Preview] = (),
    tested: int = 0,
    languages_of_people: Mapping[str, int] = {},
) -> Response[bytes]:
    faults = refused.faults if isinstance(refused, FaultyFields) else []
    context = WritePage(
        found=found,
        base=f"/organise/events/{found.event.key}/mails",
        once=once,
        typed=typed,
        statuses=[Choice(value=each.value, name=status_name(each)) for each in LIVING],
        modes=mode_choices(found),
        sessions=session_choices(found, {planned.key for planned in found.event.sessions}),
        categories=category_choices(),
        languages=[Choice(value=code, name=language_name(code)) for code in languages_of_mails(found.project)],
        placeholders=[each.written for each in Placeholder],
        faults={fault.field: gettext(fault.message) for fault in reversed(faults)},
        refusal=refused.sentence() if refused and not faults else None,
        chosen=chosen,
        previews=previews,
        tested=tested,
        people=typed.get("people", ""),
        languages_of_people=[(language_name(code), number) for code, number in languages_of_people.items()],
    )
    status = refused.status if refused else 200
    return page(
        request,
        "pages/organiser/group_mail.html",
        context,
        title=titled(gettext("Write to a group"), found),
        status_code=status,
    )


def _names(found: FoundEvent) -> Collection[str]:
    return [
        *FIELDS,
        *(f"{part}.{language}" for language in languages_of_mails(found.project) for part in ("subject", "body")),
    ]


ROUTES = [write_page, go_on]
