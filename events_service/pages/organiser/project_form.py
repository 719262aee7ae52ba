"""The form of a project: what stands in its fields at first, and what was sent."""

import re
from collections.abc import Mapping, Sequence

from litestar.datastructures import FormMultiDict
from msgspec import Struct
from msgspec.structs import asdict

from events_service.pages.form_choices import Choice
from events_service.pages.organiser.project_labels import label_of_field
from events_service.programme.records import Contact, Project, Words
from events_service.web.i18n import LANGUAGES, countries, language_name, spoken

MOST_PARTNERS = 60
"""Partners of a project on the form; the largest projects of the programmes have about fifty."""

FIRST_ROWS = ("0", "1")
USUAL_YEARS = 5
"""For how many years evidence is kept, if nobody says otherwise."""
ONE_LINE = ("acronym", "programme", "reference", "starts", "ends", "website")
_CODE = re.compile("[a-z]{2,3}")


class Typed(Struct, frozen=True, kw_only=True):
    """What stands in the fields: one text under each name, what is ticked, and the numbers of the partners' rows."""

    texts: Mapping[str, str]
    ticked: Mapping[str, Sequence[str]]
    rows: Sequence[str]

    @property
    def working(self) -> str:
        """The working language of the project."""
        return self.texts.get("working") or LANGUAGES[0]

    def has(self, row: str) -> bool:
        """Whether anything was typed into the row of a partner."""
        at = f"partners.{row}."
        texts = any(text for name, text in self.texts.items() if name.startswith(at) and not name.endswith(".key"))
        return texts or bool(self.ticked.get(f"{at}languages"))


class ProjectFields(Struct, frozen=True, kw_only=True):
    """What the fields show. `links` are the faults with their fields' names; `countries` begin with those chosen."""

    typed: Mapping[str, str]
    ticked: Mapping[str, Sequence[str]]
    rows: Sequence[str]
    working: str
    languages: list[Choice]
    countries: list[Choice]
    faults: Mapping[str, str]
    links: list[tuple[str, str]]
    lead: str
    adds: bool


def begun() -> Typed:
    """Give the fields of a new project, in the reader's language beside the working language, which is English."""
    ticked = list(dict.fromkeys((LANGUAGES[0], spoken())))
    texts = {"working": LANGUAGES[0], "lead": FIRST_ROWS[0], "retention.years": str(USUAL_YEARS)}
    return Typed(texts=texts, ticked={"languages": ticked}, rows=FIRST_ROWS)


def typed_of(project: Project) -> Typed:
    """Give the fields of a project that is there."""
    working = project.languages[0]
    texts = {name: str(getattr(project, name) or "") for name in ONE_LINE} | {"working": working}
    texts |= _of_words("name", project.name, working) | _of_contact("contact", project.contact)
    texts["steering_group.quorum"] = str(project.steering_group.quorum) if project.steering_group else ""
    texts["retention.years"] = str(project.retention.years if project.retention else USUAL_YEARS)
    if project.retention:
        texts["retention.last_payment"] = project.retention.last_payment.isoformat()
    ticked = {"languages": list(project.languages)}
    for row, partner in enumerate(project.partners):
        at = f"partners.{row}"
        texts |= {f"{at}.key": partner.key, f"{at}.country": partner.country}
        texts |= {f"{at}.short_name": partner.short_name or "", f"{at}.subdivision": partner.subdivision or ""}
        texts |= _of_words(f"{at}.name", partner.name, working) | _of_contact(f"{at}.contact", partner.contact)
        ticked[f"{at}.languages"] = list(partner.languages)
        if partner.key == project.lead_partner:
            texts["lead"] = str(row)
    return Typed(texts=texts, ticked=ticked, rows=[str(row) for row in range(len(project.partners))])


def _of_words(name: str, words: Words, working: str) -> dict[str, str]:
    by_language = {working: words} if isinstance(words, str) else words
    return {f"{name}.{language}": text for language, text in by_language.items()}


def _of_contact(name: str, contact: Contact | None) -> dict[str, str]:
    return {f"{name}.{field}": text or "" for field, text in asdict(contact).items()} if contact else {}


def typed_in(form: FormMultiDict) -> Typed:
    """Give what was sent, with one row of a partner more or less where its button was pressed."""
    rows = [row for row in map(str, form.getall("row", [])) if row.isdecimal() and len(row) < 4]
    asked = str(form.get("partner", ""))
    rows = [row for row in dict.fromkeys(rows) if asked != f"remove-{row}"][:MOST_PARTNERS]
    if not rows or (asked == "add" and len(rows) < MOST_PARTNERS):
        rows.append(str(max(map(int, rows), default=-1) + 1))
    multiple = {"languages", *(f"partners.{row}.languages" for row in rows)}
    return Typed(
        texts={name: str(value).strip() for name, value in form.multi_items() if name not in multiple},
        ticked={name: [str(value) for value in form.getall(name, [])] for name in multiple},
        rows=rows,
    )


def shown(typed: Typed, faults: Mapping[str, str]) -> ProjectFields:
    """Give what the fields show, with what hinders them."""
    ticked = (code for codes in typed.ticked.values() for code in codes if _CODE.fullmatch(code))
    codes = dict.fromkeys((*LANGUAGES, *ticked))
    near = {typed.texts.get(f"partners.{row}.country") for row in typed.rows}
    listed = [Choice(value=code, name=name) for code, name in countries(spoken())]
    return ProjectFields(
        typed=typed.texts,
        ticked=typed.ticked,
        rows=typed.rows,
        working=typed.working,
        languages=[Choice(value=code, name=language_name(code)) for code in codes],
        countries=sorted(listed, key=lambda each: each.value not in near),
        faults=faults,
        links=[(field, f"{label_of_field(field, typed.rows)}: {sentence}") for field, sentence in faults.items()],
        lead=typed.texts.get("lead", ""),
        adds=len(typed.rows) < MOST_PARTNERS,
    )
