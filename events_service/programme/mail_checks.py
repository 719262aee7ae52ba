"""What must hold of an organiser's own words in mails: placeholders that mean something, and subjects of one line."""

from collections.abc import Iterator, Mapping

from events_service.programme.faults import FieldPath, Problem
from events_service.programme.placeholders import UNKNOWN, Placeholder, unknown_in
from events_service.programme.readable import known, readable
from events_service.programme.records import Event, MailOccasion, OwnWords, ReminderReaders, Words
from events_service.web.i18n import gettext

LONGEST_SUBJECT = 200


def mail_problems(mails: Mapping[MailOccasion, OwnWords]) -> Iterator[Problem]:
    """Find what is wrong with own words; what could not be read has its own fault."""
    for occasion, words in mails.items() if known(mails) else ():
        if known(words):
            yield from words_problems(("mails", occasion.value), words.subject, words.text)


def reminder_problems(event: Event) -> Iterator[Problem]:
    """Find what is wrong with the reminders of an event: their words, and sessions that are not on its agenda."""
    for place, reminder in readable(event.reminders):
        yield from words_problems(("reminders", place), reminder.subject, reminder.text)
        if reminder.to is ReminderReaders.SESSION and known(event.sessions):
            keys = [each.key for _, each in readable(event.sessions)]
            if reminder.session not in keys:
                message = gettext("Choose one of the event's sessions.")
                yield Problem(path=("reminders", place, "session"), message=message)


def letter_problems(event: Event) -> Iterator[Problem]:
    """Find what is wrong with own words in letters of invitation."""
    letters = event.letters
    if letters is None or not known(letters) or not known(letters.words):
        return
    for kind, words in letters.words.items():
        if known(words):
            yield from words_problems(("letters", "words", kind.value), words.subject, words.text)


def words_problems(path: FieldPath, subject: Words | None, text: Words | None) -> Iterator[Problem]:
    """Find what is wrong with a subject and a text, in any language."""
    for at, written in _texts((*path, "subject"), subject):
        if "\n" in written or len(written) > LONGEST_SUBJECT:
            message = gettext("A subject is one line of up to {number} characters; shorten it.")
            yield Problem(path=at, message=message.format(number=LONGEST_SUBJECT))
        yield from _unknown(at, written)
    for at, written in _texts((*path, "text"), text):
        yield from _unknown(at, written)


def _texts(path: FieldPath, words: Words | None) -> Iterator[tuple[FieldPath, str]]:
    match words:
        case str():
            yield path, words
        case dict():
            yield from (((*path, language), text) for language, text in words.items() if isinstance(text, str))


def _unknown(path: FieldPath, written: str) -> Iterator[Problem]:
    if strange := unknown_in(written):
        names = " ".join(each.written for each in Placeholder)
        yield Problem(path=path, message=gettext(UNKNOWN).format(placeholder=strange, names=names))
