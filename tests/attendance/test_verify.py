"""Anybody hears whether a file is a sealed record, unchanged: each way to spoil one is named."""

import asyncio
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path

import httpx
import pikepdf
import pytest

from events_service.access.records import Role
from events_service.attendance import review
from events_service.attendance.finding import read_review
from events_service.attendance.marking.noting import note
from events_service.attendance.records import Evidence, Mark
from events_service.attendance.sealed import Sealed, list_sealed, seal_due
from events_service.checkin.admit import receive
from events_service.database import Database
from events_service.files.store import store_of
from events_service.programme.finding import get_any_event
from events_service.sealing.alone import Standing, check_alone
from events_service.sealing.keys import find_key, make_key, read_key, write_key
from events_service.sealing.signing import sign
from events_service.settings import Settings
from tests.world.door import make_scan, open_doors
from tests.world.people import add_person
from tests.world.seals import PASSPHRASE, seal_key
from tests.world.seals import sealed as sealed_elsewhere
from tests.world.staff import add_staff
from tests.world.times import MORNING

pytestmark = pytest.mark.anyio
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EVENT = "harghita-2024"
EVENING = MORNING + timedelta(hours=10)
UNCHANGED = "This is the sealed record, unchanged."
CHANGED = "This file was altered after it was sealed: it is not what was signed."
ADDED = "This file was altered after it was sealed: something was added to it."


async def sealed_file(database: Database, settings: Settings) -> tuple[Sealed, bytes]:
    await open_doors(database)
    await add_person(database)
    account = await add_staff(database, Role.LEAD_PARTNER)
    await receive(database, [make_scan()], device="desk", account=account, now=MORNING)
    await review.submit(database, settings, EVENT, account=account, now=EVENING)
    await review.approve(database, settings, EVENT, account=account, now=EVENING)
    await seal_due(database, settings, EVENING)
    async with database.reading() as session:
        [sealed] = await list_sealed(session, EVENT)
    with store_of(settings).open(sealed.file) as file:
        return sealed, file.read()


async def said_of(client: httpx.AsyncClient, octets: bytes) -> str:
    """Send a file to the page and to the JSON address, which say the same, and give the page."""
    answer = await client.post("/verify", files={"file": ("sent", octets)})
    told = await client.post("/api/v1/verify", content=octets, headers={"Content-Type": "application/pdf"})
    assert (answer.status_code, told.status_code) == (200, 200)
    assert heard(answer.text) == told.json()["sentence"]
    assert told.json()["status"] in {"unchanged", "altered", "superseded", "unknown"}
    return answer.text


def heard(text: str) -> str:
    found = re.search(r'role="status"><strong>([^<]*)', text)
    return unescape(found[1]) if found else ""


def data_in(octets: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(octets)) as document:
        return document.attachments[f"{EVENT}-record.json"].get_file().read_bytes()


def one_octet_changed(octets: bytes) -> bytes:
    place = octets.index(b"stream", 2000) + 40
    return octets[:place] + bytes([octets[place] ^ 1]) + octets[place + 1 :]


def revised(octets: bytes) -> bytes:
    """Add a revision behind what was signed, as a program that edits does (ISO 32000-1 §7.5.6)."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415  (slow to import)

    writer = IncrementalPdfFileWriter(io.BytesIO(octets))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = pdf_number(90)
    writer.update_container(page)
    written = io.BytesIO()
    writer.write(written)
    assert written.getvalue().startswith(octets)
    return written.getvalue()


def pdf_number(number: int) -> object:
    from pyhanko.pdf_utils.generic import NumberObject  # noqa: PLC0415  (slow to import)

    return NumberObject(number)


def saved_anew(octets: bytes) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(octets)) as document:
        document.pages[0].Rotate = 90
        document.save(written)
    return written.getvalue()


def without_seal(octets: bytes) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(octets)) as document:
        del document.Root.AcroForm
        for page in document.pages:
            if "/Annots" in page:
                del page.Annots
        if "/Perms" in document.Root:
            del document.Root.Perms
        document.save(written)
    return written.getvalue()


def pdf_of_others(_: bytes) -> bytes:
    written = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(written)
    return written.getvalue()


def encrypted(octets: bytes) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(octets)) as document:
        document.save(written, encryption=pikepdf.Encryption(owner="owner", user=""))
    return written.getvalue()


def signed_further(octets: bytes) -> bytes:
    """Sign a file once more, as a host's legal representative does with a tool of theirs."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415  (slow to import)
    from pyhanko.sign import signers  # noqa: PLC0415  (as above)

    signer = signers.SimpleSigner.load_pkcs12(str(seal_key("Ana Host").path), passphrase=PASSPHRASE.encode())
    writer = IncrementalPdfFileWriter(io.BytesIO(octets))
    metadata = signers.PdfSignatureMetadata(field_name="Host")
    signed: io.BytesIO = asyncio.run(signers.PdfSigner(metadata, signer=signer).async_sign_pdf(writer))
    return signed.getvalue()


def of_another_service(_: bytes) -> bytes:
    return sealed_elsewhere(seal_key("Seal of another"))


def other_data(octets: bytes) -> bytes:
    record = json.loads(data_in(octets))
    record["attendees"] = []
    return json.dumps(record).encode()


SPOILT: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "unchanged": (bytes, UNCHANGED),
    "one octet changed": (one_octet_changed, CHANGED),
    "a revision added": (revised, ADDED),
    "octets behind the end": (lambda octets: octets + b"\n" + b"added " * 1000, ADDED),
    "saved anew": (saved_anew, CHANGED),
    "seal taken off": (without_seal, "its seal is gone"),
    "its data": (data_in, UNCHANGED),
    "its data, laid out otherwise": (
        lambda octets: json.dumps(json.loads(data_in(octets)), indent=1).encode(),
        UNCHANGED,
    ),
    "its data, altered": (other_data, "but are not what was sealed."),
    "a PDF of others": (pdf_of_others, "This PDF bears no seal"),
    "half of the file": (lambda octets: octets[: len(octets) // 2], "This PDF is damaged"),
    "rubbish that says PDF": (lambda _: b"%PDF-1.7\n" + bytes(range(256)) * 40, "This PDF is damaged"),
    "rubbish": (lambda _: bytes(range(256)) * 40, "This is neither a PDF nor the data of a record."),
    "data of others": (lambda _: b'{"a": 1}', "This is neither a PDF nor the data of a record."),
    "encrypted": (encrypted, "This PDF is encrypted, so nothing can be said of it; a sealed record never is."),
    "signed further": (signed_further, "unchanged; others have signed it since."),
    "of another service": (of_another_service, "This file is signed, but not with the seal of this service."),
    "data without end": (lambda _: b"{" * 100_000, "This is neither a PDF nor the data of a record."),
}

ALONE = {
    "unchanged": Standing.UNCHANGED,
    "one octet changed": Standing.ALTERED,
    "a revision added": Standing.ALTERED,
    "octets behind the end": Standing.ALTERED,
    "saved anew": Standing.ALTERED,
    "seal taken off": Standing.ALTERED,
    "by another's key": Standing.UNKNOWN_SIGNER,
    "of another service": Standing.UNKNOWN_SIGNER,
    "signed further": Standing.UNCHANGED,
}
"""What is said of a file by itself; all others bear no seal."""


@on_sqlite
async def test_each_way_to_spoil_a_file_is_named(
    database: Database, settings: Settings, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    _, octets = await sealed_file(database, settings)
    write_key(tmp_path / "other.p12", make_key("Seal of another", b"another passphrase"))
    other = read_key(tmp_path / "other.p12", b"another passphrase")
    forged = await asyncio.to_thread(sign, without_seal(octets), other, tsa_url=None, reason="To deceive")
    spoilt = {name: (await asyncio.to_thread(spoil, octets), wanted) for name, (spoil, wanted) in SPOILT.items()}
    spoilt["by another's key"] = (forged.octets, "but another key signed it.")
    said = {name: (await said_of(client, sent), wanted) for name, (sent, wanted) in spoilt.items()}
    missed = {name: heard(text) for name, (text, wanted) in said.items() if wanted not in text}
    assert missed == {}
    ours = frozenset({find_key(settings).fingerprint})
    alone = {name: (await check_alone(sent, ours)).standing for name, (sent, _) in spoilt.items()}
    assert alone == {name: ALONE.get(name, Standing.NOT_SEALED) for name in spoilt}


async def test_the_number_on_the_paper_leads_to_its_record(
    database: Database, settings: Settings, client: httpx.AsyncClient
) -> None:
    sealed, octets = await sealed_file(database, settings)
    for address in (f"/verify/{sealed.serial}", f"/VERIFY/{sealed.serial}", f"/verify/{sealed.serial.lower()}"):
        shown = await client.get(address)
        assert shown.status_code == 200
        assert all(each in shown.text for each in (sealed.serial, sealed.file, sealed.signer))
    unknown = await client.get("/verify/AAAAAAAAAAAA")
    assert (unknown.status_code, "No sealed record has this number" in unknown.text) == (404, True)
    assert UNCHANGED in await said_of(client, octets)


@on_sqlite
async def test_who_sends_no_file_is_asked_for_one(client: httpx.AsyncClient) -> None:
    for sent in ({}, {"file": ("empty.pdf", b"")}):
        answer = await client.post("/verify", files=sent or None)
        assert answer.status_code == 422
        assert "Choose the file that you want to check." in answer.text


@on_sqlite
async def test_a_file_says_what_was_checked_and_what_to_do(
    database: Database, settings: Settings, client: httpx.AsyncClient
) -> None:
    _, octets = await sealed_file(database, settings)
    further = await said_of(client, await asyncio.to_thread(signed_further, octets))
    assert "<li>Ana Host</li>" in further
    assert outcomes(further) == ["Yes"] * 5
    assert "you can rely on it" in await said_of(client, octets)
    changed = await said_of(client, one_octet_changed(octets))
    assert outcomes(changed) == ["Yes", "Yes", "No", "Not checked", "Not checked"]
    assert "Do not rely on it." in changed
    assert outcomes(await said_of(client, pdf_of_others(b""))) == ["No", *["Not checked"] * 4]
    for sent in (data_in(octets), b"rubbish", encrypted(octets)):
        assert outcomes(await said_of(client, sent)) == []


def outcomes(text: str) -> list[str]:
    return re.findall(r'<li><span class="tag \w+">([^<]+)', text)


async def test_what_a_correction_has_taken_the_place_of_is_said_with_its_number(
    database: Database, settings: Settings, client: httpx.AsyncClient
) -> None:
    first, octets = await sealed_file(database, settings)
    data = data_in(octets)
    await correct(database, settings)
    async with database.reading() as session:
        _, second = await list_sealed(session, EVENT)
    for sent in (octets, data):
        said = await said_of(client, sent)
        assert heard(said) == "This was the sealed record, unchanged; a later correction has taken its place."
        assert f"The record that counts now has the number {second.serial}" in said
    assert outcomes(await said_of(client, octets)) == ["Yes"] * 4 + ["No"]
    told = (await client.post("/api/v1/verify", content=octets)).json()
    assert (told["status"], told["serial"], told["correction"], told["standing"]) == ("superseded", first.serial, 0, 1)
    with store_of(settings).open(second.file) as file:
        assert heard(await said_of(client, file.read())) == UNCHANGED
    paper = (await client.get(f"/verify/{first.serial}")).text
    assert f'<a href="/verify/{second.serial}">A later correction has taken its place.</a>' in paper
    assert "A later correction" not in (await client.get(f"/verify/{second.serial}")).text


async def correct(database: Database, settings: Settings) -> None:
    """Note a signature that was found later, and let the record be approved anew."""
    account, later = (
        await add_staff(database, Role.LEAD_PARTNER, email="other@example.org"),
        EVENING + timedelta(days=1),
    )
    async with database.reading() as session:
        record = (await read_review(session, await get_any_event(session, EVENT))).record
    person, day = record.attendees[0].registration, record.checkpoints[0].key
    mark = Mark(registration=person, checkpoint=day, evidence=Evidence.SIGNED_ON_PAPER)
    await note(database, EVENT, [mark], account=account, now=later)
    await review.submit(database, settings, EVENT, account=account, now=later)
    await review.approve(database, settings, EVENT, account=account, now=later)
    await seal_due(database, settings, later)
