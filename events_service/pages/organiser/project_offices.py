"""The form of what a project's partners are besides their names: earlier names, their mail, and their imprint."""

from typing import Any

from msgspec.structs import asdict

from events_service.pages.organiser.edit_parts import Typed
from events_service.pages.organiser.project_parts import (
    WAS,
    ProjectPart,
    lines_in,
    numbers_in,
    read_by_language,
    row_before,
    tidied_rows,
    typed_by_language,
)
from events_service.programme.records import Partner, Project
from events_service.web.i18n import N_


def _typed(project: Project) -> dict[str, str]:
    typed: dict[str, str] = {}
    for partner in project.partners:
        at, imprint = f"partners.{partner.key}", partner.imprint
        typed |= {
            f"{at}.domains": "\n".join(partner.domains),
            f"{at}.imprint.address": imprint.address if imprint else "",
            f"{at}.imprint.represented_by": (imprint.represented_by if imprint else None) or "",
        }
        for number, earlier in enumerate(partner.earlier_names):
            row = f"{at}.earlier_names.{number}"
            typed |= typed_by_language(f"{row}.name", earlier.name, project)
            typed |= {f"{row}.until": earlier.until.isoformat(), f"{row}.{WAS}": str(number)}
    return typed


def _tidied(typed: Typed) -> dict[str, str]:
    keys = dict.fromkeys(field.split(".")[1] for field in typed if field.startswith("partners."))
    tidy = dict(typed)
    for key in keys:
        tidy = tidied_rows(tidy, f"partners.{key}.earlier_names", {WAS})
    return tidy


def _fields(project: Project, typed: Typed) -> dict[str, Any]:
    return {"partners": [_partner(partner, project, typed) for partner in project.partners]}


def _partner(partner: Partner, project: Project, typed: Typed) -> dict[str, Any]:
    at = f"partners.{partner.key}"
    address, represented_by = (typed.get(f"{at}.imprint.{name}") for name in ("address", "represented_by"))
    imprint = {"address": address or "", "represented_by": represented_by or None}
    earlier = [
        _earlier_name(f"{at}.earlier_names.{number}", partner, project, typed)
        for number in numbers_in(typed, f"{at}.earlier_names")
    ]
    return {
        **asdict(partner),
        "domains": [domain.lower().removeprefix("@") for domain in lines_in(typed, f"{at}.domains")],
        "imprint": imprint if address or represented_by else None,
        "earlier_names": earlier,
    }


def _earlier_name(at: str, partner: Partner, project: Project, typed: Typed) -> dict[str, Any]:
    before = row_before(typed, at, partner.earlier_names)
    name = read_by_language(f"{at}.name", before.name if before else None, project, typed, required=True)
    return {"name": name, "until": typed.get(f"{at}.until") or ""}


OFFICES = ProjectPart(
    key="offices",
    title=N_("Partners’ offices"),
    about=N_("What each partner was called before, where its people have their mail, and its imprint."),
    typed=_typed,
    fields=_fields,
    tidied=_tidied,
)
