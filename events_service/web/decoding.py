"""Decoding of what people send: every faulty field at once, never only the first."""

from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from litestar import Request, Response
from litestar.exceptions import ValidationException
from msgspec import NODEFAULT, Struct
from msgspec.structs import FieldInfo, fields

from events_service.web.errors import FaultyFields, FieldFault, TooLarge, answer_refusal
from events_service.web.i18n import N_, gettext
from events_service.web.text import composed_within, unfit

Received = TypeVar("Received", bound=Struct)
Kind = TypeVar("Kind", bound=Enum)

MOST_VALUES = 50_000
"""Values in a JSON body: ten times what a thousand scans hold."""

MISSING = N_("Please fill this in.")
UNKNOWN = N_("This field is not known here.")
FAULTY = N_("This cannot be used; please check it.")
UNFIT = N_("The text holds the character {character}, which cannot be shown; please write it anew without it.")


def member_of(kind: type[Kind], written: object) -> Kind | None:
    """Give the member of an enum whose value was written in a form or an address; None where it is none of them."""
    return next((each for each in kind if each.value == written), None)


def decode_json(body: bytes) -> Mapping[str, Any]:
    """Decode a JSON object, each text in it composed; raises FaultyFields when it is none, TooLarge for many values.

    Each value costs memory many times its length, so they are counted before they are made.
    """
    if sum(map(body.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise TooLarge
    try:
        decoded: Mapping[str, Any] = composed_within(msgspec.json.decode(body, type=dict[str, Any]))
        return decoded
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FaultyFields([FieldFault("", N_("Send a JSON object in UTF-8."))]) from error


def convert(received: Mapping[str, Any], kind: type[Received], sentences: Mapping[str, str]) -> Received:
    """Convert what was received into a struct, field by field.

    `sentences` say for each field what a good value is; raises FaultyFields with one fault for each faulty field.
    """
    faults: list[FieldFault] = []
    values: dict[str, Any] = {}
    known = _fields_of(kind)
    faults += [FieldFault(name, UNKNOWN) for name in received if name not in known]
    for name, field in known.items():
        if name not in received or (received[name] is None and field.required):
            if field.required:
                faults.append(FieldFault(name, MISSING))
            continue
        value = received[name]
        if unseen := unfit_faults(name, value):
            faults += unseen
            continue
        if isinstance(value, str):
            value = value.strip()
            if not value:
                if field.required:
                    faults.append(FieldFault(name, MISSING))
                elif field.default is not NODEFAULT:
                    values[field.name] = field.default
                continue
        try:
            values[field.name] = msgspec.convert(value, field.type, strict=True)
        except msgspec.ValidationError:
            faults.append(FieldFault(name, sentences.get(name, FAULTY)))
    if faults:
        raise FaultyFields(faults)
    return kind(**values)


@cache
def _fields_of(kind: type[Struct]) -> Mapping[str, FieldInfo]:
    """Give a struct's fields by their names as they are sent; looking them up is half of a scan's decoding."""
    return {field.encode_name: field for field in fields(kind)}


def uuid_in(text: Any) -> UUID | None:
    """Give the UUID that a form's field or an address holds, or None where it holds none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def unfit_faults(field: str, received: Any) -> list[FieldFault]:
    """Say at a field which character, in any text in it, no text can be taken with."""
    character = next((found for text in _texts(received) if (found := unfit(text))), None)
    return [FieldFault(field, gettext(UNFIT).format(character=character))] if character else []


def _texts(received: Any) -> Iterator[str]:
    if isinstance(received, str):
        yield received
    elif isinstance(received, Mapping):
        for key, value in received.items():
            yield from (*_texts(key), *_texts(value))
    elif isinstance(received, list):
        for each in received:
            yield from _texts(each)


def answer_faulty_parameters(request: Request[Any, Any, Any], error: ValidationException) -> Response[Any]:
    """Answer parameters of an address that are not of their type, each by its name there and with what is expected."""
    parameters = request.route_handler.parsed_fn_signature.parameters
    faults = []
    for fault in error.extra if isinstance(error.extra, list) else [{"message": error.detail}]:
        key = fault.get("key", "")
        definition = parameters[key].kwarg_definition if key in parameters else None
        name = getattr(definition, "name", None) or key
        faults.append(FieldFault(name, f"{gettext(FAULTY)} {fault['message']}"))
    return answer_refusal(request, FaultyFields(faults))
