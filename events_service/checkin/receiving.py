"""What devices send, decoded: a faulty scan is answered with every fault in it, so that a device can be mended."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from events_service.checkin.records import DESK_METHODS, CheckIns, FaultyScan, Received, Scan
from events_service.web.decoding import MISSING, UNKNOWN, convert, decode_json, uuid_in
from events_service.web.errors import FaultyFields, FieldFault
from events_service.web.i18n import N_, gettext

MOST_SCANS = 1_000
MOST_FAULTS = 20
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC)

_INSTANT = N_("Write the instant with its offset, such as 2024-04-16T08:55:00+03:00.")

SENTENCES = {
    "id": N_("Give each scan a UUID of its own."),
    "event": N_("Name the event by its key, such as haskovo-2023."),
    "badge_code": N_("Send the badge's code or its whole address as text."),
    "checkpoint": N_("Name a day, such as 2024-04-16, or a session's key."),
    "scanned_at": _INSTANT,
    "method": N_("The method is scan or staff."),
    "let_in_because": N_("Say in at most 200 characters why the person is let in."),
    "device": N_("Name the device in 1 to 100 characters."),
    "scans": N_("Send a list of at most 1,000 scans."),
}

_decoder = msgspec.json.Decoder(CheckIns)


def decode_check_ins(body: bytes) -> Received:
    """Decode what a device sent, each scan by itself: a faulty one keeps no other back.

    Raises FaultyFields where it is no batch at all, with one fault for each faulty field.
    """
    try:
        sent = _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _decode_slowly(decode_json(body))
    if all(is_of_our_times(scan.scanned_at) and scan.method in DESK_METHODS for scan in sent.scans):
        return Received(device=sent.device, scans=[*sent.scans])
    return _decode_slowly(decode_json(body))


def _decode_slowly(received: Mapping[str, Any]) -> Received:
    """Decode scan by scan, to name all faults."""
    faults = [FieldFault(name, UNKNOWN) for name in received if name not in {"device", "scans"}]
    device, sent = received.get("device"), received.get("scans")
    if device is None:
        faults.append(FieldFault("device", MISSING))
    elif not isinstance(device, str) or not 1 <= len(device) <= 100:
        faults.append(FieldFault("device", SENTENCES["device"]))
    if not isinstance(sent, list) or len(sent) > MOST_SCANS:
        faults.append(FieldFault("scans", SENTENCES["scans"]))
        sent = []
    if faults:
        raise FaultyFields(faults)
    return Received(device=str(device), scans=[_scan_of(scan if isinstance(scan, dict) else {}) for scan in sent])


def _scan_of(sent: Mapping[str, Any]) -> Scan | FaultyScan:
    try:
        scan = convert(sent, Scan, SENTENCES)
    except FaultyFields as refusal:
        return _faulty(sent, refusal.faults)
    if scan.method not in DESK_METHODS:
        return _faulty(sent, [FieldFault("method", SENTENCES["method"])])
    return scan if is_of_our_times(scan.scanned_at) else _faulty(sent, [FieldFault("scanned_at", _INSTANT)])


def _faulty(sent: Mapping[str, Any], faults: Sequence[FieldFault]) -> FaultyScan:
    """Give a scan that cannot be read with what is wrong in it, in words; nothing that it may not hold is kept."""
    known = [field.name for field in msgspec.structs.fields(Scan)]
    event = sent.get("event")
    return FaultyScan(
        id=uuid_in(sent.get("id")),
        event=event if isinstance(event, str) else None,
        faults=tuple(FieldFault(fault.field[:63], gettext(fault.message)) for fault in faults[:MOST_FAULTS]),
        sent={name: str(sent[name]).replace("\x00", "")[:200] for name in known if name in sent},
    )


def is_of_our_times(instant: datetime) -> bool:
    """Tell whether a database can hold an instant in any zone."""
    return _EARLIEST <= instant < _LATEST
