"""An approved record leaves the house as one signed file, which other programs read and find whole."""

import hashlib
import io
import json
import subprocess
from datetime import timedelta
from pathlib import Path

import httpx
import pikepdf
import pytest
from litestar import Litestar
from msgspec.structs import replace
from sqlalchemy import func, select

from events_service.access.records import Account, Role
from events_service.attendance import review
from events_service.attendance.finding import read_review
from events_service.attendance.marking.noting import note
from events_service.attendance.records import Evidence, Mark
from events_service.attendance.sealed import list_sealed, seal_due
from events_service.attendance.sealed_tables import SealedRecordRow
from events_service.checkin.admit import receive
from events_service.database import Database
from events_service.files.keeping import faults
from events_service.files.store import store_of
from events_service.programme.finding import get_any_event
from events_service.sealing.keys import key_path
from events_service.settings import Settings
from tests.world.door import make_scan, open_doors
from tests.world.paper import page_texts
from tests.world.people import add_person
from tests.world.staff import add_staff, sign_in
from tests.world.times import MORNING

pytestmark = pytest.mark.anyio
EVENT = "harghita-2024"
EVENING = MORNING + timedelta(hours=10)


@pytest.fixture
async def lead(database: Database, settings: Settings) -> Account:
    """A lead partner who has just approved the record of the one who came."""
    await open_doors(database)
    await add_person(database)
    account = await add_staff(database, Role.LEAD_PARTNER)
    await receive(database, [make_scan()], device="desk", account=account, now=MORNING)
    await review.submit(database, settings, EVENT, account=account, now=EVENING)
    await review.approve(database, settings, EVENT, account=account, now=EVENING)
    return account


async def sealed_file(database: Database, settings: Settings) -> bytes:
    assert await seal_due(database, settings, EVENING) == 1
    async with database.reading() as session:
        [sealed] = await list_sealed(session, EVENT)
    with store_of(settings).open(sealed.file) as file:
        return file.read()


async def test_the_file_is_one_that_archives_keep(lead: Account, database: Database, settings: Settings) -> None:
    octets = await sealed_file(database, settings)
    with pikepdf.open(io.BytesIO(octets)) as document:
        assert document.check_pdf_syntax() == []
        with document.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
            assert metadata["dc:title"] == str(document.docinfo["/Title"])
        assert document.pdf_version == "1.7"
        assert "/Version" not in document.Root
        [intent] = document.Root.OutputIntents
        profile = intent.DestOutputProfile.read_bytes()
        assert (intent.S, profile[12:20], profile[36:40]) == ("/GTS_PDFA1", b"mntrRGB ", b"acsp")
        inside = {str(file.UF): (str(file.AFRelationship), str(file.EF.F.Subtype)) for file in document.Root.AF}
        assert inside == {
            f"{EVENT}-agenda.pdf": ("/Supplement", "/application/pdf"),
            f"{EVENT}-attendance.csv": ("/Data", "/text/csv"),
            f"{EVENT}-record.json": ("/Source", "/application/json"),
            "seal.json": ("/Data", "/application/json"),
        }
        assert set(document.attachments) == set(inside)
        for font in (each for each in document.objects if isinstance(each, pikepdf.Dictionary)):
            if font.get("/Type") == "/FontDescriptor":
                assert "/FontFile2" in font or "/FontFile3" in font
        [field] = document.Root.AcroForm.Fields
        assert int(field.F) & 0b0110_0111 == 0b0100  # shown in print, and not hidden
        annotations = [each for page in document.pages for each in page.get("/Annots", [])]
        assert {str(each.Subtype) for each in annotations} == {"/Widget"}


async def test_what_is_in_the_file_is_what_was_approved(lead: Account, database: Database, settings: Settings) -> None:
    octets = await sealed_file(database, settings)
    async with database.reading() as session:
        [sealed] = await list_sealed(session, EVENT)
        reviewed = await read_review(session, await get_any_event(session, EVENT))
    with pikepdf.open(io.BytesIO(octets)) as document:
        record = document.attachments[f"{EVENT}-record.json"].get_file().read_bytes()
        note_ = json.loads(document.attachments["seal.json"].get_file().read_bytes())
        assert document.attachments[f"{EVENT}-agenda.pdf"].get_file().read_bytes().startswith(b"%PDF-")
    assert hashlib.sha256(record).hexdigest() == reviewed.digest == sealed.record == note_["record"]
    assert (note_["serial"], note_["event"], note_["correction"]) == (sealed.serial, EVENT, 0)
    text = " ".join(page_texts(octets))
    assert all(each in text for each in (sealed.serial, note_["certificate"], note_["head"]))


async def test_a_program_of_others_finds_the_signature_good_and_one_changed_byte(
    lead: Account, database: Database, settings: Settings, tmp_path: Path
) -> None:
    octets = await sealed_file(database, settings)
    whole, changed = tmp_path / "whole.pdf", tmp_path / "changed.pdf"
    whole.write_bytes(octets)
    changed.write_bytes(octets[:2000] + bytes([octets[2000] ^ 1]) + octets[2001:])

    def said(path: Path) -> str:
        return subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False).stdout

    assert "Signature Type: ETSI.CAdES.detached" in said(whole)
    assert "Signature is Valid." in said(whole)
    assert "Total document signed" in said(whole)
    assert "Signature is Valid." not in said(changed)


async def test_everybody_gets_this_very_file(
    lead: Account, database: Database, settings: Settings, client: httpx.AsyncClient
) -> None:
    octets = await sealed_file(database, settings)
    await sign_in(client, database, Role.LEAD_PARTNER)
    for place in ("review", "organise"):
        answer = await client.get(f"/{place}/events/{EVENT}/attendance/attendance.pdf")
        assert answer.content == octets
    certificate = await client.get("/.well-known/events-service/seal.pem")
    assert certificate.text.startswith("-----BEGIN CERTIFICATE-----")
    assert await seal_due(database, settings, EVENING) == 0


async def test_a_record_is_approved_without_a_key_and_sealed_once_there_is_one(
    lead: Account, database: Database, settings: Settings, client: httpx.AsyncClient, application: Litestar
) -> None:
    without = replace(settings, seal_key=settings.data_dir / "none.p12", seal_passphrase="x" * 12)
    assert await seal_due(database, without, EVENING) == 0
    await sign_in(client, database, Role.LEAD_PARTNER)
    printed = await client.get(f"/review/events/{EVENT}/attendance/attendance.pdf")
    assert "This file is not signed" in " ".join(page_texts(printed.content))
    application.state.settings = without
    for page in (
        "/organise",
        f"/organise/events/{EVENT}",
        f"/organise/events/{EVENT}/attendance",
        f"/review/events/{EVENT}",
    ):
        shown = (await client.get(page)).text
        assert "makes one with “events-service seal-key create”; then it is sealed by itself." in shown, page
        assert "Nothing remains to be done" not in shown
    application.state.settings = settings
    assert await seal_due(database, settings, EVENING) == 1
    assert "Nothing remains to be done" in (await client.get(f"/organise/events/{EVENT}")).text
    assert "seal-key create" not in (await client.get(f"/review/events/{EVENT}")).text
    again = await client.get(f"/review/events/{EVENT}/attendance/attendance.pdf")
    assert b"ETSI.CAdES.detached" in again.content


async def test_a_key_that_is_gone_is_not_made_again_by_itself(
    lead: Account, database: Database, settings: Settings
) -> None:
    await sealed_file(database, settings)
    key_path(settings).unlink()
    later = EVENING + timedelta(days=1)
    async with database.reading() as session:
        record = (await read_review(session, await get_any_event(session, EVENT))).record
    mark = Mark(
        registration=record.attendees[0].registration,
        checkpoint=record.checkpoints[0].key,
        evidence=Evidence.SIGNED_ON_PAPER,
    )
    await note(database, EVENT, [mark], account=lead, now=later)
    await review.submit(database, settings, EVENT, account=lead, now=later)
    await review.approve(database, settings, EVENT, account=lead, now=later)
    assert await seal_due(database, settings, later) == 0
    assert not key_path(settings).exists()


async def test_a_sealed_file_that_is_swapped_is_named(lead: Account, database: Database, settings: Settings) -> None:
    await sealed_file(database, settings)
    async with database.reading() as session:
        assert [fault async for fault in faults(session, store_of(settings))] == []
        assert await session.scalar(select(func.count()).select_from(SealedRecordRow)) == 1
        [sealed] = await list_sealed(session, EVENT)
        path = settings.data_dir / "files" / sealed.file[:2] / sealed.file
        path.write_bytes(path.read_bytes() + b"\n")
        [fault] = [fault async for fault in faults(session, store_of(settings))]
    assert fault.startswith(f"file {sealed.file}: its content was changed")
