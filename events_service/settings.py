"""Settings, read from the environment once at the start, and the folders that ship with the package."""

import contextlib
import os
import re
import secrets
from collections.abc import Mapping
from email.utils import parseaddr, quote
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import idna
from msgspec import Struct
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from events_service.mailboxes import is_address, mailto

DEFAULT_DATA_DIR = "var/data"
DATABASE_FILE = "events.sqlite"
SHORTEST_SECRET = 32

_HOST = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*"
)

_NAMED_MAILBOX = re.compile(r'("(?:[^"\\]|\\.)*"\s*|[^",;:()<>@\[\]\\]*)<([^<>]+)>')
"""A name and an address; a name with characters that part addresses stands in quotes."""


class FaultySetting(ValueError):
    """A setting in the environment cannot be used; the message says which and what would be right."""


class Settings(Struct, frozen=True, kw_only=True):
    """What the operator decides.

    `database_url` is a SQLAlchemy URL (sqlite+aiosqlite or postgresql+asyncpg); `base_url` has no trailing slash;
    `secret_key` signs and encrypts, at least SHORTEST_SECRET characters; `trusted_proxies` are the networks whose word
    on who asks is taken; `metrics_token` opens the figures to whoever is not on this machine; `mail_from` is an address
    in ASCII, with a name in quotes before it where there is one; `names_sender` tells whether it was set. `demo_page`
    is the path of a demo's page that says what to try; nothing in the environment sets it, so that no service takes
    itself for a demo. `security_contact` is the URI by which weaknesses are reported. `seal_key` is the file of the
    seal's key, None for the one in the data directory; `seal_passphrase` opens it; `tsa_url` is a server of time
    stamps.
    """

    data_dir: Path
    database_url: str
    base_url: str
    secret_key: str
    smtp_url: str | None = None
    trusted_proxies: tuple[str, ...] = ()
    metrics_token: str | None = None
    mail_from: str = "events@localhost"
    names_sender: bool = False
    demo_page: str | None = None
    security_contact: str | None = None
    seal_key: Path | None = None
    seal_passphrase: str | None = None
    tsa_url: str | None = None


def read_settings(environment: Mapping[str, str] | None = None, *, makes: bool = True) -> Settings:
    """Read the settings from the environment; makes the data directory and the secret key where they are missing.

    Who only looks `makes` neither: then the key is "" where none is set or kept. Raises FaultySetting.
    """
    environment = os.environ if environment is None else environment
    _check_encoding(environment)
    data_dir = Path(environment.get("EVENTS_DATA_DIR") or DEFAULT_DATA_DIR).absolute()
    if makes:
        try:
            data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise FaultySetting(f"EVENTS_DATA_DIR: cannot create {data_dir}: {error.strerror}") from error
    base_url = _base_url(environment.get("EVENTS_BASE_URL") or "http://127.0.0.1:8000")
    _check_font_folders(environment)
    return Settings(
        data_dir=data_dir,
        database_url=_database_url(environment.get("EVENTS_DATABASE_URL"), data_dir),
        base_url=base_url,
        secret_key=_secret(environment.get("EVENTS_SECRET_KEY"), data_dir / "secret-key", makes=makes),
        smtp_url=_smtp_url(environment.get("EVENTS_SMTP_URL")),
        trusted_proxies=_networks(environment.get("EVENTS_TRUSTED_PROXIES")),
        metrics_token=_metrics_token(environment.get("EVENTS_METRICS_TOKEN")),
        mail_from=_mail_from(environment.get("EVENTS_MAIL_FROM"), urlsplit(base_url).hostname or "localhost"),
        names_sender=bool(environment.get("EVENTS_MAIL_FROM")),
        security_contact=_security_contact(environment.get("EVENTS_SECURITY_CONTACT")),
        seal_key=_seal_key(environment.get("EVENTS_SEAL_KEY"), environment.get("EVENTS_SEAL_PASSPHRASE")),
        seal_passphrase=environment.get("EVENTS_SEAL_PASSPHRASE") or None,
        tsa_url=_tsa_url(environment.get("EVENTS_TSA_URL")),
    )


def others_look_into(folder: Path) -> bool:
    """Tell whether others on the machine than its owner may list a folder, where the system knows of such rights."""
    return os.name == "posix" and bool(folder.stat().st_mode & 0o077)


def _networks(written: str | None) -> tuple[str, ...]:
    """Read addresses and networks; a name or `*` would let anybody say who they are."""
    found = [each.strip() for each in (written or "").split(",") if each.strip()]
    try:
        return tuple(str(ip_network(each)) for each in found)
    except ValueError as error:
        raise FaultySetting(
            f"EVENTS_TRUSTED_PROXIES is {written!r}; write the addresses or networks of the proxies in front, parted by"
            " commas, such as 127.0.0.1,10.0.3.0/24"
        ) from error


def _metrics_token(written: str | None) -> str | None:
    if written and len(written) < SHORTEST_SECRET:
        raise FaultySetting(
            f"EVENTS_METRICS_TOKEN has {len(written)} characters, and {SHORTEST_SECRET} are the fewest; make one with:"
            " openssl rand -base64 48"
        )
    return written or None


def _security_contact(written: str | None) -> str | None:
    """Give the contact for weaknesses as a URI (RFC 9116 §2.5.3); no line break gets into the file that names it."""
    written = (written or "").strip()
    if not written:
        return None
    if is_address(written):
        return mailto(written)
    parts = urlsplit(written)
    if parts.scheme != "https" or not is_host(parts.netloc) or not written.isascii() or not written.isprintable():
        raise FaultySetting(
            f"EVENTS_SECURITY_CONTACT is {written!r}; write a mail address such as security@example.org, or the https://"
            " address of a page that says how to report a weakness"
        )
    return written


def _seal_key(written: str | None, passphrase: str | None) -> Path | None:
    """Check what can be checked without the file: it may lie where only the service looks."""
    if not written:
        return None
    if not passphrase:
        raise FaultySetting(
            "EVENTS_SEAL_KEY names the key of the seal, and EVENTS_SEAL_PASSPHRASE does not say what opens it; set both"
        )
    return Path(written).absolute()


def _tsa_url(written: str | None) -> str | None:
    """Check the address of a server of time stamps (RFC 3161); it may hold a password, so it is not repeated."""
    if not written:
        return None
    try:
        parts = urlsplit(written)
        _ascii_host(parts.hostname or "")
        usable = parts.scheme in {"http", "https"} and parts.port != 0 and not parts.fragment
    except ValueError:
        usable = False
    if not usable:
        raise FaultySetting(
            "EVENTS_TSA_URL: write the http:// or https:// address of a server that gives time stamps by RFC 3161, such"
            " as https://tsa.example.org/tsr"
        )
    return written


def is_sender(written: str) -> bool:
    """Tell whether mails can leave from a sender as it is written."""
    try:
        return bool(written) and parseaddr(_mail_from(written, "")) == parseaddr(written)
    except FaultySetting:
        return False


def is_host(written: str) -> bool:
    """Tell whether a text names a host that a connection can be made to."""
    try:
        return bool(_ascii_host(written))
    except ValueError:
        return False


def _check_encoding(environment: Mapping[str, str]) -> None:
    for name, written in environment.items():
        # Bytes that are no UTF-8 come as lone surrogates, which nothing that they reach later can encode.
        if name.startswith("EVENTS_") and any("\ud800" <= letter <= "\udfff" for letter in written):
            raise FaultySetting(f"{name} is not written in UTF-8")


def _base_url(written: str) -> str:
    """Check the address that all links begin with; its host becomes ASCII, as codes, mails and headers need it."""
    try:
        parts = urlsplit(written)
        host, port = _ascii_host(parts.hostname or ""), parts.port
        usable = parts.scheme in {"http", "https"} and port != 0 and parts.username is None
        usable = usable and parts.path in {"", "/"} and not parts.query and not parts.fragment
    except ValueError:
        usable = False
    if not usable:
        raise FaultySetting(
            f"EVENTS_BASE_URL is {written!r}; write https:// or http:// and the host by which people reach the service,"
            " with its port where it has one and nothing behind, such as https://events.example.org"
        )
    at = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme, at if port is None else f"{at}:{port}", "", "", ""))


def _mail_from(written: str | None, host: str) -> str:
    if not written:
        return f"events@{'localhost' if _is_ip(host) else host}"
    found = _NAMED_MAILBOX.fullmatch(written.strip())
    name, address = (parseaddr(f"{found[1]} <a@b>")[0], found[2]) if found else ("", written.strip())
    local, _, domain = address.rpartition("@")
    try:
        usable = is_address(f"{local}@{domain}.org" if domain == "localhost" else address) and name.isprintable()
        address = f"{local}@{_ascii_host(domain)}"
    except ValueError:
        usable = False
    if not usable:
        raise FaultySetting(
            f"EVENTS_MAIL_FROM is {written!r}; write an address such as events@example.org, or"
            ' "Project office, Dept. 3" <events@example.org>, with the name in quotes and the address in plain letters'
        )
    return f'"{quote(name)}" <{address}>' if name else address


def _ascii_host(host: str) -> str:
    """Give a host as resolvers know it (IDNA, RFC 5891). Raises ValueError for what is none."""
    if _is_ip(host):
        return host
    host = (host if host.isascii() else idna.encode(host, uts46=True).decode()).lower()
    if not _HOST.fullmatch(host):
        raise ValueError(f"{host!r} is no host")
    return host


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


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
        _ascii_host(parts.hostname or "")
        usable = parts.scheme in {"smtp", "smtp+starttls", "smtps"} and parts.port != 0
        usable = usable and (parts.username is None) == (parts.password is None)
        # A password with a slash, not percent-encoded, ends the host: what stands behind it must not be passed over.
        usable = usable and parts.path in {"", "/"} and not parts.query and not parts.fragment
    except ValueError:
        usable = False
    if not usable:
        raise FaultySetting(
            "EVENTS_SMTP_URL: write smtp://, smtp+starttls:// or smtps://, then NAME:PASSWORD@ if the server asks for"
            " them, percent-encoded, and HOST:PORT, such as smtp+starttls://events:s%40crecy@mail.example.org:587"
        )
    return written


def _database_url(written: str | None, data_dir: Path) -> str:
    """Check what can be checked without a database; the URL may hold a password, so it is not repeated."""
    if not written:
        return f"sqlite+aiosqlite:///{data_dir / DATABASE_FILE}"
    for plain, driver in (("sqlite://", "sqlite+aiosqlite://"), ("postgresql://", "postgresql+asyncpg://")):
        if written.startswith(plain):
            written = driver + written.removeprefix(plain)
    try:
        url = make_url(written)
        usable = url.drivername in {"sqlite+aiosqlite", "postgresql+asyncpg"}
    except (ArgumentError, ValueError):
        usable = False
    if not usable:
        raise FaultySetting(
            "EVENTS_DATABASE_URL: write postgresql+asyncpg://NAME:PASSWORD@HOST:PORT/DATABASE, percent-encoded, such as"
            " postgresql+asyncpg://events:s%23cret@db.example.org/events, or sqlite+aiosqlite:////FOLDER/FILE"
        )
    if url.drivername == "sqlite+aiosqlite" and url.database in {None, "", ":memory:"}:
        raise FaultySetting("EVENTS_DATABASE_URL names no file; write such as sqlite+aiosqlite:////srv/events.sqlite")
    if "sslmode" in url.query:
        raise FaultySetting(
            "EVENTS_DATABASE_URL: write ssl=require in place of sslmode=require; the driver asks for it"
        )
    return written


def _secret(written: str | None, kept: Path, *, makes: bool) -> str:
    if written and len(written) < SHORTEST_SECRET:
        raise FaultySetting(
            f"EVENTS_SECRET_KEY has {len(written)} characters, and {SHORTEST_SECRET} are the fewest that keep links and"
            " needs safe; make one with: openssl rand -base64 48"
        )
    return written or _kept_secret(kept, makes=makes)


def _kept_secret(path: Path, *, makes: bool) -> str:
    """Read the key that signs links, or make it once, readable by the owner only."""
    if not path.exists():
        if not makes:
            return ""
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
