"""Languages: which there are, which one a reader gets, and texts, dates and names in each."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from functools import cache
from gettext import c2py
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval, format_skeleton, format_time, get_timezone_name
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from events_service.web.alphabet import alphabetical
from events_service.web.compiled import compiled

LANGUAGES = ("en", "bg", "el", "ro", "hu", "es", "pl", "pt", "lv", "de", "nl")
"""Languages that pages, mails and documents speak; the first is the one that stands in for a missing text."""

Translate = Callable[[str], str]
"""From an English text of this service to the same text in another language."""

_CONTEXT_ENDS = "\x04"
"""What stands between the context of a text and the text, as in compiled catalogues of GNU gettext."""
_catalogues = Path(__file__).parent / "locales"
_language: ContextVar[str] = ContextVar("language", default="en")


def N_(message: str) -> str:  # noqa: N802  (the name that gettext's tools look for)
    """Mark a text for translation where it stands, translate it where it is shown."""
    return message


def NC_(context: str, message: str) -> str:  # noqa: N802  (the name that gettext's tools know)
    """Mark a text like N_, where one English word serves meanings that other languages tell apart."""
    return f"{context}{_CONTEXT_ENDS}{message}"


@cache
def _catalogue(language: str) -> Mapping[str, str | tuple[str, ...]]:
    path = _catalogues / language / "LC_MESSAGES" / "messages.po"
    return compiled(path, _texts) if path.exists() else {}


def _texts(path: Path) -> dict[str, str | tuple[str, ...]]:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parent.parent.name)
    texts: dict[str, str | tuple[str, ...]] = {}
    for message in catalogue:
        if message.id and message.string and not message.fuzzy:
            key = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
            key = NC_(message.context, key) if message.context else key
            texts[key] = tuple(message.string) if isinstance(message.string, (tuple, list)) else message.string
    return texts


def gettext(message: str, language: str | None = None) -> str:
    """Give a text in a language, by default that of the page being made; English where a translation is missing."""
    found = _catalogue(language or _language.get()).get(message)
    return found if isinstance(found, str) and found else message.rpartition(_CONTEXT_ENDS)[2]


def pgettext(context: str, message: str, language: str | None = None) -> str:
    """Give a text in one of its meanings, such as "Cancelled" of an event, in a language as `gettext` does."""
    return gettext(NC_(context, message), language)


def ngettext(singular: str, plural: str, count: int, language: str | None = None) -> str:
    """Give the plural form that a count asks for in a language."""
    language = language or _language.get()
    found = _catalogue(language).get(singular)
    if isinstance(found, tuple):
        form = found[_plural_rule(language)(count)]
        if form:
            return form
    return singular if count == 1 else plural


@cache
def _plural_rule(language: str) -> Callable[[int], int]:
    rule: Callable[[int], int] = c2py(get_plural(language).plural_expr)
    return rule


def translator(language: str) -> Translate:
    """Give a function that translates into one language, for documents and calendars."""

    def translate(message: str) -> str:
        return gettext(message, language)

    return translate


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Make texts, dates and names inside the block come out in this language."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def spoken() -> str:
    """Give the language of the page being made."""
    return _language.get()


def choose_language(asked: str | None, kept: str | None, accept: str | None) -> str:
    """Choose the address's language, else the one kept, else the browser's (RFC 9110 §12.5.4), else English."""
    for candidate in (asked, kept):
        if candidate in LANGUAGES:
            return candidate
    ranked: list[tuple[float, str]] = []
    for part in (accept or "").split(","):
        tag, _, weight = part.partition(";")
        quality = weight.strip().lower().removeprefix("q=")
        try:
            ranked.append((float(quality or 1), tag.strip().split("-")[0].lower()))
        except ValueError:
            continue
    for quality_value, language in sorted(ranked, key=lambda pair: -pair[0]):
        if quality_value > 0 and language in LANGUAGES:
            return language
    return LANGUAGES[0]


def or_english(language: str | None) -> str:
    """Give a language that the service speaks as it is, and English in the place of any other."""
    return language if language in LANGUAGES else LANGUAGES[0]


@cache
def locale_of(language: str) -> Locale:
    """Give Babel's data for a language as in Europe: English with the day before the month, Portugal's own names."""
    return Locale.parse({"en": "en_GB", "pt": "pt_PT"}.get(language, language))


def language_name(language: str) -> str:
    """Give a language's own name for itself, such as Ελληνικά; else, as of Romani, the page's or the English one."""
    if language == "en":
        return "English"
    try:
        own = locale_of(language).get_language_name(language)
    except UnknownLocaleError:  # the published list names twice as many languages as speak for themselves
        own = None
    name = own or locale_of(spoken()).languages.get(language) or Locale("en").languages.get(language) or language
    return name[:1].upper() + name[1:]


def country_name(code: str | None, language: str | None = None) -> str:
    """Give a country's name in a language, with an asterisk where a footnote belongs to it (`country_note`)."""
    if not code:
        return ""
    return str(locale_of(language or spoken()).territories.get(code, code)) + ("*" if code == KOSOVO else "")


def country_note(text: str, language: str | None = None) -> str:
    """Give the footnote that belongs below a text in which a country's name bears an asterisk, or nothing.

    The interinstitutional style guide of the European Union, annex A7, has its words in each language.
    """
    return gettext(_NOTE_ON_KOSOVO, language) if country_name(KOSOVO, language) in text else ""


@cache
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """Give (code, name) of all countries, sorted by name in the language's alphabet."""
    names = locale_of(language).territories
    listed = [
        (code, country_name(code, language))
        for code in map(str, names)
        if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
    ]
    key = alphabetical(language)
    return tuple(sorted(listed, key=lambda pair: key(pair[1])))


KOSOVO = "XK"
_NOTE_ON_KOSOVO = N_(
    "* This designation is without prejudice to positions on status, and is in line with UNSCR 1244/1999 and the ICJ"
    " Opinion on the Kosovo declaration of independence."
)
_NOT_COUNTRIES = frozenset({"ZZ", "XA", "XB", "EU", "EZ", "UN", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"})


def number(value: float, language: str | None = None) -> str:
    """Write a number as the language groups its digits: 1,000,000."""
    return format_decimal(value, locale=locale_of(language or spoken()))


def long_day(day: date, language: str | None = None) -> str:
    """Write a day in full: Tuesday 16 April 2024."""
    return format_date(day, "full", locale_of(language or spoken()))


def short_day(day: date, language: str | None = None) -> str:
    """Write a day without its weekday: 16 Apr 2024."""
    return format_date(day, "medium", locale_of(language or spoken()))


def day_range(first: date, last: date, language: str | None = None) -> str:
    """Write a span of days, as the language has it: 16–18 Apr 2024, 16 – 18 април 2024 г."""
    locale = locale_of(language or spoken())
    if first == last:
        return format_date(first, "long", locale)
    return format_interval(first, last, "yMMMMd", locale=locale)


def month_name(day: date, language: str | None = None) -> str:
    """Write the month of a day in short: Apr."""
    return format_date(day, "LLL", locale_of(language or spoken())).strip(".")


def month_and_year(day: date, language: str | None = None) -> str:
    """Write the month of a day with its year: April 2024."""
    return format_skeleton("yMMMM", day, locale=locale_of(language or spoken()))


def clock_time(moment: datetime | time, language: str | None = None) -> str:
    """Write a time of day: 09:15."""
    if isinstance(moment, datetime):
        moment = moment.time()
    return format_time(moment, "HH:mm", locale=locale_of(language or spoken()))


def instant(moment: datetime, zone: str = "UTC", language: str | None = None) -> str:
    """Write an instant with day and time in a zone: 10 Apr 2024, 23:59."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{short_day(local.date(), language)}, {clock_time(local, language)}"


def instant_named(moment: datetime, zone: str = "UTC", language: str | None = None) -> str:
    """Write an instant for readers elsewhere, with whose clock it is by: 10 Apr 2024, 23:59 (Greenwich Mean Time)."""
    return f"{instant(moment, zone, language)} ({zone_name(zone, moment, language)})"


def zone_name(zone: str, moment: datetime, language: str | None = None) -> str:
    """Write a time zone as a reader knows it: Eastern European Summer Time."""
    aware = moment.replace(tzinfo=ZoneInfo(zone)) if moment.tzinfo is None else moment.astimezone(ZoneInfo(zone))
    return get_timezone_name(aware, locale=locale_of(language or spoken()))


def filters() -> dict[str, Callable[..., Any]]:
    """Give what templates may call to write days, times and names."""
    return {
        "long_day": long_day,
        "short_day": short_day,
        "month_name": month_name,
        "month_and_year": month_and_year,
        "clock_time": clock_time,
        "instant": instant,
        "instant_named": instant_named,
        "country_name": country_name,
        "language_name": language_name,
    }
