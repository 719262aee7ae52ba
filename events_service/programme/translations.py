"""An event's texts side by side in two languages: which there are, which are missing, and what somebody wrote."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from events_service.programme.records import (
    Event,
    EventSpeaker,
    InvitationLetters,
    Joining,
    Letterhead,
    Material,
    Option,
    OwnWords,
    Picture,
    Project,
    Question,
    Room,
    Session,
    Venue,
    Words,
)
from events_service.programme.rooms import room_of, with_names_of_rooms, with_rooms
from events_service.programme.words import in_language
from events_service.web.i18n import LANGUAGES, N_, gettext, spoken

Record = TypeVar("Record", bound=Struct)

_LABELS = {
    "title": N_("Title"),
    "theme": N_("Theme"),
    "summary": N_("Summary"),
    "reason": N_("Reason"),
    "name": N_("Name of the place"),
    "city": N_("City"),
    "note": N_("What people need to join online"),
    "description": N_("Description"),
    "room": N_("Room"),
    "role": N_("Function"),
    "about": N_("About the person"),
    "label": N_("Question"),
    "hint": N_("Hint"),
    "function": N_("Office of who signs"),
    "costs": N_("Who bears which costs"),
}
_FIELDS: Mapping[type[Struct], tuple[str, ...]] = {
    Event: ("title", "theme", "summary", "reason"),
    Picture: ("description",),
    Venue: ("name", "city"),
    Room: ("name",),
    Joining: ("note",),
    Material: ("title",),
    Session: ("title", "description", "room"),
    EventSpeaker: ("role", "about"),
    Question: ("label", "hint"),
    Option: ("label",),
    InvitationLetters: ("costs",),
    Letterhead: ("function",),
}
_REQUIRED = frozenset(
    {
        (Event, "title"),
        (Picture, "description"),
        (Venue, "name"),
        (Room, "name"),
        (Material, "title"),
        (Session, "title"),
        (Question, "label"),
        (Option, "label"),
    }
)
_LONG = frozenset({"summary", "reason", "description", "note", "about", "costs"})


class Translated(Struct, frozen=True, kw_only=True):
    """A text of an event. `name` leads to it by keys: sessions.welcome.title; `of` is what it belongs to."""

    name: str
    of: str
    label: str
    words: Words | None
    long: bool

    def text(self, language: str, main: str) -> str:
        """Give the text in a language; what is one text for all stands in the main one."""
        if isinstance(self.words, str):
            return self.words if language == main else ""
        return (self.words or {}).get(language, "")

    def missing(self, language: str) -> bool:
        """Whether it is written in other languages, but not in this one."""
        return isinstance(self.words, dict) and language not in self.words


def texts_of(event: Event) -> Iterator[Translated]:
    """Give all texts of an event, in the order in which people meet them."""
    yield from _texts("", event, "")
    if event.picture:
        yield from _texts("picture.", event.picture, gettext("Picture"))
    if isinstance(event.image, Picture):
        yield from _texts("image.", event.image, gettext("Picture in calendars"))
    if event.venue:
        yield from _texts("venue.", event.venue, gettext("Place"))
    for room in event.rooms:
        yield from _texts(f"rooms.{room.key}.", room, gettext("Room"))
    if event.joining:
        yield from _texts("joining.", event.joining, gettext("Online"))
    for number, material in enumerate(event.materials):
        yield from _texts(f"materials.{number}.", material, gettext("Materials"))
    for session in sorted(event.sessions, key=lambda each: (each.start, each.key)):
        yield from _texts_of_session(event, session)
    for speaker in event.speakers:
        yield from _texts(f"speakers.{speaker.key}.", speaker, speaker.name)
        if speaker.picture:
            yield from _texts(f"speakers.{speaker.key}.picture.", speaker.picture, speaker.name)
    for question in event.registration.questions:
        of = in_language(question.label, spoken())
        yield from _texts(f"registration.questions.{question.key}.", question, of)
        for option in question.options:
            yield from _texts(f"registration.questions.{question.key}.options.{option.key}.", option, of)
    if event.letters:
        yield from _texts("letters.", event.letters, gettext("Letters of invitation"))
        yield from _texts("letters.letterhead.", event.letters.letterhead, gettext("Letters of invitation"))


def _texts_of_session(event: Event, session: Session) -> Iterator[Translated]:
    """Give the texts of a session; the name of a room of the event is written once, with the room."""
    at, title = f"sessions.{session.key}.", in_language(session.title, spoken())
    in_room = room_of(event, session) is not None
    yield from (text for text in _texts(at, session, title) if not (in_room and text.name == f"{at}room"))
    if session.place:
        yield from _texts(f"{at}place.", session.place, title)
    for number, material in enumerate(session.materials):
        yield from _texts(f"{at}materials.{number}.", material, f"{gettext('Materials')}, {title}")


def count_missing(event: Event, language: str) -> int:
    """Count the texts that other readers have and those of a language do not."""
    return sum(text.missing(language) for text in texts_of(event))


def with_texts(event: Event, written: Mapping[str, Mapping[str, str]], main: str) -> Event:
    """Give an event with what was written, by the name of each text and the language; an empty one is taken out.

    Where a text that must be there is gone in all languages, it stands empty in the `main` one, to be found faulty.
    """
    venue, joining, registration = event.venue, event.joining, event.registration
    questions = [
        replace(
            _reworded(f"registration.questions.{question.key}.", question, written, main),
            options=[
                _reworded(f"registration.questions.{question.key}.options.{option.key}.", option, written, main)
                for option in question.options
            ],
        )
        for question in registration.questions
    ]
    rooms = [_reworded(f"rooms.{room.key}.", room, written, main) for room in event.rooms]
    sessions = [_session_reworded(event, session, written, main) for session in event.sessions]
    renamed = with_rooms(replace(event, sessions=sessions), rooms)
    return replace(
        _reworded("", renamed, written, main),
        materials=_materials_reworded("", event.materials, written, main),
        picture=event.picture and _reworded("picture.", event.picture, written, main),
        image=_reworded("image.", event.image, written, main) if isinstance(event.image, Picture) else event.image,
        venue=venue and _reworded("venue.", venue, written, main),
        joining=joining and _reworded("joining.", joining, written, main),
        speakers=[_speaker_reworded(each, written, main) for each in event.speakers],
        registration=replace(registration, questions=questions),
        letters=event.letters and _letters_reworded(event.letters, written, main),
    )


def _letters_reworded(
    letters: InvitationLetters, written: Mapping[str, Mapping[str, str]], main: str
) -> InvitationLetters:
    head = _reworded("letters.letterhead.", letters.letterhead, written, main)
    return replace(_reworded("letters.", letters, written, main), letterhead=head)


def _session_reworded(event: Event, session: Session, written: Mapping[str, Mapping[str, str]], main: str) -> Session:
    at, place = f"sessions.{session.key}.", session.place
    named = with_names_of_rooms(event, session)
    return replace(
        _reworded(at, named, written, main),
        place=place and _reworded(f"{at}place.", place, written, main),
        materials=_materials_reworded(at, session.materials, written, main),
    )


def _materials_reworded(
    at: str, materials: list[Material], written: Mapping[str, Mapping[str, str]], main: str
) -> list[Material]:
    return [_reworded(f"{at}materials.{number}.", each, written, main) for number, each in enumerate(materials)]


def _speaker_reworded(person: EventSpeaker, written: Mapping[str, Mapping[str, str]], main: str) -> EventSpeaker:
    at, picture = f"speakers.{person.key}.", person.picture
    return replace(
        _reworded(at, person, written, main), picture=picture and _reworded(f"{at}picture.", picture, written, main)
    )


def reworded(words: Words | None, texts: Mapping[str, str], main: str, *, required: bool = False) -> Words | None:
    """Give a text with what was written in some languages; one text for all stays one while only `main` is written."""
    filled = {language: text for language, text in texts.items() if text.strip()}
    if isinstance(words, str) and set(filled) <= {main}:
        kept: Words | None = filled.get(main)
    else:
        before = words if isinstance(words, dict) else {}
        kept = {code: text for code, text in {**before, **texts}.items() if text.strip()} or None
    return {main: ""} if required and kept is None else kept


def _texts(at: str, record: Struct, of: str) -> Iterator[Translated]:
    for field in _FIELDS[type(record)]:
        named = "room" if isinstance(record, Room) else field
        label = gettext(_LABELS[named]) if not isinstance(record, Option) else gettext("Answer")
        words: Any = getattr(record, field)
        if words is not None or field in {"theme", "summary", "description"}:
            yield Translated(name=at + field, of=of, label=label, words=words, long=field in _LONG)


def _reworded(at: str, record: Record, written: Mapping[str, Mapping[str, str]], main: str) -> Record:
    kind = type(record)
    changes = {
        field: reworded(getattr(record, field), written[at + field], main, required=(kind, field) in _REQUIRED)
        for field in _FIELDS[kind]
        if at + field in written
    }
    return replace(record, **changes)


def languages_of_mails(project: Project) -> list[str]:
    """Give the languages that a mail can be written in: English, then those of the project that we speak."""
    return list(dict.fromkeys([LANGUAGES[0], *(each for each in project.languages if each in LANGUAGES)]))


def languages_missing(words: OwnWords | None, project: Project) -> list[str]:
    """Give the languages of a project's mails in which a part of own words is not written that is in others."""
    parts = [part for part in (words.subject, words.text) if isinstance(part, dict)] if words else []
    return [language for language in languages_of_mails(project) if any(not part.get(language) for part in parts)]
