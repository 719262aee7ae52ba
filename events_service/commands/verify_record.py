"""The command that says of files by themselves whether they are sealed records: without database and network."""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
import msgspec

from events_service.sealing.alone import TOO_LARGE, Alone, NoCertificateIn, Standing, certificates_in, check_alone
from events_service.sealing.examining import LARGEST_EXAMINED
from events_service.sealing.keys import SealKeyRefused, find_key
from events_service.settings import FaultySetting, read_settings

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
INSTANT = "%Y-%m-%dT%H:%M:%SZ"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a file as JSON."""

    file: str
    status: Standing
    sentence: str
    serial: str | None
    event: str | None
    correction: int | None
    sealed_at: datetime | None
    signer: str | None
    certificate: str | None
    time_stamped_at: datetime | None
    time_stamped_by: str | None
    others: tuple[str, ...]


@click.command("verify-record")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=EXISTING)
@click.option(
    "--certificate",
    "certificates",
    multiple=True,
    type=EXISTING,
    help="The certificate of the seal (PEM or DER), from the service or from whom you trust; may be given several"
    " times. Left out: that of the seal key on this machine, where there is one.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON for each file.")
def verify_record(files: tuple[Path, ...], certificates: tuple[Path, ...], *, as_json: bool) -> None:
    """Check files by themselves, without database and network: is each a sealed record, unchanged, by whom and when.

    Exit 1 where one is not. Whether a later correction has taken a record's place only the service knows; of files that
    are given together it is said.

    Example: events-service verify-record harghita-2024-attendance.pdf --certificate seal.pem
    """
    trusted = _trusted(certificates)
    said = list(zip(files, asyncio.run(_check(files, trusted)), strict=True))
    for file, alone in said:
        if as_json:
            click.echo(msgspec.json.encode(_line(file, alone)).decode())
        else:
            click.echo(_told(file, alone, said), err=alone.standing is not Standing.UNCHANGED)
    if any(alone.standing is not Standing.UNCHANGED for _, alone in said):
        raise click.exceptions.Exit(1)


def _trusted(certificates: tuple[Path, ...]) -> frozenset[str]:
    found: set[str] = set()
    for path in certificates:
        try:
            found |= certificates_in(path.read_bytes())
        except NoCertificateIn:
            raise click.UsageError(
                f"{path} holds no certificate; take what /.well-known/events-service/seal.pem gives."
            ) from None
    if not certificates:
        with contextlib.suppress(SealKeyRefused, FaultySetting):
            found.add(find_key(read_settings(makes=False)).fingerprint)
    return frozenset(found)


async def _check(files: tuple[Path, ...], trusted: frozenset[str]) -> list[Alone]:
    return [TOO_LARGE if path.stat().st_size > LARGEST_EXAMINED else await check_alone(path, trusted) for path in files]


def _line(file: Path, alone: Alone) -> Line:
    note = alone.note
    return Line(
        file=str(file),
        status=alone.standing,
        sentence=alone.sentence,
        serial=note.serial if note else None,
        event=note.event if note else None,
        correction=note.correction if note else None,
        sealed_at=note.sealed_at if note else None,
        signer=alone.signer,
        certificate=alone.certificate,
        time_stamped_at=alone.time_stamped_at,
        time_stamped_by=alone.time_stamped_by,
        others=alone.others,
    )


def _told(file: Path, alone: Alone, said: Sequence[tuple[Path, Alone]]) -> str:
    lines, note = [f"{file}: {alone.sentence}"], alone.note
    if note:
        which = f"correction {note.correction}" if note.correction else "the first one"
        lines += [f"  record of {note.event}, {which}, number {note.serial}, sealed at {note.sealed_at:{INSTANT}}"]
    if alone.signer:
        lines += [f"  signed by {alone.signer}, certificate {alone.certificate}"]
    if alone.time_stamped_at:
        lines += [f"  time stamp of {alone.time_stamped_at:{INSTANT}} by {alone.time_stamped_by}"]
    lines += [f"  further signature: {signer}" for signer in alone.others]
    if (later := _later(alone, said)) is not None:
        lines += [f"  {later} is a later correction of it"]
    # What a file says of itself is somebody's: nothing of it is to steer a terminal.
    return "\n".join("".join(filter(str.isprintable, line)) for line in lines)


def _later(alone: Alone, said: Sequence[tuple[Path, Alone]]) -> Path | None:
    """Give the file that took a record's place, where it was given as well."""
    if alone.note is None or alone.standing is not Standing.UNCHANGED:
        return None
    event, place = alone.note.event, alone.note.correction
    return next(
        (
            file
            for file, other in said
            if other.standing is Standing.UNCHANGED
            and other.note
            and other.note.event == event
            and other.note.correction > place
        ),
        None,
    )


COMMANDS = [verify_record]
