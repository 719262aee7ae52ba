"""The form of an event's look: its pictures with what is to be seen on them, and its colour in calendars."""

from collections.abc import Mapping
from typing import Any

from litestar.datastructures import FormMultiDict, UploadFile
from msgspec.structs import asdict, replace
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import clock
from events_service.access.records import Account
from events_service.database import Database
from events_service.files.keeping import Sender
from events_service.files.pictures import LARGEST_PICTURE, PHOTOGRAPH, PictureRefused, keep_picture
from events_service.files.store import store_of
from events_service.pages.organiser.edit_parts import Part, Typed, shown_words, typed_words
from events_service.pages.shown_pictures import ShownPicture, find_picture
from events_service.programme.organising import read_organised_event
from events_service.programme.records import Event, Picture, Project
from events_service.settings import Settings
from events_service.web.i18n import N_, gettext

REMOVES = {"picture": "remove", "image": "remove.image"}
"""What the button does that takes a picture out, by the field of the event."""
SENT = {"picture": "picture", "image": "image.sent"}
"""The field that brings the file of each."""

LARGEST_FORM = 2 * LARGEST_PICTURE + 1_000_000
"""Octets of a form that brings both pictures."""


def picture_typed(picture: Picture | None, project: Project, name: str = "picture") -> dict[str, str]:
    """Give what stands in the fields of a picture."""
    if picture is None:
        return {f"{name}.file": "", f"{name}.description": ""}
    return {f"{name}.file": picture.file, f"{name}.description": shown_words(picture.description, project)}


def picture_fields(
    before: Picture | None, project: Project, typed: Typed, name: str = "picture"
) -> dict[str, Any] | None:
    """Give the fields of a picture as a sent form has them; None where there is no file."""
    if not typed.get(f"{name}.file"):
        return None
    words = before.description if before else None
    described = typed_words(words, project, typed.get(f"{name}.description", ""), required=True)
    return {"file": typed[f"{name}.file"], "description": described}


def in_calendars(event: Event) -> Picture | None:
    """Give the picture for calendars that was sent here; None where there is none, or it lies elsewhere."""
    return event.image if isinstance(event.image, Picture) else None


def _typed(event: Event, project: Project) -> dict[str, str]:
    return {
        **picture_typed(event.picture, project),
        **picture_typed(in_calendars(event), project, "image"),
        "image": event.image if isinstance(event.image, str) else "",
        "color": event.color or "",
    }


def _fields(event: Event, project: Project, typed: Typed) -> dict[str, Any]:
    return {
        **asdict(event),
        "picture": picture_fields(event.picture, project, typed),
        "image": picture_fields(in_calendars(event), project, typed, "image") or typed.get("image") or None,
        "color": typed.get("color") or None,
    }


def image_fault(typed: Typed) -> dict[str, str]:
    """Say that one picture cannot be both here and elsewhere."""
    if not typed.get("image") or not typed.get("image.file"):
        return {}
    return {"image": gettext("Leave this empty, or remove the picture that was sent: calendars show one.")}


LOOK = Part(
    key="look",
    title=N_("Look"),
    about=N_("The picture on its page, and its picture and colour in calendars."),
    labels={
        "picture.description": N_("What is to be seen"),
        "picture": N_("Picture"),
        "image.description": N_("What is to be seen"),
        "image": N_("Picture in calendars"),
        "color": N_("Colour"),
    },
    typed=_typed,
    fields=_fields,
)


def removed_by(form: Mapping[str, Any]) -> str:
    """Give the field of the picture that a form takes out; empty where it takes out none."""
    return next((name for name, does in REMOVES.items() if form.get("do") == does), "")


def put_back(began: Event, earlier: Event, name: str) -> Event:
    """Give an event with the picture that an earlier version has in a field."""
    return replace(began, image=earlier.image) if name == "image" else replace(began, picture=earlier.picture)


async def shown_by_field(session: AsyncSession, event: Event) -> dict[str, ShownPicture]:
    """Give the pictures of an event that are here, by their fields."""
    pictures = {"picture": event.picture, "image": in_calendars(event)}
    found = {name: await find_picture(session, event, picture) for name, picture in pictures.items()}
    return {name: each for name, each in found.items() if each is not None}


async def with_sent_pictures(
    database: Database, settings: Settings, key: str, account: Account, form: FormMultiDict
) -> tuple[dict[str, str], dict[str, str]]:
    """Keep the pictures that the form of an event's look brought, as `with_sent_picture` does each."""
    fields: dict[str, str] = {}
    faults: dict[str, str] = {}
    for name in SENT:
        changed, wrong = await with_sent_picture(database, settings, key, account, form, name)
        fields, faults = fields | changed, faults | wrong
    return fields, faults


async def with_sent_picture(
    database: Database, settings: Settings, key: str, account: Account, form: FormMultiDict, name: str = "picture"
) -> tuple[dict[str, str], dict[str, str]]:
    """Keep the picture that a form brought, and give the fields that change by it, and what is wrong with it.

    Raises UnknownEvent, NotAllowed.
    """
    if form.get("do") == REMOVES[name]:
        return {f"{name}.file": "", f"{name}.description": ""}, {}
    sent = form.get(SENT[name])
    if not isinstance(sent, UploadFile) or not sent.filename:
        return {}, {}
    await read_organised_event(database, key, account)
    sender = Sender(actor=account.actor, subject=f"event:{key}", now=clock.now())
    try:
        kept = await keep_picture(database, store_of(settings), await sent.read(), PHOTOGRAPH, sender)
    except PictureRefused as refused:
        return {}, {SENT[name]: refused.sentence()}
    return {f"{name}.file": kept.digest}, {}
