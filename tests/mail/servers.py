"""Mail servers for tests, real ones, that refuse, delay, drop the connection and ask for encryption and a password."""

import asyncio
import email
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.processes import free_port


class Postbox:
    """What a server took, and how it behaves: each attribute that is set is an answer that it gives instead.

    `unknown` are recipients it refuses with `refusing_recipients`, `strangers` senders that it takes no mail from;
    `drops` names the stage at which it hangs up: "greeting", "recipient", "data" (in the middle of it) or "answer" (the
    mail is taken, and nobody hears of it).
    """

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.senders: list[str | None] = []
        self.logins: list[tuple[bytes, bytes]] = []
        self.encrypted: list[bool] = []
        self.connections = 0
        self.refusing: str | None = None
        self.refusing_sender: str | None = None
        self.strangers: set[str] = set()
        self.unknown: set[str] = set()
        self.refusing_recipients = "550 5.1.1 no such mailbox"
        self.drops: str | None = None
        self.delay = 0.0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        if self.drops == "greeting":
            _hang_up(server)
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refusing_sender:
            return self.refusing_sender
        if address in self.strangers:
            return "553 5.7.1 not an address of yours"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.drops == "recipient":
            _hang_up(server)
        if address in self.unknown:
            return self.refusing_recipients
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.delay)
        if self.refusing:
            return self.refusing
        parsed = email.message_from_bytes(envelope.content, policy=default)
        self.taken.append(parsed)
        self.recipients += envelope.rcpt_tos
        self.senders.append(envelope.mail_from)
        self.encrypted.append(session.ssl is not None)
        if self.drops == "answer":
            _hang_up(server)
        return "250 taken"

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"s@cret/:%", handled=False)


class _HangingUp(SMTP):
    """Hangs up in the middle of a message."""

    async def smtp_DATA(self, arg: str) -> None:
        if self.event_handler.drops == "data":
            await self.push("354 go on")
            await self._reader.readline()
            _hang_up(self)
            return
        await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _HangingUp(self.handler, **self.SMTP_kwargs)


def _hang_up(server: SMTP) -> None:
    assert server.transport is not None
    server.transport.abort()


@contextmanager
def serving(box: Postbox, port: int | None = None, **options: Any) -> Iterator[str]:
    """Serve a postbox on 127.0.0.1 and give host and port."""
    port = port or free_port()
    controller = _Controller(box, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        controller.stop()


def make_authority(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate authority and a certificate of 127.0.0.1: the first's file, and what the server shows."""
    now = datetime.now(UTC)
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in ("Test authority", "127.0.0.1")]
    files = []
    for subject, key, is_authority in zip(names, keys, (True, False), strict=True):
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(names[0])
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(keys[0].public_key()), critical=False)
        )
        if is_authority:
            usage = x509.KeyUsage(
                digital_signature=True,
                key_cert_sign=True,
                crl_sign=True,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                encipher_only=False,
                decipher_only=False,
            )
            certificate = certificate.add_extension(usage, critical=True)
        signed = certificate.sign(keys[0], hashes.SHA256())
        file = folder / f"{'authority' if is_authority else 'server'}.pem"
        file.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
        files.append(file)
    secret = folder / "server.key"
    secret.write_bytes(
        keys[1].private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files[1], secret)
    return files[0], context
