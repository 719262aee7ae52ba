"""Headers with letters beyond ASCII (RFC 2047), folded so that every reader gives back what was written.

The standard library holds a header as text and folds it into words of which some are encoded and some are not; it
leaves blanks between two encoded ones, which readers drop (§6.2). Here a text is encoded as a whole or not at all.
"""

from email.header import Header
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parseaddr, quote
from typing import Any, cast

LINE = 78
"""The most characters of a line, without its end (RFC 5322 §2.1.1)."""

_ENCODED_LINE = 76
"""The most of a line that holds an encoded word (RFC 2047 §2)."""

_BROKEN = "\r\n "


class HeaderPolicy(EmailPolicy):
    """Takes the headers that this module writes as they are; all others are the standard library's."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """Keep a value as it was written, as the parser does with what it read."""
        if name.lower() in {"subject", "from", "to", "reply-to"}:
            return name, str(value)
        return super().header_store_parse(name, value)


POLICY = cast("EmailPolicy[EmailMessage]", HeaderPolicy(linesep="\r\n", refold_source="none"))


def text(header: str, value: str) -> str:
    """Give the value of a header that is plain text, such as a subject; runs of blanks become one."""
    value = " ".join(value.split())
    charset = "us-ascii" if _is_plain(value) and max(map(len, value.split()), default=0) < LINE else "utf-8"
    longest = LINE if charset == "us-ascii" else _ENCODED_LINE
    return Header(value, charset, maxlinelen=longest, header_name=header).encode(linesep="\r\n")


def mailbox(header: str, name: str, address: str) -> str:
    """Give the value of a header that names one mailbox; `address` is ASCII and may stand without a name."""
    name = " ".join(name.split())
    if not name:
        return address
    phrase = f'"{quote(name)}"'
    if not _is_plain(name) or len(header) + 2 + len(phrase) > LINE:
        phrase = Header(name, "utf-8", maxlinelen=_ENCODED_LINE, header_name=header).encode(linesep="\r\n")
    line = f"{header}: {phrase}".rpartition("\n")[2]
    blank = " " if len(line) + len(f" <{address}>") <= LINE else _BROKEN
    return f"{phrase}{blank}<{address}>"


def mailbox_of(header: str, written: str) -> str:
    """Give the value for a mailbox written as one text, such as "Project office" <events@example.org>."""
    return mailbox(header, *parseaddr(written))


def _is_plain(value: str) -> bool:
    """Tell whether readers take a text as it is: what looks like an encoded word would be decoded."""
    return value.isascii() and value.isprintable() and "=?" not in value
