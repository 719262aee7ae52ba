"""The key of the seal lies in a file of its own, closed to others, and says in a sentence why it does not open."""

import subprocess
from pathlib import Path

import pytest

from events_service.sealing.keys import SealKeyRefused, make_key, make_once, read_key
from events_service.settings import FaultySetting, Settings, read_settings
from tests.world.service import Run

PASSPHRASE = "correct horse battery"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_key_is_made_for_its_owner_alone_and_openssl_reads_it(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "seal.p12"
    arguments = ("seal-key", "create", "--name", "Region of Peloponnese", "-o", str(path))
    done = run(*arguments, EVENTS_SEAL_PASSPHRASE=PASSPHRASE)
    key = read_key(path, PASSPHRASE.encode())
    assert (done.returncode, done.stdout) == (0, f"{path}: Region of Peloponnese, certificate {key.fingerprint}\n")
    assert path.stat().st_mode & 0o777 == 0o600
    command = ["openssl", "pkcs12", "-in", str(path), "-passin", f"pass:{PASSPHRASE}", "-nokeys", "-clcerts"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "subject=CN = Region of Peloponnese" in shown.stdout
    again = run(*arguments, EVENTS_SEAL_PASSPHRASE=PASSPHRASE)
    assert again.returncode == 1
    assert again.stderr.startswith(f"{path} is there already: move it away, and keep it")
    assert read_key(path, PASSPHRASE.encode()) == key


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_short_passphrase_and_no_name_are_used_wrongly(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "seal.p12"
    short = run("seal-key", "create", "-o", str(path), EVENTS_SEAL_PASSPHRASE="short")
    assert short.returncode == 2
    assert "EVENTS_SEAL_PASSPHRASE has 5 characters, and 12 are the fewest" in short.stderr
    unnamed = run("seal-key", "create", "--name", " ", "-o", str(path), EVENTS_SEAL_PASSPHRASE=PASSPHRASE)
    assert unnamed.returncode == 2
    assert not path.exists()


def test_what_does_not_open_says_why(tmp_path: Path) -> None:
    path = tmp_path / "seal.p12"
    with pytest.raises(SealKeyRefused, match="There is no seal key at"):
        read_key(path, b"any")
    path.write_bytes(make_key("x", PASSPHRASE.encode()))
    with pytest.raises(SealKeyRefused, match="its passphrase is another one than EVENTS_SEAL_PASSPHRASE says"):
        read_key(path, b"another one")
    path.write_bytes(b"no key at all")
    with pytest.raises(SealKeyRefused, match="no PKCS#12 or damaged"):
        read_key(path, PASSPHRASE.encode())


def test_the_key_of_the_data_directory_is_made_once_and_one_that_is_named_never(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url="", base_url="", secret_key="k" * 32)
    assert make_once(settings, "events.example.org") == make_once(settings, "another.example.org")
    named = Settings(
        data_dir=tmp_path, database_url="", base_url="", secret_key="", seal_key=tmp_path / "x", seal_passphrase="y"
    )
    with pytest.raises(SealKeyRefused, match="There is no seal key at"):
        make_once(named, "events.example.org")


@pytest.mark.parametrize(
    ("name", "written", "said"),
    [
        ("EVENTS_SEAL_KEY", "/srv/seal.p12", "EVENTS_SEAL_PASSPHRASE does not say what opens it"),
        ("EVENTS_TSA_URL", "tsa.example.org", "EVENTS_TSA_URL: write the http"),
        ("EVENTS_TSA_URL", "https://", "EVENTS_TSA_URL: write the http"),
    ],
)
def test_a_faulty_setting_of_the_seal_is_said(tmp_path: Path, name: str, written: str, said: str) -> None:
    with pytest.raises(FaultySetting, match=said):
        read_settings({"EVENTS_DATA_DIR": str(tmp_path), name: written})
