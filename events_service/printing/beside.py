"""Prints beside the event loop, and says as a refusal why a document cannot be printed."""

from collections.abc import Callable
from typing import TypeVar

from litestar.concurrency import sync_to_thread

from events_service.typesetting.records import PrintingRefused
from events_service.web.errors import Refusal
from events_service.web.i18n import N_

PDF = "application/pdf"
Made = TypeVar("Made")


class NotPrinted(Refusal):
    """The document cannot be printed; the sentence says what is missing."""

    status = 409
    slug = "not-printed"
    message = N_("{reason}")


async def beside(work: Callable[[], Made]) -> Made:
    """Print beside the event loop, so that a long batch keeps nobody waiting. Raises NotPrinted."""
    try:
        return await sync_to_thread(work)
    except PrintingRefused as refusal:
        raise NotPrinted(reason=str(refusal)) from refusal
