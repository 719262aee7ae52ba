"""What devices send, decoded: a faulty batch is answered with every fault in it, so that a device can be mended."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from events_service.checkin.records import CheckIns, Scan
from events_service.web.decoding import MISSING, UNKNOWN, convert, decode_json
from events_service.web.errors import FaultyFields, FieldFault
from events_service.web.i18n import N_

MOST_SCANS = 1_000
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC)

SENTENCES = {
    "id": N_("Give each scan a UUID of its own."),
    "event": N_("Name the event by its key, such as haskovo-2023."),
    "badge_code": N_("Send the badge's code or its whole address as text."),
    "checkpoint": N_("Name a day, such as 2024-04-16, or a session's key."),
    "scanned_at": N_("Write the instant with its offset, such as 2024-04-16T08:55:00+03:00."),
    "method": N_("The method is scan or staff."),
    "device": N_("Name the device in 1 to 100 characters."),
    "scans": N_("Send a list of at most 1,000 scans."),
}

_decoder = msgspec.json.Decoder(CheckIns)


def decode_check_ins(body: bytes) -> CheckIns:
    """Decode what a device sent. Raises FaultyFields with one fault for each faulty field, as in `scans[3].id`."""
    try:
        received = _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        received = _decode_slowly(decode_json(body))
    faults = [
        FieldFault(f"scans[{index}].scanned_at", SENTENCES["scanned_at"])
        for index, scan in enumerate(received.scans)
        if not _EARLIEST <= scan.scanned_at < _LATEST
    ]
    if faults:
        raise FaultyFields(faults)
    return received


def uuid_in(text: Any) -> UUID | None:
    """Give the UUID that a form's field or an address holds, or None where it holds none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _decode_slowly(received: Mapping[str, Any]) -> CheckIns:
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
    scans: list[Scan] = []
    for index, scan in enumerate(sent):
        try:
            scans.append(convert(scan if isinstance(scan, dict) else {}, Scan, SENTENCES))
        except FaultyFields as refusal:
            faults += [FieldFault(f"scans[{index}].{fault.field}", fault.message) for fault in refusal.faults]
    if faults:
        raise FaultyFields(faults)
    return CheckIns(device=str(device), scans=scans)
