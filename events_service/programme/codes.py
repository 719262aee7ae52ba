"""The published lists that codes in a definition are held against: countries, languages, time zones and colours."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import webcolors
from babel import Locale
from babel.core import get_global

from events_service.mailboxes import ADDRESS, is_address
from events_service.programme.expectations import PATTERNS
from events_service.programme.faults import nearest, quoted
from events_service.web.i18n import N_, country_name, gettext, locale_of, spoken

# Codes in the CLDR's list of territories that ISO 3166-1 does not assign: groups, reserved codes and test codes. XK
# stays, which users of the standard assigned to Kosovo, as the institutions of the Union do.
_NO_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
_NO_LANGUAGES = frozenset({"mul", "und", "zxx"})

# What people write for a country, where neither the code nor the English name comes near it.
_USUAL_COUNTRIES = {"EL": "GR", "UK": "GB", "EN": "GB"}
_OFFSET = re.compile(r"(UTC|GMT)?\s*[+-]\d.*", re.IGNORECASE)
_USUAL_LANGUAGES = {"gr": "el", "cz": "cs", "dk": "da", "se": "sv", "si": "sl", "ee": "et", "gb": "en", "at": "de"}

NO_MAILBOX = N_("No mail server can have this address; check what stands after the @.")


@cache
def countries() -> dict[str, str]:
    """Give the ISO 3166-1 alpha-2 codes with their English names."""
    territories = Locale("en").territories
    return {code: name for code, name in territories.items() if len(code) == 2 and code not in _NO_COUNTRIES}


@cache
def languages() -> dict[str, str]:
    """Give the ISO 639 codes of two or three letters with their English names."""
    names = Locale("en").languages
    return {code: name for code, name in names.items() if 2 <= len(code) <= 3 and code not in _NO_LANGUAGES}


@cache
def timezones() -> frozenset[str]:
    """Give the names of the IANA time zones that stand for a place, and UTC.

    Names such as EET or GMT are left out: calendar programs read them with other rules, or with none.
    """
    names = (files("tzdata") / "zones").read_text().split()
    return frozenset(name for name in names if name == "UTC" or ("/" in name and not name.startswith("Etc/")))


@cache
def colors() -> frozenset[str]:
    """Give the names of CSS3, which calendars take for COLOR (RFC 7986 §5.9)."""
    return frozenset(webcolors.names(webcolors.CSS3))


def wrong_code(kind: str, code: str) -> str | None:
    """Say what is wrong with a code of a kind (country, language, timezone, color, mailbox), or None if it is known.

    What was meant is looked for in English and in the language being spoken, in which the fault is told.
    """
    match kind:
        case "country":
            return None if code in countries() else _wrong_country(code)
        case "language":
            return None if code in languages() else _wrong_language(code)
        case "timezone":
            return None if code in timezones() else _wrong_timezone(code)
        case "color":
            return None if code in colors() else _wrong_color(code)
        case "mailbox":
            return None if is_address(code) else _wrong_mailbox(code)
    raise ValueError(f"no list of codes is called {kind!r}")


def _wrong_country(written: str) -> str:
    usual = _USUAL_COUNTRIES.get(written.upper(), written.upper())
    code = usual if usual in countries() else _code_of(written, countries(), locale_of(spoken()).territories)
    if code:
        advice = gettext("write {code} for {name}").format(code=code, name=country_name(code))
    else:
        advice = gettext("write two capital letters, such as BG for Bulgaria")
    fault = gettext("{value} is not a country code of ISO 3166-1; {advice}")
    return fault.format(value=quoted(written), advice=advice)


def _wrong_language(written: str) -> str:
    start = written.lower().replace("_", "-").split("-")[0]
    usual = _USUAL_LANGUAGES.get(start) or get_global("language_aliases").get(start, start)
    named = locale_of(spoken()).languages
    code = usual if usual in languages() else _code_of(written, languages(), named)
    if code:
        advice = gettext("write {code} for {name}").format(code=code, name=named.get(code, languages()[code]))
    else:
        advice = gettext("write an ISO 639 code, such as bg for Bulgarian")
    return gettext("{value} is not a language code; {advice}").format(value=quoted(written), advice=advice)


def _code_of(written: str, english: Mapping[str, str], local: Mapping[str, str]) -> str | None:
    """Give the code of the name that was most likely meant; a wrong code is near too many names."""
    codes = {name: code for names in (local, english) for code, name in names.items() if code in english}
    name = nearest(written, codes) if len(written) > 3 else None
    return codes[name] if name else None


def _wrong_timezone(written: str) -> str:
    zone = None if _OFFSET.fullmatch(written) else _likely_timezone(written)
    if zone:
        advice = gettext("did you mean {name}?").format(name=zone)
    else:
        advice = gettext("write the IANA name of the place, such as Europe/Sofia")
    return gettext("{value} is not a time zone; {advice}").format(value=quoted(written), advice=advice)


def _likely_timezone(written: str) -> str | None:
    """Find the zone that was meant, by its whole name or by its city."""
    if "/" in written and (near := nearest(written, timezones())):
        return near
    cities = {zone.rpartition("/")[2]: zone for zone in sorted(timezones())}
    city = nearest(written.rpartition("/")[2].replace(" ", "_"), cities) if len(written) > 3 else None
    return cities[city] if city else None


def _wrong_color(written: str) -> str:
    try:
        color: str | None = webcolors.hex_to_name(written)
    except ValueError:
        color = nearest(re.sub(r"[\s_-]", "", written), sorted(colors()))
    if color:
        advice = gettext("did you mean {name}?").format(name=color)
    else:
        advice = gettext("calendars know the names of CSS alone, such as darkgreen or navy")
    return gettext("{value} is not the name of a colour; {advice}").format(value=quoted(written), advice=advice)


def _wrong_mailbox(written: str) -> str:
    if re.fullmatch(ADDRESS, written):
        return gettext(NO_MAILBOX)
    form = gettext(PATTERNS[ADDRESS])
    return gettext("{value} is not {expected}").format(value=quoted(written), expected=form)
