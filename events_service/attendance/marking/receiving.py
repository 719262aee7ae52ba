"""Marks that devices send, decoded: every fault is named with the place of its mark, and nothing is noted then."""

from events_service.attendance.marking.records import REASON_TOO_LONG, SentMark
from events_service.web.decoding import MISSING, UNKNOWN, convert, decode_json
from events_service.web.errors import FaultyFields, FieldFault
from events_service.web.i18n import N_

MOST_MARKS = 1_000
MOST_FAULTS = 20

SENTENCES = {
    "id": N_("Give each mark a UUID of its own."),
    "registration": N_("Name the registration by its id."),
    "checkpoint": N_("Name a day, such as 2024-04-16, or a session's key."),
    "evidence": N_("The evidence is signed_on_paper, online or excused."),
    "reason": REASON_TOO_LONG,
    "marks": N_("Send a list of at most 1,000 marks."),
}


def decode_marks(body: bytes) -> list[SentMark]:
    """Decode what a device sent. Raises FaultyFields."""
    received = decode_json(body)
    faults = [FieldFault(name, UNKNOWN) for name in received if name != "marks"]
    sent = received.get("marks")
    if "marks" not in received:
        faults.append(FieldFault("marks", MISSING))
    elif not isinstance(sent, list) or len(sent) > MOST_MARKS:
        faults.append(FieldFault("marks", SENTENCES["marks"]))
    if faults or not isinstance(sent, list):
        raise FaultyFields(faults)
    marks: list[SentMark] = []
    for place, each in enumerate(sent):
        try:
            marks.append(convert(each if isinstance(each, dict) else {}, SentMark, SENTENCES))
        except FaultyFields as refusal:
            faults += [FieldFault(f"marks.{place}.{fault.field}", fault.message) for fault in refusal.faults]
    if faults:
        raise FaultyFields(faults[:MOST_FAULTS])
    return marks
