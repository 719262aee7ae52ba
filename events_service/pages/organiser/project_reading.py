"""The project that was typed into a form's fields, with a sentence beside each that hinders it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import asdict

from events_service.pages.organiser.project_form import ONE_LINE, USUAL_YEARS, Typed
from events_service.programme.checks import project_problems
from events_service.programme.decoding import decode
from events_service.programme.faults import FieldPath, Problem
from events_service.programme.keys import free_key
from events_service.programme.records import Contact, Partner, Project, Words
from events_service.programme.trees import mapping_of
from events_service.web.decoding import MISSING
from events_service.web.i18n import LANGUAGES, N_, gettext

NO_LEAD = N_("Say which of the partners leads the project.")


class ReadProject(Struct, frozen=True, kw_only=True):
    """The project that was typed, or None and a sentence for each field that hinders it."""

    project: Project | None
    faults: Mapping[str, str]


def read_project(typed: Typed, before: Project | None, taken: Collection[str]) -> ReadProject:
    """Read the project that was typed; what the form does not show stays as it was `before`.

    A new one gets a key of its own, none of those `taken`.
    """
    reading = _Reading(typed, before)
    decoded = decode(mapping_of(reading.fields(taken)), Project)
    problems = decoded.problems
    if decoded.record is not UNSET:
        problems += project_problems(decoded.record)
    faults = reading.faults(problems)
    return ReadProject(project=None if faults else decoded.record, faults=faults)


def faults_of(typed: Typed, project: Project, problems: Sequence[Problem]) -> dict[str, str]:
    """Give a sentence for each field of a form that hinders the project that it became."""
    return _Reading(typed, project).faults(problems)


class _Reading:
    """Reads the fields of one form into those of a definition, and leads faults back."""

    def __init__(self, typed: Typed, before: Project | None) -> None:
        self.typed, self.before = typed, before
        self.rows = [row for row in typed.rows if typed.has(row)] or list(typed.rows[:1])

    def fields(self, taken: Collection[str]) -> dict[str, Any]:
        before, texts = self.before, self.typed.texts
        # A definition leaves out a mapping that is empty.
        fields: dict[str, Any] = {name: kept for name, kept in asdict(before).items() if kept != {}} if before else {}
        fields |= {name: texts.get(name) or None for name in ONE_LINE}
        fields["name"] = self.words("name", before.name if before else None)
        fields["contact"] = self.contact("contact", before.contact if before else None)
        fields["languages"] = self.languages()
        fields["retention"] = self.retention()
        quorum = texts.get("steering_group.quorum")
        fields["steering_group"] = {"quorum": quorum} if quorum else None
        fields["partners"] = partners = list(self.partners())
        leads = dict(zip(self.rows, partners, strict=True)).get(texts.get("lead", ""))
        fields["lead_partner"] = leads["key"] if leads else None
        if not before:
            fields["key"] = free_key(texts.get("acronym", ""), taken, "project")
        return fields

    def retention(self) -> dict[str, str] | None:
        """Give how long evidence is kept; other years than usual want the day that they are counted from."""
        last_payment, years = (self.typed.texts.get(f"retention.{name}", "") for name in ("last_payment", "years"))
        if not last_payment and years in ("", str(USUAL_YEARS)):
            return None
        return {"last_payment": last_payment} | ({"years": years} if years else {})

    def languages(self) -> list[str]:
        """Give the languages that were ticked, the working language first."""
        ticked = self.typed.ticked["languages"]
        order = [*(self.before.languages if self.before else ()), *LANGUAGES, *ticked]
        return list(dict.fromkeys((self.typed.working, *(code for code in order if code in ticked))))

    def partners(self) -> Iterator[dict[str, Any]]:
        """Give the partners in their rows; one that was there is known by its key, a new one gets its own."""
        there = {partner.key: partner for partner in self.before.partners} if self.before else {}
        taken = {self.typed.texts.get(f"partners.{row}.key", "") for row in self.rows} & set(there)
        for row in self.rows:
            at, key = f"partners.{row}", self.typed.texts.get(f"partners.{row}.key", "")
            partner = self.partner(at, there.get(key))
            if key not in there:
                partner["key"] = free_key(partner["short_name"] or partner["name"] or "", taken, "partner")
                taken.add(partner["key"])
            yield partner

    def partner(self, at: str, before: Partner | None) -> dict[str, Any]:
        return (asdict(before) if before else {}) | {
            "name": self.words(f"{at}.name", before.name if before else None),
            "country": self.typed.texts.get(f"{at}.country") or None,
            "subdivision": self.typed.texts.get(f"{at}.subdivision") or None,
            "languages": list(self.typed.ticked.get(f"{at}.languages", ())),
            "short_name": self.typed.texts.get(f"{at}.short_name") or None,
            "contact": self.contact(f"{at}.contact", before.contact if before else None),
        }

    def contact(self, at: str, before: Contact | None) -> dict[str, Any] | None:
        given = {name: self.typed.texts.get(f"{at}.{name}") or None for name in ("name", "email", "phone")}
        return (asdict(before) if before else {}) | given if any(given.values()) else None

    def words(self, at: str, before: Words | None) -> Any:
        """Give a text by language; one that had none, and is still the only one, stays without."""
        texts = {
            name.removeprefix(f"{at}."): text
            for name, text in self.typed.texts.items()
            if name.startswith(f"{at}.") and text
        }
        working = self.before.languages[0] if self.before else ""
        old = {working: before} if isinstance(before, str) else before or {}
        # A field of one line drops the breaks of a text that came from a file.
        texts = {code: old[code] if _in_one_line(old.get(code, "")) == text else text for code, text in texts.items()}
        return texts[working] if isinstance(before, str) and set(texts) == {working} else texts or None

    def faults(self, problems: Sequence[Problem]) -> dict[str, str]:
        """Give one sentence for each field, in the order of the fields; an empty one is to be filled in."""
        found: dict[str, str] = {}
        for problem in problems:
            name = self.field(problem.path)
            empty = name != "partners" and not self.typed.texts.get(name) and not self.typed.ticked.get(name)
            sentence = gettext(NO_LEAD) if name == "lead" else gettext(MISSING) if empty else problem.message
            found.setdefault(name, sentence)
        return found

    def field(self, path: FieldPath) -> str:
        """Give the field of the form that a place in the definition stands for."""
        match path:
            case ("partners", int(place), *rest) if rest and place < len(self.rows):
                return f"partners.{self.rows[place]}.{self.within(tuple(rest))}"
            case ("partners", *_):
                return "partners"
            case ("lead_partner",):
                return "lead"
            case ("milestones", *_):
                return "starts"
        return self.within(path)

    def within(self, path: FieldPath) -> str:
        match path:
            case ("name",):
                return f"name.{self.typed.working}"
            case ("languages", *_):
                return "languages"
            case ("retention",):
                return "retention.last_payment"
            case ("contact",):
                return "contact.name"
        return ".".join(map(str, path))


def _in_one_line(text: str) -> str:
    return text.replace("\n", "")
