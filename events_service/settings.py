"""Settings, read from the environment once at the start, and the folders that ship with the package."""

import contextlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

DEFAULT_DATA_DIR = "var/data"
DATABASE_FILE = "events.sqlite"
SHORTEST_SECRET = 32


class FaultySetting(ValueError):
    """A setting in the environment cannot be used; the message says which and what would be right."""


class Settings(Struct, frozen=True, kw_only=True):
    """What the operator decides.

    `database_url` is a SQLAlchemy URL (sqlite+aiosqlite or postgresql+asyncpg); `base_url` has no trailing slash;
    `secret_key` signs and encrypts, at least SHORTEST_SECRET characters. `demo_page` is the path of a demo's page that
    says what to try; nothing in the environment sets it, so that no service takes itself for a demo.
    """

    data_dir: Path
    database_url: str
    base_url: str
    secret_key: str
    smtp_url: str | None = None
    mail_from: str = "events@localhost"
    demo_page: str | None = None


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment; makes the data directory and the secret key where they are missing.

    Raises FaultySetting.
    """
    environment = os.environ if environment is None else environment
    data_dir = Path(environment.get("EVENTS_DATA_DIR") or DEFAULT_DATA_DIR).absolute()
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise FaultySetting(f"EVENTS_DATA_DIR: cannot create {data_dir}: {error.strerror}") from error
    base_url = (environment.get("EVENTS_BASE_URL") or "http://127.0.0.1:8000").rstrip("/")
    if urlsplit(base_url).scheme not in {"http", "https"}:
        raise FaultySetting(f"EVENTS_BASE_URL is {base_url!r}; write it with http:// or https://")
    _check_font_folders(environment)
    return Settings(
        data_dir=data_dir,
        database_url=_database_url(environment.get("EVENTS_DATABASE_URL"), data_dir),
        base_url=base_url,
        secret_key=_secret(environment.get("EVENTS_SECRET_KEY"), data_dir / "secret-key"),
        smtp_url=_smtp_url(environment.get("EVENTS_SMTP_URL")),
        mail_from=environment.get("EVENTS_MAIL_FROM") or f"events@{urlsplit(base_url).hostname}",
    )


def font_folders(environment: Mapping[str, str] | None = None) -> tuple[Path, ...] | None:
    """Give the folders in which fonts for further scripts are looked for; None: where packages and systems keep them.

    Printing asks for them itself, for it is told what to print and nothing of the service around it.
    """
    written = (os.environ if environment is None else environment).get("EVENTS_FONTS")
    return tuple(map(Path, filter(None, written.split(os.pathsep)))) if written else None


def _check_font_folders(environment: Mapping[str, str]) -> None:
    for folder in font_folders(environment) or ():
        if not folder.is_dir():
            raise FaultySetting(
                f"EVENTS_FONTS: there is no folder {folder}; name folders with Noto fonts, parted by {os.pathsep!r},"
                " or leave it out"
            )


def _smtp_url(written: str | None) -> str | None:
    """Check what can be checked without a mail server; the URL holds a password, so it is not repeated."""
    if not written:
        return None
    try:
        parts = urlsplit(written)
        usable = parts.scheme in {"smtp", "smtp+starttls", "smtps"} and parts.hostname and (parts.port or 1)
        usable = usable and (parts.username is None) == (parts.password is None)
    except ValueError:
        usable = False
    if not usable:
        raise FaultySetting(
            "EVENTS_SMTP_URL: write smtp://, smtp+starttls:// or smtps://, then NAME:PASSWORD@ if the server asks for"
            " them, percent-encoded, and HOST:PORT, such as smtp+starttls://events:s%40crecy@mail.example.org:587"
        )
    return written


def _database_url(written: str | None, data_dir: Path) -> str:
    if not written:
        return f"sqlite+aiosqlite:///{data_dir / DATABASE_FILE}"
    for plain, driver in (("sqlite://", "sqlite+aiosqlite://"), ("postgresql://", "postgresql+asyncpg://")):
        if written.startswith(plain):
            return driver + written.removeprefix(plain)
    if not written.startswith(("sqlite+aiosqlite://", "postgresql+asyncpg://")):
        raise FaultySetting("EVENTS_DATABASE_URL must start with sqlite+aiosqlite:// or postgresql+asyncpg://")
    return written


def _secret(written: str | None, kept: Path) -> str:
    if written and len(written) < SHORTEST_SECRET:
        raise FaultySetting(
            f"EVENTS_SECRET_KEY has {len(written)} characters, and {SHORTEST_SECRET} are the fewest that keep links and"
            " needs safe; make one with: openssl rand -base64 48"
        )
    return written or _kept_secret(kept)


def _kept_secret(path: Path) -> str:
    """Read the key that signs links, or make it once, readable by the owner only."""
    if not path.exists():
        draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        # A link appears whole and only once: of two processes that start together, one's key is kept for both.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()


def resource_dir(name: str) -> Path:
    """Give the folder `templates`, `schemas` or `fixtures`: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).parent
    for folder in (package / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"the folder {name}/ is missing from this installation")
