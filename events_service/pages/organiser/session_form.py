"""A session as the fields of a form, and the fields that were sent as a session again: what was left alone stays."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from events_service.complete import for_each
from events_service.pages.organiser.edit_rooms import hours_tidied
from events_service.pages.organiser.session_place import HOURS, TEXTS, field_of_place, read_place, typed_of_place
from events_service.pages.organiser.session_speakers import MOST_SPEAKERS, tidied
from events_service.programme.decoding import decode
from events_service.programme.export import written
from events_service.programme.faults import FieldPath
from events_service.programme.joining import followed_online
from events_service.programme.records import Event, Project, Session, SessionAccess, Speaker, Venue, Words
from events_service.programme.translations import reworded
from events_service.programme.trees import mapping_of
from events_service.programme.words import FALLBACK_LANGUAGE
from events_service.web.i18n import gettext

MOST_OPEN = 3
"""Languages beside the main one whose texts stand open."""
_WHO = ("person", "name", "organisation")
_HOUR = re.compile(r"([01]?\d|2[0-3])[:.h]([0-5]\d)(?::([0-5]\d))?")


class Held(Enum):
    """How a session is held, as an organiser says it in one choice."""

    AS_EVENT = "as_event"
    IN_PERSON = "in_person"
    BOTH = "both"
    ONLINE = "online"


_HELD: Mapping[Held, dict[str, Any]] = for_each(
    Held,
    {
        Held.AS_EVENT: {},
        Held.IN_PERSON: {"online": False},
        Held.BOTH: {"online": True},
        Held.ONLINE: {"online": True, "in_person": False},
    },
)


class Languages(Struct, frozen=True, kw_only=True):
    """The languages of a session's texts: those of the event stand open, `more` are the project's other ones."""

    main: str
    shown: list[str]
    more: list[str]

    @property
    def few(self) -> list[str]:
        """Those of the event where they are few enough to be looked at all at once."""
        return self.shown if len(self.shown) <= MOST_OPEN else []

    @property
    def all(self) -> list[str]:
        """All of them, the main one first."""
        return [self.main, *self.shown, *self.more]


class ReadSession(Struct, frozen=True, kw_only=True):
    """What a form brought: a session, or None and the faults by field."""

    session: Session | None
    faults: dict[str, str]


def languages_of(event: Event, project: Project, session: Session | None) -> Languages:
    """Give the languages to write a session in; a text without a language stands in the main one's field."""
    main = next(iter(project.languages), FALLBACK_LANGUAGE)
    words: list[Words | None] = [event.title, *(session.title for session in event.sessions)]
    words += [session.title, session.description, session.room] if session else []
    used = dict.fromkeys(code for each in words if isinstance(each, dict) for code in each)
    shown = [code for code in dict.fromkeys([*event.languages, *used]) if code != main]
    return Languages(main=main, shown=shown, more=[each for each in project.languages if each not in {main, *shown}])


def typed_of(session: Session, languages: Languages) -> dict[str, str]:
    """Give what stands in the form of a session; what is empty may be left out."""
    typed = {
        "kind": session.kind.value,
        "day": session.start.date().isoformat(),
        "starts": _hour(session.start),
        "ends": _hour(session.end),
        "ends_on": "" if _reached(session.start, session.end.time()) == session.end else f"{session.end:%Y-%m-%d}",
        "capacity": "" if session.capacity is None else str(session.capacity),
        "access": session.access.value,
        "attendance": "yes" if session.attendance else "",
        "held": _held(session).value,
        "joining.link": session.joining.link if session.joining else "",
        "joining.public": "yes" if session.joining and session.joining.public else "",
    }
    typed |= _texts("title", session.title, languages.main)
    typed |= _texts("description", session.description, languages.main)
    typed |= _texts("room", session.room, languages.main)
    names = {name: getattr(session.place, name, None) for name in TEXTS}
    texts = {key: text for name in TEXTS for key, text in _texts(f"place.{name}", names[name], languages.main).items()}
    typed |= typed_of_place(session.place, texts)
    typed |= _texts("joining.note", session.joining.note if session.joining else None, languages.main)
    for place, speaker in enumerate(session.speakers):
        at = f"speakers.{place}."
        typed |= {f"{at}person": speaker.person or "", f"{at}name": speaker.name or ""}
        typed[f"{at}organisation"] = speaker.organisation or ""
        typed |= _texts(f"{at}role", speaker.role, languages.main)
    return typed


def typed_in(form: Mapping[str, Any]) -> dict[str, str]:
    """Give the text of a form's fields, speakers and opening hours without the rows that were left empty."""
    texts = {name: str(value) for name, value in form.items() if isinstance(value, str)}
    return hours_tidied(tidied(texts), HOURS)


def read_session(typed: Mapping[str, str], before: Session | None, languages: Languages) -> ReadSession:
    """Read a session from a form; what the form does not show stays as in the one `before`: key, status, materials."""
    faults: dict[str, str] = {}
    fields: dict[str, Any] = asdict(before) if before else {"key": "new", "status": None}
    fields |= {"kind": typed.get("kind", ""), "access": typed.get("access") or SessionAccess.OPEN.value}
    fields |= {
        "capacity": typed.get("capacity", "").strip() or None,
        "attendance": bool(typed.get("attendance")) or None,
    }
    fields |= _span(typed, faults)
    for name in ("title", "description", "room"):
        fields[name] = _words(typed, name, getattr(before, name, None), languages)
    names = {name: _words(typed, f"place.{name}", getattr(_place(before), name, None), languages) for name in TEXTS}
    fields["place"] = read_place(typed, names, faults)
    fields["speakers"] = list(_speakers(typed, before, languages)) or None
    fields |= {"online": None, "in_person": None} | _way(typed.get("held", ""), before)
    fields["joining"] = _joining(typed, before, languages)
    decoded = decode(mapping_of(fields), Session)
    for problem in decoded.problems:
        faults.setdefault(field_of(problem.path, languages), problem.message)
    if not typed.get(f"title.{languages.main}", "").strip() and fields["title"] is None:
        faults[f"title.{languages.main}"] = gettext("Write a title.")
    return ReadSession(session=None if faults else decoded.record, faults=faults)


def field_of(path: FieldPath, languages: Languages) -> str:
    """Give the field of the form that a path within a session leads to."""
    match path:
        case ("start" | "end" | "online" | "in_person" as name,):
            return {"start": "starts", "end": "ends"}.get(name, "held")
        case ("place", *within):
            return field_of_place(tuple(within), languages.main)
        case (*above, "title" | "description" | "room" | "role" | "note" as name):
            return ".".join(str(step) for step in (*above, name, languages.main))
        case ("joining",):
            return "joining.link"
    return ".".join(str(step) for step in path)


def rebased(typed: Mapping[str, str], began: Mapping[str, str], saved: Mapping[str, str]) -> dict[str, str]:
    """Give what was typed, and what is saved now in each field that was left as it was when the page was opened."""
    names = dict.fromkeys([*typed, *saved])
    return {
        name: saved.get(name, "") if typed.get(name, "") == began.get(name, "") else typed.get(name, "")
        for name in names
    }


def _place(session: Session | None) -> Venue | None:
    return session.place if session else None


def _span(typed: Mapping[str, str], faults: dict[str, str]) -> dict[str, str]:
    starts, ends = (_time(typed.get(name, ""), name, faults) for name in ("starts", "ends"))
    try:
        day = date.fromisoformat(typed.get("day", ""))
        ends_on = date.fromisoformat(typed["ends_on"]) if typed.get("ends_on") else None
    except ValueError:
        faults["day"] = gettext("Choose one of the event's days.")
        day = None
    # Written anew by decode, which needs both: a fault of ours stands in for what is missing.
    start = datetime.combine(day or date.min, starts or time())
    end = _reached(start, ends or time(1)) if not (day and ends_on) else datetime.combine(ends_on, ends or time(1))
    return {"start": written(start), "end": written(end)}


def _time(text: str, name: str, faults: dict[str, str]) -> time | None:
    found = _HOUR.fullmatch(text.strip())
    if found is None:
        faults[name] = gettext("Write an hour, such as 09:15.")
        return None
    return time(int(found[1]), int(found[2]), int(found[3] or 0))


def _reached(start: datetime, hour: time) -> datetime:
    """Give the next moment at which the clock shows an hour: of the same day, or of the night after."""
    end = datetime.combine(start.date(), hour)
    return end if end > start or start.date() == date.max else end + timedelta(days=1)


def _hour(moment: datetime) -> str:
    return moment.strftime("%H:%M:%S" if moment.second else "%H:%M")


def _held(session: Session) -> Held:
    if session.in_person is False and followed_online(session):
        return Held.ONLINE
    return Held.AS_EVENT if session.online is None else Held.BOTH if session.online else Held.IN_PERSON


def _way(chosen: str, before: Session | None) -> dict[str, Any]:
    if before is not None and chosen == _held(before).value:
        return {"online": before.online, "in_person": before.in_person}
    return next((_HELD[each] for each in Held if each.value == chosen), {})


def _speakers(typed: Mapping[str, str], before: Session | None, languages: Languages) -> Iterable[dict[str, Any]]:
    earlier: Sequence[Speaker] = before.speakers if before else ()
    for place in range(MOST_SPEAKERS):
        at = f"speakers.{place}."
        person, name, organisation = (typed.get(f"{at}{each}", "").strip() for each in _WHO)
        among = [*earlier[place : place + 1], *earlier]
        known = next((each for each in among if _same(each, person, name)), None)
        if known is not None:
            name, organisation = known.name or "", _kept(organisation, known.organisation)
        role = _words(typed, f"{at}role", known.role if known else None, languages)
        if person:
            yield {"person": person} | ({"role": role} if role is not None else {})
        elif name or organisation or role:
            fields = {"name": name or None, "organisation": organisation or None, "role": role}
            yield {key: value for key, value in fields.items() if value is not None}


def _same(speaker: Speaker, person: str, name: str) -> bool:
    return speaker.person == person if person else speaker.person is None and (speaker.name or "").strip() == name


def _joining(typed: Mapping[str, str], before: Session | None, languages: Languages) -> dict[str, Any] | None:
    earlier = before.joining.note if before and before.joining else None
    note = _words(typed, "joining.note", earlier, languages)
    fields = {"link": typed.get("joining.link", "").strip() or None, "note": note}
    fields = {key: value for key, value in fields.items() if value is not None}
    if not fields and not typed.get("joining.public"):
        return None
    return fields | ({"public": True} if typed.get("joining.public") else {})


def _texts(name: str, words: Words | None, main: str) -> dict[str, str]:
    return {f"{name}.{language}": text for language, text in _by_language(words, main).items()}


def _by_language(words: Words | None, main: str) -> dict[str, str]:
    return words if isinstance(words, dict) else {main: words} if words else {}


def _words(typed: Mapping[str, str], name: str, before: Words | None, languages: Languages) -> Words | None:
    """Read a text by language; one that stood for all languages does so until there is another beside it."""
    earlier = _by_language(before, languages.main)
    # A language that the form does not offer stays as it was.
    sent = {
        language: typed.get(f"{name}.{language}", earlier.get(language, "")).strip()
        for language in dict.fromkeys([*earlier, *languages.all])
    }
    texts = {language: _kept(text, earlier.get(language)) for language, text in sent.items()}
    return reworded(before, texts, languages.main)


def _kept(text: str, earlier: str | None) -> str:
    """Give a text as it was where only what a form does not show is missing, such as a last line break."""
    return earlier if earlier is not None and earlier.strip() == text else text
