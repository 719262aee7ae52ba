"""The form of an event's look: its picture with what is to be seen on it, and its colour in calendars."""

from typing import Any

from litestar.datastructures import FormMultiDict, UploadFile
from msgspec.structs import asdict

from events_service import clock
from events_service.access.records import Account
from events_service.database import Database
from events_service.files.keeping import Sender
from events_service.files.pictures import LARGEST_PICTURE, PHOTOGRAPH, PictureRefused, keep_picture
from events_service.files.store import store_of
from events_service.pages.organiser.edit_parts import Part, Typed, shown_words, typed_words
from events_service.programme.organising import read_organised_event
from events_service.programme.records import Event, Picture, Project
from events_service.settings import Settings
from events_service.web.i18n import N_

REMOVE = "remove"
"""What the button does that takes the picture out."""

LARGEST_FORM = LARGEST_PICTURE + 1_000_000
"""Octets of a form that brings a picture."""


def picture_typed(picture: Picture | None, project: Project) -> dict[str, str]:
    """Give what stands in the fields of a picture."""
    if picture is None:
        return {"picture.file": "", "picture.description": ""}
    return {"picture.file": picture.file, "picture.description": shown_words(picture.description, project)}


def picture_fields(before: Picture | None, project: Project, typed: Typed) -> dict[str, Any] | None:
    """Give the fields of a picture as a sent form has them; None where there is no file."""
    if not typed.get("picture.file"):
        return None
    words = before.description if before else None
    described = typed_words(words, project, typed.get("picture.description", ""), required=True)
    return {"file": typed["picture.file"], "description": described}


def _typed(event: Event, project: Project) -> dict[str, str]:
    return {**picture_typed(event.picture, project), "color": event.color or ""}


def _fields(event: Event, project: Project, typed: Typed) -> dict[str, Any]:
    picture = picture_fields(event.picture, project, typed)
    return {**asdict(event), "picture": picture, "color": typed.get("color") or None}


LOOK = Part(
    key="look",
    title=N_("Look"),
    about=N_("The picture on its page, and its colour in calendars."),
    labels={"picture.description": N_("What is to be seen"), "picture": N_("Picture"), "color": N_("Colour")},
    typed=_typed,
    fields=_fields,
)


async def with_sent_picture(
    database: Database, settings: Settings, key: str, account: Account, form: FormMultiDict
) -> tuple[dict[str, str], dict[str, str]]:
    """Keep the picture that a form brought, and give the fields that change by it, and what is wrong with it.

    Raises UnknownEvent, NotAllowed.
    """
    if form.get("do") == REMOVE:
        return {"picture.file": "", "picture.description": ""}, {}
    sent = form.get("picture")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return {}, {}
    await read_organised_event(database, key, account)
    sender = Sender(actor=account.actor, subject=f"event:{key}", now=clock.now())
    try:
        kept = await keep_picture(database, store_of(settings), await sent.read(), PHOTOGRAPH, sender)
    except PictureRefused as refused:
        return {}, {"picture": refused.sentence()}
    return {"picture.file": kept.digest}, {}
