"""Settings from the environment: what is left out has its usual value, what cannot be used is named."""

import os
import re
from pathlib import Path

import pytest

from events_service.settings import FaultySetting, Settings, font_folders, read_settings

ROOT = Path(__file__).parents[1]


def test_fonts_are_looked_for_where_systems_keep_them_unless_folders_are_named(tmp_path: Path) -> None:
    assert font_folders({}) is None
    assert font_folders({"EVENTS_FONTS": ""}) is None
    named = os.pathsep.join((str(tmp_path), str(tmp_path / "more")))
    assert font_folders({"EVENTS_FONTS": named}) == (tmp_path, tmp_path / "more")


def test_a_folder_of_fonts_that_does_not_exist_is_named_at_the_start(tmp_path: Path) -> None:
    missing = tmp_path / "fonst"
    environment = {"EVENTS_DATA_DIR": str(tmp_path / "data"), "EVENTS_FONTS": f"{tmp_path}{os.pathsep}{missing}"}
    with pytest.raises(FaultySetting) as refused:
        read_settings(environment)
    assert str(refused.value) == (
        f"EVENTS_FONTS: there is no folder {missing}; name folders with Noto fonts, parted by {os.pathsep!r},"
        " or leave it out"
    )
    read_settings(environment | {"EVENTS_FONTS": str(tmp_path)})


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("events@example.org", "events@example.org"),
        ("<events@example.org>", "events@example.org"),
        ("Project office <events@example.org>", '"Project office" <events@example.org>'),
        ('"Project office, Dept. 3" <events@example.org>', '"Project office, Dept. 3" <events@example.org>'),
        ('"The \\"office\\"" <events@example.org>', '"The \\"office\\"" <events@example.org>'),
        ("Büro Dept. 3 <events@bücher.example>", '"Büro Dept. 3" <events@xn--bcher-kva.example>'),
        ("events@localhost", "events@localhost"),
    ],
)
def test_a_sender_is_kept_with_its_name_in_quotes_and_its_domain_in_ascii(
    written: str, kept: str, tmp_path: Path
) -> None:
    assert settings(tmp_path, EVENTS_MAIL_FROM=written).mail_from == kept


@pytest.mark.parametrize(
    "written",
    [
        "Project office, Dept. 3 <events@example.org>",
        "Büro <büro@example.org>",
        "Project (office) <events@example.org>",
        "events",
        "events@",
        "@example.org",
        "events@example..org",
        "events@-.org",
        f"events@{'a' * 64}.org",
        "Project office <events@example.org",
        "events@example.org, office@example.org",
        "office@example.org <events@example.org>",
        "ev ents@example.org",
        "Office\nBcc: x@example.org <events@example.org>",
    ],
)
def test_a_sender_that_no_mail_could_leave_from_is_refused_at_the_start(written: str, tmp_path: Path) -> None:
    with pytest.raises(FaultySetting) as refused:
        settings(tmp_path, EVENTS_MAIL_FROM=written)
    assert str(refused.value) == (
        f"EVENTS_MAIL_FROM is {written!r}; write an address such as events@example.org, or"
        ' "Project office, Dept. 3" <events@example.org>, with the name in quotes and the address in plain letters'
    )


@pytest.mark.parametrize(
    ("base_url", "sender"),
    [
        ("https://events.example.org", "events@events.example.org"),
        ("https://bücher.example:8443/", "events@xn--bcher-kva.example"),
        ("http://127.0.0.1:8000", "events@localhost"),
        ("http://[::1]:8000", "events@localhost"),
    ],
)
def test_mail_comes_from_the_services_host_where_no_sender_is_named(base_url: str, sender: str, tmp_path: Path) -> None:
    assert settings(tmp_path, EVENTS_BASE_URL=base_url).mail_from == sender


def test_a_host_in_other_letters_is_written_as_every_mail_program_and_scanner_knows_it(tmp_path: Path) -> None:
    assert settings(tmp_path, EVENTS_BASE_URL="https://bücher.example:8443/").base_url == (
        "https://xn--bcher-kva.example:8443"
    )
    assert settings(tmp_path, EVENTS_BASE_URL="HTTP://[::1]:8000").base_url == "http://[::1]:8000"


@pytest.mark.parametrize(
    "written",
    [
        "events.example.org",
        "ftp://events.example.org",
        "https://",
        "https://events example.org",
        "https://events.example.org:x",
        "https://events.example.org:99999",
        "https://events.example.org:0",
        "https://events.example.org/events",
        "https://events.example.org/?from=mail",
        "https://events.example.org/#start",
        "https://maria:secret@events.example.org",
    ],
)
def test_an_address_whose_links_would_lead_nowhere_is_refused_at_the_start(written: str, tmp_path: Path) -> None:
    with pytest.raises(FaultySetting) as refused:
        settings(tmp_path, EVENTS_BASE_URL=written)
    assert str(refused.value) == (
        f"EVENTS_BASE_URL is {written!r}; write https:// or http:// and the host by which people reach the service,"
        " with its port where it has one and nothing behind, such as https://events.example.org"
    )


@pytest.mark.parametrize(
    "written",
    [
        "mail.example.org",
        "http://mail.example.org",
        "smtp://",
        "smtp://name@host",
        "smtp://h:x",
        "smtp://mail.example.org:0",
        "smtp://mail.example.org:99999",
        "smtp://mail.example.org/?starttls=no",
        "smtp://events:12/secret@mail.example.org",
        "smtp://mail example.org",
    ],
)
def test_a_mail_server_that_cannot_be_asked_is_refused_at_the_start_and_its_password_not_repeated(
    written: str, tmp_path: Path
) -> None:
    with pytest.raises(FaultySetting, match=r"^EVENTS_SMTP_URL: write") as refused:
        settings(tmp_path, EVENTS_SMTP_URL=written)
    assert "12/secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("mysql://events", "EVENTS_DATABASE_URL: write "),
        ("postgresql://events:secret@db.example.org:port/events", "EVENTS_DATABASE_URL: write "),
        ("sqlite://", "EVENTS_DATABASE_URL names no file"),
        ("sqlite:///:memory:", "EVENTS_DATABASE_URL names no file"),
        ("postgresql://events@db.example.org/events?sslmode=require", "EVENTS_DATABASE_URL: write ssl=require in"),
    ],
)
def test_a_database_that_cannot_be_opened_is_refused_at_the_start(written: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(FaultySetting, match=f"^{said}") as refused:
        settings(tmp_path, EVENTS_DATABASE_URL=written)
    assert "cret" not in str(refused.value).replace("s%23cret", "")


def test_a_setting_that_is_no_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(FaultySetting, match=r"^EVENTS_MAIL_FROM is not written in UTF-8$"):
        settings(tmp_path, EVENTS_MAIL_FROM="B\udcfcro <events@example.org>")


def test_a_data_directory_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(FaultySetting, match=r"^EVENTS_DATA_DIR: cannot create"):
        read_settings({"EVENTS_DATA_DIR": str(tmp_path / "data")})


def settings(folder: Path, **written: str) -> Settings:
    return read_settings({"EVENTS_DATA_DIR": str(folder), **written})


def test_the_readme_lists_each_setting_that_the_code_reads_and_no_other() -> None:
    read = {
        name
        for module in (ROOT / "events_service").rglob("*.py")
        for name in re.findall(r'"(EVENTS_[A-Z_]+)"', module.read_text(encoding="utf-8"))
    }
    listed = re.findall(r"^\| `(EVENTS_[A-Z_]+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(read)


@pytest.mark.parametrize(
    ("written", "contact"),
    [
        ("", None),
        ("security@example.org", "mailto:security@example.org"),
        ("a+b%c@münchen.example", "mailto:a%2Bb%25c@xn--mnchen-3ya.example"),
        (" https://example.org/weaknesses?from=events ", "https://example.org/weaknesses?from=events"),
    ],
)
def test_a_contact_for_weaknesses_is_kept_as_an_address_to_follow(
    tmp_path: Path, written: str, contact: str | None
) -> None:
    environment = {"EVENTS_DATA_DIR": str(tmp_path), "EVENTS_SECURITY_CONTACT": written}
    assert read_settings(environment).security_contact == contact


@pytest.mark.parametrize(
    "written", ["nobody", "http://example.org/", "https://", "https://example.org/\nContact: mailto:evil@example.org"]
)
def test_a_contact_for_weaknesses_that_cannot_be_followed_is_refused(tmp_path: Path, written: str) -> None:
    environment = {"EVENTS_DATA_DIR": str(tmp_path), "EVENTS_SECURITY_CONTACT": written}
    with pytest.raises(FaultySetting, match=r"EVENTS_SECURITY_CONTACT is .*; write a mail address"):
        read_settings(environment)
