"""An application as it was sent: decoded with all its faults at once, whether it came as JSON, a form or a row."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from events_service.mailboxes import has_mailbox
from events_service.programme.codes import NO_MAILBOX, wrong_code
from events_service.programme.records import Key
from events_service.registrations.records import Application, Changes, Companion, Consents, GivenAnswer
from events_service.web.decoding import MISSING, convert, unfit_faults
from events_service.web.errors import FaultyFields, FieldFault
from events_service.web.i18n import N_
from events_service.web.text import has_letter

Answer = TypeVar("Answer")

SENTENCES: Mapping[str, str] = {
    "first_name": N_("Write the first name on one line, in at most 200 characters."),
    "last_name": N_("Write the last name on one line, in at most 200 characters."),
    "email": N_("Write one e-mail address, such as maria@example.org."),
    "latin_name": N_("Write the name in Latin letters on one line, in at most 400 characters."),
    "organisation": N_("Write the organisation on one line, in at most 300 characters."),
    "country": N_("Choose a country; its code has two capital letters, such as BG."),
    "category": N_("Choose in what capacity you take part."),
    "language": N_("Choose a language; its code has two or three small letters, such as bg."),
    "attendance_mode": N_("Choose whether you take part in person or online."),
    "sessions": N_("Choose sessions from the event's agenda."),
    "consents": N_("Say what you agree to: privacy_notice, photos and special_needs are each true or false."),
    "dietary_needs": N_("Describe dietary needs in at most 500 characters."),
    "access_needs": N_("Describe access needs in at most 500 characters."),
    "day_modes": N_("Name days of the event, such as 2024-04-16, each with in_person, online or null."),
    "answers": N_("Answer each question by its key: with a text, true or false, a list of options, or a file."),
    "companions": N_("Send a list of colleagues, at most 20, each with first_name, last_name and email."),
    "invitation": N_("Copy the whole link of the invitation, or leave it out."),
}
CONSENT_SENTENCES: Mapping[str, str] = dict.fromkeys(
    ("privacy_notice", "photos", "special_needs"), N_("Answer with true or false.")
)

NO_LETTER = N_("Write the name in letters.")
NOTICE_NEEDED = N_("Please read the privacy notice and say that you have done so.")
NEEDS_CONSENT = N_("We may keep dietary or access needs only with your consent: agree here, or leave the needs empty.")


def decode_application(received: Mapping[str, Any], *, by_organiser: bool = False) -> Application:
    """Decode an application; an organiser answers for the notice having been shown.

    Raises FaultyFields with every faulty field, those of the consents as `consents.…`.
    """
    faults: list[FieldFault] = []
    written = received.get("consents")
    consents = Consents(privacy_notice=False)
    if isinstance(written, Mapping):
        consents = _collect(faults, "consents.", lambda: convert(written, Consents, CONSENT_SENTENCES)) or consents
    elif written is not None:
        faults.append(FieldFault("consents", SENTENCES["consents"]))
    else:
        faults.append(FieldFault("consents", MISSING))
    plain = {**received, "consents": consents}
    application = _collect(faults, "", lambda: convert(plain, Application, SENTENCES))
    faults = _each_colleague(received.get("companions"), _each_answer(received.get("answers"), faults))
    faults += wrong_values(received, faults)
    if isinstance(written, Mapping) and not any(fault.field.startswith("consents") for fault in faults):
        needs = bool(received.get("dietary_needs") or received.get("access_needs"))
        faults += consent_faults(consents, needs=needs, by_organiser=by_organiser)
    if faults or application is None:
        raise FaultyFields(faults)
    return application


def decode_companion(received: Mapping[str, Any]) -> Companion:
    """Decode one colleague. Raises FaultyFields with every faulty field."""
    companion, faults = _companion(received)
    if faults or companion is None:
        raise FaultyFields(faults)
    return companion


def _companion(received: Mapping[str, Any]) -> tuple[Companion | None, list[FieldFault]]:
    own: list[FieldFault] = []
    companion = _collect(own, "", partial(convert, received, Companion, SENTENCES))
    faults = _each_answer(received.get("answers"), own)
    return companion, faults + wrong_values(received, faults)


def _each_colleague(companions: Any, faults: list[FieldFault]) -> list[FieldFault]:
    """Say in place of one fault of the whole list which fields of which colleague are faulty."""
    if not isinstance(companions, list) or not all(isinstance(each, Mapping) for each in companions):
        return faults
    found: list[FieldFault] = []
    for place, each in enumerate(companions):
        found += [FieldFault(f"companions.{place}.{fault.field}", fault.message) for fault in _companion(each)[1]]
    return [fault for fault in faults if fault.field != "companions" or not found] + found


def _each_answer(answers: Any, faults: list[FieldFault]) -> list[FieldFault]:
    """Say in place of one fault of all answers which of them are faulty."""
    if not isinstance(answers, Mapping) or all(fault.field != "answers" for fault in faults):
        return faults
    kept = [fault for fault in faults if fault.field != "answers"]
    for key, answer in answers.items():
        unseen = unfit_faults(f"answers.{key}", answer)
        kept += unseen if unseen or _fits(key, answer) else [FieldFault(f"answers.{key}", SENTENCES["answers"])]
    return kept


def _fits(key: str, answer: Any) -> bool:
    try:
        msgspec.convert({key: answer}, dict[Key, GivenAnswer])
    except msgspec.ValidationError:
        return False
    return True


def consent_faults(consents: Consents, *, needs: bool, by_organiser: bool) -> list[FieldFault]:
    """Say which consent is missing: to have seen the notice, and to keep special needs where there are `needs`."""
    faults = []
    if not consents.privacy_notice and not by_organiser:
        faults.append(FieldFault("consents.privacy_notice", NOTICE_NEEDED))
    if needs and not consents.special_needs:
        faults.append(FieldFault("consents.special_needs", NEEDS_CONSENT))
    return faults


def decode_changes(received: Mapping[str, Any]) -> Changes:
    """Decode a change. Raises FaultyFields; an empty text is a fault, for only the Latin name may be emptied."""
    faults = [
        FieldFault(name, MISSING)
        for name, value in received.items()
        if name != "latin_name" and isinstance(value, str) and not value.strip()
    ]
    faults += wrong_values(received, faults)
    try:
        changes = convert(received, Changes, SENTENCES)
    except FaultyFields as refusal:
        known = {fault.field for fault in faults}
        others = [fault for fault in refusal.faults if fault.field not in known]
        raise FaultyFields(faults + _each_answer(received.get("answers"), others)) from None
    if faults:
        raise FaultyFields(faults)
    latin_name = received.get("latin_name")
    emptied = isinstance(latin_name, str) and not latin_name.strip()
    return replace(changes, latin_name="") if emptied else changes


def wrong_values(received: Mapping[str, Any], known: list[FieldFault]) -> list[FieldFault]:
    """Give a fault for each value that has the right form and stands for nothing: a code, or an address."""
    faulty = {fault.field for fault in known}
    written = {name: value.strip() for name, value in received.items() if name not in faulty and isinstance(value, str)}
    faults = [
        FieldFault(name, SENTENCES[name])
        for name in ("country", "language")
        if name in written and wrong_code(name, written[name])
    ]
    faults += [
        FieldFault(name, NO_LETTER)
        for name in ("first_name", "last_name")
        if written.get(name) and not has_letter(written[name])
    ]
    return faults + address_faults(written.get("email"))


def address_faults(email: str | None) -> list[FieldFault]:
    """Say of an address that no mail server can have it."""
    return [FieldFault("email", NO_MAILBOX)] if email and not has_mailbox(email) else []


def _collect(faults: list[FieldFault], prefix: str, attempt: Callable[[], Answer]) -> Answer | None:
    try:
        return attempt()
    except FaultyFields as refusal:
        faults += [FieldFault(f"{prefix}{fault.field}", fault.message) for fault in refusal.faults]
        return None
