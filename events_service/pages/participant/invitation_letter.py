"""Addresses where a participant gets letters of invitation; what a visa letter needs goes onto the paper alone.

The date of birth, the nationality and the passport's number come with the one request that the letter answers. They
are written into no table, no log and no mail, so nothing has to be kept safe, given out or erased.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from events_service import clock
from events_service.database import Database
from events_service.documents.invitation_letters import invitation_letters
from events_service.pages.form_choices import Choice
from events_service.pages.participant.own import read_own
from events_service.pages.printed import pdf_response
from events_service.printing.beside import beside
from events_service.printing.deciding_letters import ask
from events_service.printing.giving_letters import (
    HINDRANCES,
    Given,
    Made,
    Step,
    given_to,
    hindrance,
    issue,
    prepare,
    step_of,
)
from events_service.printing.invitation_letters import LetterWish, VisaDetails
from events_service.programme.finding import FoundEvent
from events_service.programme.funding import Funding, funding_of
from events_service.programme.records import InvitationLetters, LetterKind
from events_service.registrations.holding import PARTICIPANT
from events_service.registrations.records import Registration
from events_service.settings import Settings
from events_service.web.errors import NotFound
from events_service.web.i18n import LANGUAGES, countries, gettext, language_name, or_english, spoken, translator
from events_service.web.pages import page
from events_service.web.security import PRIVATE

_PASSPORT = re.compile(r"[A-Z0-9][A-Z0-9 -]{3,19}")
_FIELDS = ("born", "nationality", "passport", "consent", "language")


class LettersPage(Struct, frozen=True, kw_only=True):
    """What somebody can do about letters. `hindrance` is the sentence why there are none for them."""

    found: FoundEvent
    registration: Registration
    address: str
    hindrance: str
    visa: Step
    given: Sequence[Given]
    languages: Sequence[Choice]
    countries: Sequence[Choice]
    typed: Mapping[str, str]
    funding: Funding
    faults: Mapping[str, str] = {}
    fault_links: Sequence[tuple[str, str]] = ()


class _Holder(Struct, frozen=True, kw_only=True):
    """Whoever holds the personal link, at an event that gives letters, and which they have, by kind."""

    found: FoundEvent
    letters: InvitationLetters
    registration: Registration
    given: Mapping[LetterKind, Given]


@get("/my/{token:str}/letters")
async def own_letters(
    request: Request[Any, Any, Any], token: FromPath[str], database: NamedDependency[Database]
) -> Response[bytes]:
    """Show which letters there are for the holder of a personal link. Raises UnknownRegistration, NotFound."""
    return _show(request, token, await _own(database, token), {})


@post("/my/{token:str}/letters", status_code=200)
async def make_letter(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> Response[Any]:
    """Make a letter, or ask the host for one; a POST, for what stands in a passport is in no address."""
    form = await request.form()
    typed = {name: str(form.get(name) or "").strip() for name in _FIELDS}
    now = clock.now()
    holder = await _own(database, token)
    found, own = holder.found, holder.registration
    kind = LetterKind.VISA if form.get("kind") == LetterKind.VISA.value else LetterKind.MISSION
    given = holder.given.get(kind)
    if hindrance(found, own, now):
        return _show(request, token, holder, typed)
    step = step_of(holder.letters, kind, given)
    if step is Step.ASK:
        await ask(database, settings, own.id, now=now)
        return Redirect(f"/my/{token}/letters", status_code=303)
    if step is not Step.MAKE:
        return _show(request, token, holder, typed)
    if kind is LetterKind.VISA and (faults := visa_faults(typed, now)):
        return _show(request, token, holder, typed, faults)
    wish = LetterWish(kind=kind, language=typed["language"], visa=_details(typed) if kind is LetterKind.VISA else None)
    letter = prepare(found, settings, own, wish, given, now)
    octets = await beside(lambda: invitation_letters([letter], translator))
    made = Made(people=[own.id], kind=kind, actor=PARTICIPANT)
    await issue(database, settings, found.event.key, made, now=now)
    return pdf_response(octets, f"{found.event.key}-{kind.value}.pdf", "attachment")


def visa_faults(typed: Mapping[str, str], now: datetime) -> dict[str, str]:
    """Say what is wrong with what was typed for a visa, by field."""
    faults = {}
    born = _day(typed["born"])
    if born is None or not date(1900, 1, 1) <= born <= now.date():
        faults["born"] = gettext("Give the day on which you were born.")
    if typed["nationality"] not in {code for code, _ in countries(spoken())}:
        faults["nationality"] = gettext("Choose a country.")
    if not _PASSPORT.fullmatch(typed["passport"].upper()):
        faults["passport"] = gettext("Type the number as it stands in your passport: letters and digits.")
    if not typed["consent"]:
        faults["consent"] = gettext("Without your consent this letter cannot be made.")
    return faults


def _details(typed: Mapping[str, str]) -> VisaDetails:
    return VisaDetails(
        born=date.fromisoformat(typed["born"]), nationality=typed["nationality"], passport=typed["passport"].upper()
    )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


async def _own(database: Database, token: str) -> _Holder:
    """Give what the pages of letters begin with. Raises UnknownRegistration, and NotFound if there are no letters."""
    found, own = await read_own(database, token)
    if found.event.letters is None:
        raise NotFound
    async with database.reading() as session:
        given = {kind: each for (_, kind), each in (await given_to(session, [own.id])).items()}
    return _Holder(found=found, letters=found.event.letters, registration=own, given=given)


def _show(
    request: Request[Any, Any, Any],
    token: str,
    holder: _Holder,
    typed: Mapping[str, str],
    faults: Mapping[str, str] = {},
) -> Response[bytes]:
    found, own = holder.found, holder.registration
    why = hindrance(found, own, clock.now())
    names = {
        "born": gettext("Date of birth"),
        "nationality": gettext("Nationality"),
        "passport": gettext("Passport number"),
        "consent": gettext("Consent"),
    }
    context = LettersPage(
        found=found,
        registration=own,
        address=f"/my/{token}",
        hindrance=gettext(HINDRANCES[why]) if why else "",
        visa=step_of(holder.letters, LetterKind.VISA, holder.given.get(LetterKind.VISA)),
        given=[each for each in holder.given.values() if each.issued_at],
        languages=[Choice(value=code, name=language_name(code)) for code in LANGUAGES],
        countries=[Choice(value=code, name=name) for code, name in countries(spoken())],
        typed={"language": or_english(own.language), "nationality": own.country, **typed},
        funding=funding_of([found.project]),
        faults=faults,
        fault_links=[(field, f"{names[field]}: {sentence}") for field, sentence in faults.items()],
    )
    status = 422 if faults else 200
    title = gettext("Letters of invitation")
    return page(
        request, "pages/participant/letters.html", context, title=title, status_code=status, headers=dict(PRIVATE)
    )


ROUTES = [own_letters, make_letter]
