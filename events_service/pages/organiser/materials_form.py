"""The form of an event's materials: what its rows make of those that there are, and what it adds to them."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeVar
from urllib.parse import urlsplit

from litestar.datastructures import FormMultiDict, UploadFile
from msgspec.structs import replace

from events_service import clock
from events_service.access.records import Account
from events_service.database import Database
from events_service.files.keeping import Sender, find_files
from events_service.files.receiving import keep_sent
from events_service.files.store import store_of
from events_service.pages.organiser.edit_parts import typed_words
from events_service.pages.organiser.sent import text_sent
from events_service.programme.file_uses import files_in
from events_service.programme.finding import FoundEvent
from events_service.programme.materials import kind_of_file, materials_of
from events_service.programme.records import Key, Material, MaterialKind, MaterialReaders
from events_service.settings import Settings
from events_service.web.decoding import member_of
from events_service.web.errors import Refusal
from events_service.web.i18n import gettext

MOST_OCTETS = 500_000_000
"""Octets that the files of one event have in all."""

MOST_MATERIALS = 200
Chosen = TypeVar("Chosen", bound=Enum)


def edited(found: FoundEvent, form: FormMultiDict) -> list[tuple[Key | None, Material]]:
    """Give each material with its session as the rows of the form have them; a row that was not sent is as it was."""
    keys = {each.key for each in found.event.sessions}
    rows = []
    for number, placed in enumerate(materials_of(found.event)):
        at = f"{number}."
        session, material = placed.with_key
        if f"{at}title" in form:
            where = text_sent(form, f"{at}session")
            session = where if where in keys else None
            title = typed_words(material.title, found.project, text_sent(form, f"{at}title"), required=True)
            readers = _chosen(form, f"{at}readers", material.readers)
            kind = _chosen(form, f"{at}kind", material.kind)
            material = replace(material, title=title or "", readers=readers, kind=kind)
        rows.append((session, material))
    return rows


def _chosen(form: Mapping[str, Any], field: str, otherwise: Chosen) -> Chosen:
    return member_of(type(otherwise), text_sent(form, field)) or otherwise


async def sent_materials(
    database: Database, settings: Settings, found: FoundEvent, account: Account, form: FormMultiDict
) -> tuple[list[Material], list[tuple[str, str]]]:
    """Keep the files that a form brought; give them and its link as materials, and what is wrong with which."""
    readers = _chosen(form, "readers", MaterialReaders.EVERYBODY)
    files = [each for each in form.getall("files", []) if isinstance(each, UploadFile) and each.filename]
    link, written = text_sent(form, "link"), text_sent(form, "title")
    if not files and not link:
        return [], [("files", gettext("Choose a file, or give a link."))]
    async with database.reading() as session:
        known = await find_files(session, set(files_in(found.event)))
    left, added, faults = MOST_OCTETS - sum(each.octets for each in known.values()), list[Material](), []
    sender = Sender(actor=account.actor, subject=f"event:{found.event.key}", now=clock.now())
    named = typed_words(None, found.project, written) if len(files) + bool(link) == 1 else None
    for sent in files:
        try:
            kept, name = await keep_sent(database, store_of(settings), sent, sender)
        except Refusal as refused:
            faults.append((sent.filename[-100:], refused.sentence()))
            continue
        left -= kept.octets
        if left < 0 or len(materials_of(found.event)) + len(added) >= MOST_MATERIALS:
            sentence = gettext(
                "The event has 500 MB of files, or 200 materials, already: take one out, or give a link."
            )
            faults.append((name, sentence))
            continue
        title, kind = named or name.rpartition(".")[0], _chosen(form, "kind", kind_of_file(name))
        added.append(Material(title=title, file=kept.digest, name=name, kind=kind, readers=readers))
    if link and urlsplit(link).scheme != "https":
        faults.append((link[:100], gettext("Give a link that begins with https://.")))
    elif link:
        kind = _chosen(form, "kind", MaterialKind.DOCUMENT)
        added.append(Material(title=named or link[:300], link=link, kind=kind, readers=readers))
    return added, faults
