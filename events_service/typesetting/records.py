"""What each document carries, and why one must not or cannot be made."""

from msgspec import Struct


class PrintingRefused(ValueError):
    """A document must not or cannot be printed; the message says what is missing and what to do."""


class FundingStatementMissing(PrintingRefused):
    """The project has no funding statement, without which its cost may become ineligible."""


class Visibility(Struct, frozen=True, kw_only=True):
    """What every document for participants carries beside the EU emblem."""

    programme: str
    acronym: str
    reference: str
    funding_statement: str | None
    project_name: str = ""
