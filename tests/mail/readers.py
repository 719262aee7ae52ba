"""Three programs that read our messages back: Python's own decoder, mailparser of Node.js, mailparse of Rust."""

import email
import os
import subprocess
import tempfile
from collections.abc import Sequence
from email.header import decode_header, make_header
from email.policy import compat32
from email.utils import parseaddr
from pathlib import Path

import msgspec
from fast_mail_parser import PyAddress, parse_email
from msgspec import Struct

from tests.calendars.ensure_clients import ensure

MAILPARSER = Path(__file__).with_name("mailparser.cjs")


class Read(Struct, frozen=True, kw_only=True):
    """What a program reads of a message: its subject, and each mailbox as name and address."""

    subject: str
    sender: tuple[str, str]
    recipient: tuple[str, str]


def by_mailparser(messages: Sequence[bytes]) -> list[Read]:
    """Read messages as mailparser of Node.js does."""
    programs = ensure()
    environment = os.environ | {"NODE_PATH": str(programs.node_modules)}
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{number}.eml") for number in range(len(messages))]
        for message, file in zip(messages, files, strict=True):
            file.write_bytes(message)
        command = [programs.node, MAILPARSER, *files]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return [msgspec.json.decode(line, type=Read) for line in done.stdout.splitlines()]


def by_python(message: bytes) -> Read:
    """Read a message by Python's decoder of encoded words.

    Not by email.policy.default: up to 3.11 it puts a blank between two encoded words of a name.
    """
    parsed = email.message_from_bytes(message, policy=compat32)
    return Read(subject=_decoded(parsed["Subject"]), sender=_mailbox(parsed["From"]), recipient=_mailbox(parsed["To"]))


def _mailbox(value: str) -> tuple[str, str]:
    name, address = parseaddr(value)
    return _decoded(name), address


def _decoded(value: str) -> str:
    # Folded lines are put together first (RFC 5322 §2.2.3).
    return str(make_header(decode_header(value.replace("\r\n", ""))))


def by_mailparse(message: bytes) -> Read:
    """Read a message as mailparse of Rust does."""
    read = parse_email(message)
    sender, (recipient,) = read.from_, read.to
    return Read(subject=read.subject, sender=_named(sender), recipient=_named(recipient))


def _named(mailbox: PyAddress) -> tuple[str, str]:
    return mailbox.display_name or "", mailbox.address
