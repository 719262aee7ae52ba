"""`verify-record` says of files alone whether they are sealed records: without a database and the network."""

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from events_service.sealing.examining import LARGEST_EXAMINED
from events_service.sealing.signing import sign
from tests.world.seals import PASSPHRASE, seal_key, sealed, unsigned
from tests.world.service import Done, Run

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OURS, OTHER = "Seal of events.example.org", "Seal of another"


def letter_file() -> bytes:
    return sign(unsigned({}), seal_key(OURS), tsa_url=None, reason="A letter").octets


FILES = {
    "sealed.pdf": (lambda: sealed(seal_key(OURS)), "unchanged", "It is the sealed record, unchanged."),
    "changed.pdf": (lambda: flipped(sealed(seal_key(OURS)), 300), "altered", "it is not what was signed."),
    "padded.pdf": (lambda: padded(sealed(seal_key(OURS))), "altered", "it is not what was signed."),
    "longer.pdf": (lambda: sealed(seal_key(OURS)) + b"\nadded\n" * 300, "altered", "cannot be read any more."),
    "headless.pdf": (lambda: flipped(sealed(seal_key(OURS)), 1), "altered", "cannot be read any more."),
    "forged.pdf": (lambda: sealed(seal_key(OTHER)), "unknown_signer", "not by the seal whose certificate was given."),
    "swapped.pdf": (lambda: sealed(seal_key(OURS), b"{}", noted=b"{ }"), "not_sealed", "the data inside are not those"),
    "letter.pdf": (letter_file, "not_sealed", "signed it, but not as a record."),
    "print.pdf": (lambda: unsigned({}), "not_sealed", "It bears no seal: it is a print, or another document."),
    "rubbish.pdf": (lambda: b"%PDF-1.7\n" + bytes(range(256)), "not_sealed", "It is damaged and bears no signature"),
    "photo.jpg": (lambda: bytes(range(256)), "not_sealed", "It is no PDF"),
    "empty.pdf": (lambda: b"", "not_sealed", "It is no PDF"),
}


def flipped(octets: bytes, place: int) -> bytes:
    return octets[:place] + bytes([octets[place] ^ 1]) + octets[place + 1 :]


def padded(octets: bytes) -> bytes:
    """Write into the hole that the signature leaves behind itself, which no signature is over."""
    return flipped(octets, octets.index(b"00>", octets.index(b"/Contents <")))


@pytest.fixture
def certificate(tmp_path: Path) -> str:
    path = tmp_path / "seal.pem"
    path.write_text(seal_key(OURS).certificate)
    return str(path)


@pytest.fixture(autouse=True)
def nobody_is_asked(run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_: object) -> None:
        pytest.fail("a database or another machine is asked")

    with monkeypatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr("events_service.database.Database.__init__", refuse)
        yield


def test_each_file_is_said_to_be_what_it_is(run: Run, tmp_path: Path, certificate: str) -> None:
    for name, (make, *_) in FILES.items():
        (tmp_path / name).write_bytes(make())
    paths = [str(tmp_path / name) for name in FILES]
    done = run("verify-record", *paths, "--certificate", certificate, "--json")
    assert done.returncode == 1
    said = {Path(line["file"]).name: line for line in map(json.loads, done.stdout.splitlines())}
    assert {name: line["status"] for name, line in said.items()} == {name: each[1] for name, each in FILES.items()}
    missed = {name: line["sentence"] for name, line in said.items() if FILES[name][2] not in line["sentence"]}
    assert missed == {}
    assert said["sealed.pdf"] == {
        "file": paths[0],
        "status": "unchanged",
        "sentence": "It is the sealed record, unchanged.",
        "serial": "K7QX9M2TRH00",
        "event": "harghita-2024",
        "correction": 0,
        "sealed_at": "2024-04-23T18:00:00Z",
        "signer": OURS,
        "certificate": seal_key(OURS).fingerprint,
        "time_stamped_at": None,
        "time_stamped_by": None,
        "others": [],
    }


def test_a_good_file_is_told_in_words_with_the_correction_that_took_its_place(
    run: Run, tmp_path: Path, certificate: str
) -> None:
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    first.write_bytes(sealed(seal_key(OURS)))
    second.write_bytes(sealed(seal_key(OURS), b'{"a":1}', correction=1))
    fingerprint = seal_key(OURS).fingerprint
    assert run("verify-record", str(first), str(second), "--certificate", certificate) == Done(
        0,
        f"{first}: It is the sealed record, unchanged.\n"
        "  record of harghita-2024, the first one, number K7QX9M2TRH00, sealed at 2024-04-23T18:00:00Z\n"
        f"  signed by {OURS}, certificate {fingerprint}\n"
        f"  {second} is a later correction of it\n"
        f"{second}: It is the sealed record, unchanged.\n"
        "  record of harghita-2024, correction 1, number K7QX9M2TRH01, sealed at 2024-04-23T18:00:00Z\n"
        f"  signed by {OURS}, certificate {fingerprint}\n",
        "",
    )


def test_without_a_certificate_nobody_is_believed_but_the_key_on_this_machine(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed(seal_key(OURS)))
    done = run("verify-record", str(path))
    assert (done.returncode, done.stdout) == (1, "")
    assert "nothing says whose key it was: name the certificate of the seal by --certificate" in done.stderr
    own = {"EVENTS_SEAL_KEY": str(seal_key(OURS).path), "EVENTS_SEAL_PASSPHRASE": PASSPHRASE}
    assert run("verify-record", str(path), **own).returncode == 0


def test_a_certificate_is_taken_in_either_form_and_what_is_none_is_used_wrongly(
    run: Run, tmp_path: Path, certificate: str
) -> None:
    path, der = tmp_path / "sealed.pdf", tmp_path / "seal.cer"
    path.write_bytes(sealed(seal_key(OURS)))
    der.write_bytes(x509.load_pem_x509_certificate(Path(certificate).read_bytes()).public_bytes(Encoding.DER))
    assert run("verify-record", str(path), "--certificate", str(der)).returncode == 0
    wrong = run("verify-record", str(path), "--certificate", str(path))
    assert (wrong.returncode, "holds no certificate" in wrong.stderr) == (2, True)


def test_a_file_that_is_too_large_is_not_read(run: Run, tmp_path: Path, certificate: str) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        os.truncate(file.fileno(), LARGEST_EXAMINED + 1)
    done = run("verify-record", str(path), "--certificate", certificate)
    assert (done.returncode, done.stderr) == (1, f"{path}: It has more than 60 MB; a sealed record never does.\n")


def test_what_a_file_says_of_itself_steers_no_terminal(run: Run, tmp_path: Path, certificate: str) -> None:
    path = tmp_path / "forged.pdf"
    path.write_bytes(sealed(seal_key("Seal\x1b[2J of \u202eanother")))
    said = run("verify-record", str(path), "--certificate", certificate).stderr
    assert "signed by Seal[2J of another, certificate" in said
