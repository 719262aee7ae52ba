"""Read a spreadsheet, CSV, XLSX, XLS or ODS, into rows; what cannot be read is refused in a sentence."""

from collections.abc import Mapping

from events_service.apart.asking import NotDone, run_apart
from events_service.apart.working import Ended
from events_service.complete import for_each
from events_service.registrations.spreadsheets.columns import labels_by_code_page
from events_service.registrations.spreadsheets.sheet_reading import MOST_ROWS, Row, Unread, Why, read_sheet
from events_service.web.errors import Refusal
from events_service.web.i18n import N_, gettext

LARGEST_BYTES = 20_000_000
_TOO_LARGE = N_("unpacked, the file is too large to be read; copy the participants into a new spreadsheet, in parts")

SENTENCES: Mapping[Why, str] = for_each(
    Why,
    {
        Why.OTHER_FORMAT: N_("save the spreadsheet as XLSX, ODS or CSV first"),
        Why.MARKUP: N_(
            "this is a web page under the name of a spreadsheet; open it in the spreadsheet program and save it as XLSX"
        ),
        Why.NO_UNICODE: N_(
            "the text is not in UTF-8; in the spreadsheet program choose 'CSV UTF-8' when saving, or save as XLSX"
        ),
        Why.QUOTES: N_(
            "the quotes do not match ({error}); each cell that holds a quote or a line break stands in quotes"
        ),
        Why.UNREADABLE: N_("this is no spreadsheet that can be read; save it again as XLSX"),
        Why.LOCKED: N_("the file is locked with a password; save it without one"),
        Why.TOO_LARGE: _TOO_LARGE,
        Why.TOO_MANY_ROWS: N_("more than {most} rows; import them in parts"),
    },
)


class Unreadable(Refusal):
    """The file is no spreadsheet that can be read."""

    status = 422
    slug = "unreadable-spreadsheet"
    message = N_("{file}: {reason}")


async def read_spreadsheet(name: str, content: bytes) -> list[Row]:
    """Read CSV or the first visible sheet of a workbook; empty rows are left out. Raises Unreadable."""
    if len(content) > LARGEST_BYTES:
        raise Unreadable(file=name, reason=gettext("the file is larger than 20 MB; import it in parts"))
    try:
        read = await run_apart(read_sheet, content, labels_by_code_page())
    except NotDone as error:
        raise Unreadable(file=name, reason=_limit(error.ended)) from error
    if isinstance(read, Unread):
        reason = gettext(SENTENCES[read.why]).format(error=read.detail, most=MOST_ROWS)
        raise Unreadable(file=name, reason=reason)
    if not read.rows:
        raise Unreadable(file=name, reason=gettext("the file is empty"))
    return list(read.rows)


def _limit(ended: Ended) -> str:
    """Say which limit the reading of a file came to."""
    if ended is Ended.TOO_LONG:
        return gettext("it takes too long to read; copy the participants into a new spreadsheet, in parts")
    if ended is Ended.TOO_MUCH_MEMORY:
        return gettext(_TOO_LARGE)
    return gettext(SENTENCES[Why.UNREADABLE])
