"""Why a check-in is taken back: one of a few reasons that a helper picks by one tap, or words of their own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct

from events_service.checkin.receiving import SENTENCES as OF_SCANS
from events_service.checkin.receiving import is_of_our_times
from events_service.checkin.records import WhyTakenBack
from events_service.complete import for_each
from events_service.web.decoding import convert, decode_json, member_of
from events_service.web.errors import FaultyFields, FieldFault
from events_service.web.i18n import N_, gettext
from events_service.web.text import cleaned

MOST_WORDS = 200


WHY = for_each(
    WhyTakenBack,
    {
        WhyTakenBack.MISTAKE: N_("Checked in by mistake"),
        WhyTakenBack.WRONG_PERSON: N_("Wrong person"),
        WhyTakenBack.WRONG_SESSION: N_("Wrong day or session"),
        WhyTakenBack.LEFT_BEFORE: N_("Left before it began"),
        WhyTakenBack.TEST: N_("Only a test"),
        WhyTakenBack.OTHER: N_("Another reason"),
    },
)
SAY_WHY = N_("Say why the check-in is taken back: choose a reason, or write it in at most 200 characters.")
_SENTENCES = {"reason": SAY_WHY, "words": SAY_WHY, "made_at": OF_SCANS["scanned_at"]}


class TakingBack(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a check-in is taken back, and when, by the clock of the device, where it was done without the network.

    `reason` other wants `words`; the rest may have them, too.
    """

    reason: WhyTakenBack | None = None
    words: Annotated[str, Meta(max_length=MOST_WORDS)] = ""
    made_at: Annotated[datetime, Meta(tz=True)] | None = None


NOTHING_SAID = TakingBack()
"""What a program says that gives no reason."""


def decode_taking_back(body: bytes) -> TakingBack:
    """Decode what a device or program sends; an empty body says nothing. Raises FaultyFields."""
    if not body:
        return NOTHING_SAID
    sent = convert(decode_json(body), TakingBack, _SENTENCES)
    if sent.made_at is not None and not is_of_our_times(sent.made_at):
        raise FaultyFields([FieldFault("made_at", OF_SCANS["scanned_at"])])
    if sent.reason is WhyTakenBack.OTHER and not sent.words:
        raise FaultyFields([FieldFault("words", SAY_WHY)])
    return sent


def taking_back_typed(form: Mapping[str, Any]) -> TakingBack | None:
    """Give what the form of a page says, and None where it gives no reason."""
    typed, words = str(form.get("reason", "")), cleaned(str(form.get("words", ""))).strip()[:MOST_WORDS]
    reason = member_of(WhyTakenBack, typed)
    if reason is None or (reason is WhyTakenBack.OTHER and not words):
        return None
    return TakingBack(reason=reason, words=words)


def reasons_given() -> list[tuple[str, str]]:
    """Give the reasons to pick by one tap, each with its words in the language being spoken."""
    return [(each.value, gettext(words)) for each, words in WHY.items() if each is not WhyTakenBack.OTHER]


def why_in_words(reason: WhyTakenBack | None, words: str | None) -> str:
    """Say why a check-in was taken back; empty where nobody said it."""
    if reason is WhyTakenBack.OTHER and words:
        return words
    return ": ".join(filter(None, [gettext(WHY[reason]) if reason else "", words]))
