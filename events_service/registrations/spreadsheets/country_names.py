"""Countries as people write them: by code, by name in the languages of Europe, and by names that no list has."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from babel.core import get_global

from events_service.programme.codes import countries
from events_service.web.fold import bare
from events_service.web.i18n import LANGUAGES, locale_of

_OTHER_LANGUAGES = (
    *("sq", "bs", "hr", "cs", "da", "et", "fi", "fr", "ga", "is", "it", "lt"),
    *("lb", "mk", "mt", "nb", "sk", "sl", "sr", "sv", "tr", "uk", "ca"),
)

_COMMON = {
    "AE": "uae, emirates",
    "BA": "bosnia, bosnia and hercegovina, bih, босна",
    "BE": "belgique belgië, flanders, vlaanderen, wallonie",
    "BY": "belorussia",
    "CD": "dr congo, democratic republic of congo, democratic republic of the congo",
    "CH": "confoederatio helvetica",
    "CI": "ivory coast, elfenbeinküste, costa de marfil, costa do marfim, ivoorkust",
    "CZ": "czech republic, czech rep, ceska republika, чешка република, чехия, τσεχική δημοκρατία, republica cehă"
    ", cseh köztársaság, republika czeska, república checa, república checa, čehijas republika, tschechische republik"
    ", tschechei, tsjechische republiek",
    "CY": "republic of cyprus",
    "DE": "brd, federal republic of germany, bundesrepublik deutschland, фрг, rfn, nsz, nszk",
    "ES": "kingdom of spain",
    "GB": "great britain, britain, uk, u k, england, scotland, wales, northern ireland, gb, великобритания, англия"
    ", μεγάλη βρετανία, αγγλία, ηνωμένο βασίλειο, marea britanie, anglia, nagy britannia, nagybritannia"
    ", wielka brytania, gran bretaña, inglaterra, grã bretanha, lielbritānija, anglija, großbritannien, england"
    ", groot brittannië, engeland, grande bretagne",
    "GR": "hellas, hellenic republic, ellada, ελλάς, ελληνική δημοκρατία",
    "HK": "hong kong, hongkong",
    "IE": "eire, republic of ireland",
    "MD": "moldova, moldavia, република молдова, republica moldova",
    "MK": "macedonia, fyrom, former yugoslav republic of macedonia, republic of north macedonia, македония"
    ", βόρεια μακεδονία, σκόπια, mazedonien, macedónia, macédoine",
    "MM": "burma, birma",
    "MO": "macau, macao",
    "NL": "the netherlands, holland, холандия, ολλανδία, olanda, hollandia, holandia, holanda, holande, olande",
    "PS": "palestine, палестина, παλαιστίνη, palestina, palästina, palesztina, palestyna, palestīna",
    "RU": "russian federation",
    "SK": "slovak republic, slovenska republika, словашка република, slowakische republik",
    "SZ": "swaziland, swasiland",
    "TL": "east timor",
    "TR": "turkey, turkiye, турция, τουρκία, turcia, törökország, turcja, turquía, turquia, turcija, turkei, turkije",
    "US": "usa, u s a, us, united states of america, америка, сащ, ηπα, sua, eua, ee uu, eeuu, asv, vs, vsa",
    "VA": "vatican, holy see, vatikan, ватикан, βατικανό, vatikán, watykan, vaticano, vatikāns, vaticaan",
    "XK": "kosova, kosovë, kosovës, κόσοβο, cossovo, republic of kosovo, kosovo unscr 1244, kosovo unscr 1244 1999"
    ", kosovo under unscr 1244, kosovas republika, koszovói köztársaság, republika kosowa, δημοκρατία του κοσόβου",
}
"""Names that were usual once, that stand for a part, and shortened ones, by code; compared as `folded` gives them."""

_PARTS = re.compile("[/|()]")
_WORDS_BEFORE = re.compile(
    "(the|republic of|kingdom of|state of|federal republic of|република|республика|republica d[eo]|republica"
    "|republika e|republika|republik|republiek) "
)


def folded(text: str) -> str:
    """Give a text as it is compared: small letters without accents, and nothing but letters and digits."""
    return re.sub(r"[\W_]+", " ", bare(text)).strip()


def country_of(written: str) -> str:
    """Give the code of a country that is written as a code or by a name; else what was written.

    Codes are those of ISO 3166-1 with two or three letters, and EL and UK as the institutions of the Union write them.
    Several names and codes in one cell, such as "Bulgaria/България" or "Germany (DE)", are one where they agree.
    """
    parts = [part for part in _PARTS.split(written) if part.strip()]
    codes = {_one(part) for part in (parts if len(parts) > 1 else ())}
    return (codes.pop() if len(codes) == 1 else None) or _one(written) or written


def _one(written: str) -> str | None:
    code = written.strip().upper()
    code = {"EL": "GR", "UK": "GB", "XKX": "XK", "ROM": "RO"}.get(code, code)
    if code in countries():
        return code
    aliases = get_global("territory_aliases").get(code, []) if len(code) == 3 else []
    if len(aliases) == 1:
        return str(aliases[0])
    name = folded(written)
    for known in (_common_names(), _names_in(LANGUAGES), _names_in(_OTHER_LANGUAGES)):
        for wanted in (name, _WORDS_BEFORE.sub("", name, count=1)):
            if wanted in known:
                return known[wanted]
    return None


@cache
def _common_names() -> Mapping[str, str]:
    return {folded(name): code for code, names in _COMMON.items() for name in names.split(",")}


@cache
def _names_in(languages: Iterable[str]) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for language in languages:
        for code, name in locale_of(language).territories.items():
            if code in countries():
                names.setdefault(folded(str(name)), code)
    return names
