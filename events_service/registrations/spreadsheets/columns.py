"""What the columns and cells of a spreadsheet of participants may be called, in all languages of the service."""

import re
from collections.abc import Mapping
from functools import cache

from events_service.programme.records import AttendanceMode
from events_service.registrations.labels import CATEGORIES, MODES
from events_service.registrations.records import Category
from events_service.web.fold import bare
from events_service.web.i18n import LANGUAGES, N_, countries, gettext, language_name, locale_of

REQUIRED = ("first_name", "last_name", "email", "organisation", "country", "category")
AS_TYPED = ("first_name", "last_name", "email", "organisation")
OPTIONAL = ("language", "attendance_mode", "sessions", "photos")

HEADERS: Mapping[str, str] = {
    "first_name": (
        "given name, forename, име, собствено име, όνομα, prenume, utónév, keresztnév, nombre, imię, nome, nome"
        " próprio, primeiro nome, vārds, vorname, voornaam"
    ),
    "last_name": (
        "surname, family name, фамилия, фамилно име, επώνυμο, nume, nume de familie, vezetéknév, családnév,"
        " apellido, apellidos, nazwisko, apelido, apelidos, uzvārds, nachname, familienname, achternaam,"
        " familienaam"
    ),
    "email": (
        "email, e-mail, mail, email address, e-mail address, имейл, ел. поща, електронна поща, имейл адрес, ηλ."
        " ταχυδρομείο, διεύθυνση email, adresă de e-mail, adresa de email, e-mail cím, e-mail-cím, correo, correo"
        " electrónico, adres e-mail, adres email, endereço de e-mail, correio eletrónico, e-pasts, e-pasta adrese,"
        " e-mail-adresse, e-mailadresse, e-mailadres"
    ),
    "organisation": (
        "organization, institution, company, организация, институция, οργανισμός, φορέας, organizația,"
        " organizație, instituția, instituție, szervezet, intézmény, organización, entidad, organizacja,"
        " instytucja, organização, instituição, organizācija, iestāde, einrichtung, organisatie, instelling"
    ),
    "country": "държава, страна, χώρα, țara, țară, ország, país, kraj, valsts, land",
    "category": (
        "role, participant category, категория, роля, κατηγορία, ιδιότητα, categorie, categoria, rol, kategória,"
        " szerep, categoría, función, kategoria, rola, função, kategorija, loma, kategorie, rolle"
    ),
    "language": "език, γλώσσα, limba, limbă, nyelv, idioma, język, língua, valoda, sprache, taal",
    "attendance_mode": (
        "mode, participation, начин на участие, участие, τρόπος συμμετοχής, mod de participare, részvétel módja,"
        " modalidad, forma udziału, modalidade, dalības veids, teilnahmeart, wijze van deelname"
    ),
    "sessions": "session, сесии, συνεδρίες, sesiuni, szekciók, sesiones, sesje, sessões, sesijas, sitzungen, sessies",
    "photos": "photo, снимки, φωτογραφίες, fotografii, fényképek, fotos, fotografias, fotoattēli, foto's",
}
"""What else people write above a column, besides the API's name and the form's label; parted by commas."""

LABELS = {
    "first_name": N_("First name"),
    "last_name": N_("Last name"),
    "email": N_("E-mail address"),
    "organisation": N_("Organisation"),
    "country": N_("Country"),
}
YES = frozenset({"yes", "true", "1", "x", "да", "ναι", "da", "igen", "si", "tak", "sim", "ja"})


def folded(text: str) -> str:
    """Give a text as it is compared: small letters without accents, and nothing but letters and digits."""
    return re.sub(r"[\W_]+", " ", bare(text)).strip()


def on_one_line(text: str) -> str:
    """Give a text whose lines, as they were broken to fit a cell, follow one another; nothing else of it changes."""
    return re.sub(r"\s*[\r\n]+\s*", " ", text)


@cache
def _fields_by_header() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for field in (*REQUIRED, *OPTIONAL):
        written = [field, *HEADERS.get(field, "").split(",")]
        if field in LABELS:
            written += [gettext(LABELS[field], language) for language in LANGUAGES]
        for name in written:
            names.setdefault(folded(name), field)
    return names


def field_of(header: str) -> str | None:
    """Give the field that a column's header stands for, or None."""
    return _fields_by_header().get(folded(header))


def country_of(written: str) -> str:
    """Give the code of a country that is written as a code or by its name in any language; else what was written."""
    if len(written) == 2:
        return {"EL": "GR", "UK": "GB"}.get(written.upper(), written.upper())
    return _countries_by_name().get(folded(written), written)


@cache
def _countries_by_name() -> Mapping[str, str]:
    return {folded(name): code for language in LANGUAGES for code, name in countries(language)}


def language_of(written: str) -> str:
    """Give the code of a language that is written as a code or by a name in any language; else what was written."""
    return _languages_by_name().get(folded(written), written.strip().lower())


@cache
def _languages_by_name() -> Mapping[str, str]:
    names = {folded(language_name(code)): code for code in LANGUAGES}
    for language in LANGUAGES:
        names |= {folded(str(locale_of(language).languages.get(code, code))): code for code in LANGUAGES}
    return names


def category_of(written: str) -> str:
    """Give the value of a category that is written as the API does or by its name in any language."""
    return _by_label({each: CATEGORIES[each] for each in Category}).get(folded(written), written)


def mode_of(written: str) -> str:
    """Give the value of an attendance mode, likewise."""
    return _by_label({each: MODES[each] for each in AttendanceMode}).get(folded(written), written)


def _by_label(labels: Mapping[Category, str] | Mapping[AttendanceMode, str]) -> Mapping[str, str]:
    names = {folded(each.value): each.value for each in labels}
    for each, label in labels.items():
        names |= {folded(gettext(label, language)): each.value for language in LANGUAGES}
    return names


def means_yes(written: str) -> bool:
    """Tell whether a cell says yes, in any of the languages."""
    return folded(written) in YES
