"""What the columns and cells of a spreadsheet of participants may be called, in all languages of the service."""

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache

from events_service.complete import for_each
from events_service.programme.records import AttendanceMode
from events_service.registrations.labels import CATEGORIES, FIELDS, MODES
from events_service.registrations.records import Category
from events_service.registrations.spreadsheets.country_names import folded
from events_service.registrations.spreadsheets.old_encodings import CODE_PAGES
from events_service.web.i18n import LANGUAGES, N_, gettext, language_name, locale_of


class NameOrder(Enum):
    """Which part of a name comes first in a column of whole names."""

    GIVEN_FIRST = "given first"
    FAMILY_FIRST = "family first"


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

FULL_NAMES: Mapping[NameOrder, str] = for_each(
    NameOrder,
    {
        NameOrder.GIVEN_FIRST: (
            "name, full name, participant, participant name, name and surname, first and last name,"
            " first name last name,"
            " име и фамилия, имена, имена на участника, участник, име презиме фамилия, όνομα και επώνυμο,"
            " όνομα επώνυμο, ονοματεπώνυμο, συμμετέχων, prenume și nume, prenumele și numele,"
            " nombre y apellidos, nombre y apellido, nombre completo, participante,"
            " imię i nazwisko, uczestnik, nome completo, nome e apelido,"
            " nome e apelidos, vārds un uzvārds, vārds uzvārds, dalībnieks, vor- und nachname,"
            " vorname nachname, vorname und nachname, teilnehmer, voor- en achternaam,"
            " voornaam en achternaam, naam, volledige naam, deelnemer"
        ),
        NameOrder.FAMILY_FIRST: (
            "surname and name, last name first name, surname name, family name given name, фамилия и име, фамилия име,"
            " επώνυμο και όνομα, επώνυμο όνομα, nume și prenume, numele și prenumele, nume prenume, név, teljes név,"
            " résztvevő neve, apellidos y nombre, apellidos nombre, nazwisko i imię, apelido e nome, uzvārds vārds,"
            " uzvārds un vārds, name vorname, nachname vorname, achternaam voornaam, naam voornaam"
        ),
    },
)
"""What people write above one column for the whole name, by the order that it tells of."""

LABELS = {
    **FIELDS,
    "attendance_mode": N_("How do you take part?"),
    "sessions": N_("Sessions with limited places"),
    "photos": N_("Photos with me may be taken and published by the project"),
}
"""What the form calls its fields."""

YES = frozenset({"yes", "true", "1", "x", "да", "ναι", "da", "igen", "si", "tak", "sim", "ja"})
_CODE_PAGES = {
    **dict.fromkeys(("hu", "pl"), ("cp1250", "iso8859_2")),
    **dict.fromkeys(("es", "pt", "de", "nl"), ("cp1252", "iso8859_15")),
    "ro": ("cp1250", "iso8859_2", "iso8859_16"),
    "bg": ("cp1251", "iso8859_5"),
    "el": ("cp1253", "iso8859_7"),
    "lv": ("cp1257", "iso8859_13", "iso8859_4"),
}
"""What files are written in that are no Unicode, by the language of who writes them."""


def on_one_line(text: str) -> str:
    """Give a text whose lines, as they were broken to fit a cell, follow one another; nothing else of it changes."""
    return re.sub(r"\s*[\r\n]+\s*", " ", text)


@cache
def _fields_by_header() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for field in (*REQUIRED, *OPTIONAL):
        written = [field, *HEADERS.get(field, "").split(","), LABELS[field]]
        written += [gettext(LABELS[field], language) for language in LANGUAGES]
        for name in written:
            names.setdefault(folded(name), field)
    return names


def field_of(header: str) -> str | None:
    """Give the field that a column's header stands for, or None."""
    return _fields_by_header().get(folded(header))


def label_of(field: str) -> str:
    """Give what the form calls a field, in the language being spoken."""
    return gettext(LABELS[field]) if field in LABELS else field


@cache
def labels_by_code_page() -> Mapping[str, Sequence[str]]:
    """Give the headers that are no ASCII, in small letters, each with the code pages that it tells of.

    A label of the form tells of its language's; another header of all in which it can be written.
    """
    pages = {}
    for name in (each.strip() for names in (*HEADERS.values(), *FULL_NAMES.values()) for each in names.split(",")):
        pages[name] = [page for page in CODE_PAGES if _can_be_written(name, page)]
    for language, of_language in _CODE_PAGES.items():
        pages |= {
            name: [page for page in of_language if _can_be_written(name, page)]
            for name in (gettext(label, language).casefold() for label in LABELS.values())
        }
    # Other code pages of Central Europe than ISO 8859-16 have the Romanian letters with a cedilla only.
    pages |= {name.translate(_CEDILLAS): ["cp1250", "iso8859_2"] for name in pages if name.translate(_CEDILLAS) != name}
    return {name: found for name, found in pages.items() if not name.isascii()}


_CEDILLAS = str.maketrans("șț", "şţ")


def _can_be_written(name: str, page: str) -> bool:
    """Tell whether a code page has a header's letters; nobody but Romanians uses theirs."""
    if page == "iso8859_16" and name.translate(_CEDILLAS) == name:
        return False
    try:
        return bool(name.encode(page))
    except UnicodeEncodeError:
        return False


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
    return _categories_by_name().get(folded(written), written)


def mode_of(written: str) -> str:
    """Give the value of an attendance mode, likewise."""
    return _modes_by_name().get(folded(written), written)


@cache
def _categories_by_name() -> Mapping[str, str]:
    return _by_label({each: CATEGORIES[each] for each in Category})


@cache
def _modes_by_name() -> Mapping[str, str]:
    return _by_label({each: MODES[each] for each in AttendanceMode})


def _by_label(labels: Mapping[Category, str] | Mapping[AttendanceMode, str]) -> Mapping[str, str]:
    names = {folded(each.value): each.value for each in labels}
    for each, label in labels.items():
        written = [gettext(label, language) for language in LANGUAGES]
        names |= {folded(part): each.value for name in written for part in (name, *name.split("/"))}
    return names


def means_yes(written: str) -> bool:
    """Tell whether a cell says yes, in any of the languages."""
    return folded(written) in YES
