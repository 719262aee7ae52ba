"""The wording of a text in a reader's language."""

from datetime import date
from typing import overload

from markupsafe import Markup
from msgspec import Struct

from events_service.programme.records import Partner, Words
from events_service.web.i18n import spoken

FALLBACK_LANGUAGE = "en"


def in_language(words: Words, language: str) -> str:
    """Give the text in `language`, else in English, else in the first language that it has."""
    if isinstance(words, str):
        return words
    return words[chosen] if (chosen := language_of(words, language)) else ""


def language_of(words: Words, language: str) -> str | None:
    """Give the language of the text that `in_language` chooses; None where the definition does not name one."""
    if isinstance(words, str) or not words:
        return None
    if language in words:
        return language
    return FALLBACK_LANGUAGE if FALLBACK_LANGUAGE in words else next(iter(words))


class Wording(Struct, frozen=True):
    """A text as a page shows it; `language` is set where it is not the page's own (WCAG 2.2, 3.1.2)."""

    text: str
    language: str | None = None

    def __str__(self) -> str:
        """Give the text alone."""
        return self.text

    def __html__(self) -> Markup:
        """Give the text as HTML, with its language where a voice must change for it."""
        if self.language is None:
            return Markup.escape(self.text)
        return Markup('<span lang="{}">{}</span>').format(self.language, self.text)


@overload
def wording(words: Words, language: str) -> Wording: ...
@overload
def wording(words: Words | None, language: str) -> Wording | None: ...
def wording(words: Words | None, language: str) -> Wording | None:
    """Give a text for a page in `language`; nothing for nothing."""
    if words is None:
        return None
    chosen = language_of(words, language)
    return Wording(in_language(words, language), None if chosen == language else chosen)


def name_then(partner: Partner, day: date) -> Words:
    """Give the name that an organisation bore on a day: it is kept as it was at the event."""
    earlier = sorted((one for one in partner.earlier_names if day <= one.until), key=lambda one: one.until)
    return earlier[0].name if earlier else partner.name


def spoken_wording(words: Words | None) -> Wording | None:
    """Give a text for the page being made: the templates' filter `words`."""
    return wording(words, spoken())
