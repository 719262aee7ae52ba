"""The mail server that a lead partner set up on a page: kept sealed, used by all processes, after the environment's."""

from datetime import datetime
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.access.records import Account
from events_service.database import Database
from events_service.mail.smtp import PORTS, Security, server_of
from events_service.mail.tables import MailServerRow
from events_service.settings import Settings, is_host, is_sender
from events_service.web.decoding import MISSING
from events_service.web.i18n import N_, gettext

ONLY = 1
"""The key of the one row."""

FAULTY_HOST = N_("This is no name of a server; write it as mail.example.org.")
FAULTY_PORT = N_("A port is a number from 1 to 65535; left empty, the usual one is taken.")
FAULTY_SENDER = N_("Write an address such as events@example.org, or a name and the address in angle brackets.")
PASSWORD_AGAIN = N_("Type the password again: the one that is kept is for another server or user.")
NO_USER = N_("A password goes with a user; fill in both or neither.")


class TypedServer(Struct, frozen=True, kw_only=True):
    """What was typed, each as text; `password` empty: the one that is kept stays."""

    host: str = ""
    port: str = ""
    security: str = Security.STARTTLS.value
    username: str = ""
    password: str = ""
    sender: str = ""


class ReadServer(Struct, frozen=True, kw_only=True):
    """The URL of what was typed, None where a field hinders it, each with a sentence."""

    url: str | None
    faults: dict[str, str]


class Way(Struct, frozen=True, kw_only=True):
    """How mail leaves. `url` None: no server is set up, and mail stays in the outbox.

    `from_environment`: the settings that were given at the start hold, and nothing that is kept. `names_sender`: the
    sender alone is the environment's.
    """

    url: str | None
    sender: str
    from_environment: bool
    names_sender: bool


def read_server(typed: TypedServer, kept: str | None) -> ReadServer:
    """Read what was typed; `kept` is the URL that is kept, whose password holds for the same server and user alone."""
    faults: dict[str, str] = {}
    if not typed.host:
        faults["host"] = gettext(MISSING)
    elif not is_host(typed.host):
        faults["host"] = gettext(FAULTY_HOST)
    if typed.port and not (typed.port.isascii() and typed.port.isdecimal() and 0 < int(typed.port[:6]) < 65536):
        faults["port"] = gettext(FAULTY_PORT)
    if not typed.sender:
        faults["sender"] = gettext(MISSING)
    elif not is_sender(typed.sender):
        faults["sender"] = gettext(FAULTY_SENDER)
    if typed.password and not typed.username:
        faults["username"] = gettext(NO_USER)
    if faults:
        return ReadServer(url=None, faults=faults)
    typed = replace(typed, port=typed.port or str(PORTS[Security(typed.security)]))
    password = typed.password or (_kept_password(typed, kept) if kept else None)
    if typed.username and not password:
        return ReadServer(url=None, faults={"password": gettext(PASSWORD_AGAIN if kept else MISSING)})
    return ReadServer(url=_url(typed, password or ""), faults={})


def _url(typed: TypedServer, password: str) -> str:
    signs_in = f"{quote(typed.username, safe='')}:{quote(password, safe='')}@" if typed.username else ""
    host = f"[{typed.host}]" if ":" in typed.host else typed.host
    return f"{typed.security}://{signs_in}{host}:{typed.port}"


def _kept_password(typed: TypedServer, kept: str) -> str | None:
    same = typed_of(kept, typed.sender) == replace(typed, password="")
    return server_of(kept).password if same else None


def typed_of(url: str, sender: str) -> TypedServer:
    """Give what stands in the fields for a server that is kept or given; its password never does."""
    server = server_of(url)
    return TypedServer(
        host=server.host,
        port=str(server.port),
        security=url.partition(":")[0],
        username=server.username or "",
        sender=sender,
    )


async def find_way(session: AsyncSession, settings: Settings) -> Way:
    """Give how mail leaves now: by the environment's settings, else by what is kept."""
    names_sender = settings.names_sender
    if settings.smtp_url:
        return Way(url=settings.smtp_url, sender=settings.mail_from, from_environment=True, names_sender=names_sender)
    row = await session.get(MailServerRow, ONLY)
    return Way(
        url=row.url.decode() if row else None,
        sender=row.sender if row and not names_sender else settings.mail_from,
        from_environment=False,
        names_sender=names_sender,
    )


async def keep_server(database: Database, account: Account, url: str, sender: str, *, now: datetime) -> None:
    """Keep a server, sealed; the audit log says who changed it, and of the values nothing."""
    async with database.transaction() as session:
        row = await session.get(MailServerRow, ONLY, with_for_update=True)
        if row is None:
            row = MailServerRow(id=ONLY)
            session.add(row)
        row.url, row.sender, row.changed_at = url.encode(), sender, now
        await audit.append(session, _entry("mail_server.set", account, now))


async def forget_server(database: Database, account: Account, *, now: datetime) -> None:
    """Forget the server that is kept; mail stays in the outbox from then on."""
    async with database.transaction() as session:
        row = await session.get(MailServerRow, ONLY, with_for_update=True)
        if row is not None:
            await session.delete(row)
            await audit.append(session, _entry("mail_server.forget", account, now))


def _entry(action: str, account: Account, now: datetime) -> audit.Entry:
    return audit.Entry(at=now, actor=account.actor, action=action, subject="service:mail-server")
