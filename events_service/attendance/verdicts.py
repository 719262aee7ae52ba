"""What can be said of a file: in a word, in a sentence, by what was checked, and what to do."""

from collections.abc import Sequence
from enum import Enum

from events_service.complete import for_each, for_some
from events_service.web.i18n import N_


class Status(Enum):
    """What is said of a file, in a word."""

    UNCHANGED = "unchanged"
    ALTERED = "altered"
    SUPERSEDED = "superseded"
    UNKNOWN = "unknown"


class Finding(Enum):
    """What was found, and so why it is said."""

    UNCHANGED = "unchanged"
    SIGNED_FURTHER = "signed_further"
    SUPERSEDED = "superseded"
    CHANGED = "changed"
    ADDED = "added"
    OTHER_SIGNER = "other_signer"
    NOT_SIGNED = "not_signed"
    OTHER_RECORD = "other_record"
    NOT_OURS = "not_ours"
    NO_SEAL = "no_seal"
    NO_RECORD = "no_record"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    DAMAGED = "damaged"
    TOO_MUCH = "too_much"


STATUS = for_each(
    Finding,
    {
        Finding.UNCHANGED: Status.UNCHANGED,
        Finding.SIGNED_FURTHER: Status.UNCHANGED,
        Finding.SUPERSEDED: Status.SUPERSEDED,
        Finding.CHANGED: Status.ALTERED,
        Finding.ADDED: Status.ALTERED,
        Finding.OTHER_SIGNER: Status.ALTERED,
        Finding.NOT_SIGNED: Status.ALTERED,
        Finding.OTHER_RECORD: Status.ALTERED,
        Finding.BROKEN: Status.ALTERED,
        Finding.NOT_OURS: Status.UNKNOWN,
        Finding.NO_SEAL: Status.UNKNOWN,
        Finding.NO_RECORD: Status.UNKNOWN,
        Finding.ENCRYPTED: Status.UNKNOWN,
        Finding.DAMAGED: Status.UNKNOWN,
        Finding.TOO_MUCH: Status.UNKNOWN,
    },
)
SENTENCES = for_each(
    Finding,
    {
        Finding.UNCHANGED: N_("This is the sealed record, unchanged."),
        Finding.SIGNED_FURTHER: N_("This is the sealed record, unchanged; others have signed it since."),
        Finding.SUPERSEDED: N_("This was the sealed record, unchanged; a later correction has taken its place."),
        Finding.CHANGED: N_("This file was altered after it was sealed: it is not what was signed."),
        Finding.ADDED: N_("This file was altered after it was sealed: something was added to it."),
        Finding.OTHER_SIGNER: N_("This file has the number of a sealed record, but another key signed it."),
        Finding.NOT_SIGNED: N_("This file has the number of a sealed record, but its seal is gone."),
        Finding.OTHER_RECORD: N_("These data are of an event with a sealed record, but are not what was sealed."),
        Finding.NOT_OURS: N_("This file is signed, but not with the seal of this service."),
        Finding.NO_SEAL: N_("This PDF bears no seal: it is a print, or another document."),
        Finding.NO_RECORD: N_("This is neither a PDF nor the data of a record. Take the file as it was downloaded."),
        Finding.ENCRYPTED: N_("This PDF is encrypted, so nothing can be said of it; a sealed record never is."),
        Finding.BROKEN: N_("This PDF was signed, and altered or damaged since: its signature cannot be read any more."),
        Finding.DAMAGED: N_("This PDF is damaged, so nothing can be said of it. Take the file as it was downloaded."),
        Finding.TOO_MUCH: N_("Reading this PDF takes too long or too much; a sealed record never does."),
    },
)


class Check(Enum):
    """What is looked at, in this order; what fails leaves the rest open."""

    SEALED = "sealed"
    OURS = "ours"
    WHOLE = "whole"
    NOTHING_ADDED = "nothing_added"
    STANDS = "stands"


CHECKS = for_each(
    Check,
    {
        Check.SEALED: N_("It bears a seal."),
        Check.OURS: N_("The seal is that of this service."),
        Check.WHOLE: N_("What was sealed is as it was."),
        Check.NOTHING_ADDED: N_("Nothing was added to it since."),
        Check.STANDS: N_("No later correction has taken its place."),
    },
)
FAILED = for_some(
    Finding,
    {
        Finding.UNCHANGED: None,
        Finding.SIGNED_FURTHER: None,
        Finding.SUPERSEDED: Check.STANDS,
        Finding.CHANGED: Check.WHOLE,
        Finding.ADDED: Check.NOTHING_ADDED,
        Finding.OTHER_SIGNER: Check.OURS,
        Finding.NOT_OURS: Check.OURS,
        Finding.NOT_SIGNED: Check.SEALED,
        Finding.NO_SEAL: Check.SEALED,
    },
)
"""The check that a PDF does not pass; of what is left out nothing was checked that far."""

_RELY, _SIGNED, _ASK_FOR_LATER, _DO_NOT_RELY, _NOTHING_VOUCHES, _AS_DOWNLOADED = (
    N_("It is what was approved, to the last character: you can rely on it and on the data inside."),
    N_("The seal holds. Whose the further signatures are, and whether they are valid, your PDF reader tells you."),
    N_("It was right when it was sealed, and is no longer what counts. Ask whoever gave it to you for the later one."),
    N_("Do not rely on it. Ask whoever gave it to you for the file as it was downloaded, or the lead partner."),
    N_("It may be right, but nothing here vouches for it. Ask for the sealed file: each page of it bears a number."),
    N_("Ask for the file as it was downloaded: neither printed and scanned, nor packed, protected or saved anew."),
)
ADVICE = for_each(
    Finding,
    {
        Finding.UNCHANGED: _RELY,
        Finding.SIGNED_FURTHER: _SIGNED,
        Finding.SUPERSEDED: _ASK_FOR_LATER,
        Finding.CHANGED: _DO_NOT_RELY,
        Finding.ADDED: _DO_NOT_RELY,
        Finding.OTHER_SIGNER: _DO_NOT_RELY,
        Finding.NOT_SIGNED: _DO_NOT_RELY,
        Finding.OTHER_RECORD: _DO_NOT_RELY,
        Finding.BROKEN: _DO_NOT_RELY,
        Finding.NOT_OURS: _NOTHING_VOUCHES,
        Finding.NO_SEAL: _NOTHING_VOUCHES,
        Finding.NO_RECORD: _AS_DOWNLOADED,
        Finding.ENCRYPTED: _AS_DOWNLOADED,
        Finding.DAMAGED: _AS_DOWNLOADED,
        Finding.TOO_MUCH: _AS_DOWNLOADED,
    },
)
"""What it means, and what to do."""


class Outcome(Enum):
    """What a check found; one that an earlier one made pointless is left open."""

    PASSED = "passed"
    FAILED = "failed"
    LEFT_OPEN = "left_open"


def checked(finding: Finding) -> Sequence[tuple[Check, Outcome]]:
    """Give each check with its outcome; nothing for a file that was not checked so far."""
    if finding not in FAILED:
        return ()
    failed, order = FAILED[finding], list(Check)
    place = order.index(failed) if failed else len(order)
    outcomes = [Outcome.PASSED] * place + [Outcome.FAILED] + [Outcome.LEFT_OPEN] * len(order)
    return list(zip(order, outcomes, strict=False))


NO_FILE = N_("Choose the file that you want to check.")
