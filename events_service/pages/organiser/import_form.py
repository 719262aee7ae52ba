"""What an organiser says of a spreadsheet on its page: its heading, columns and names, and what to do."""

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from events_service.registrations.spreadsheets.heading_row import Said

COLUMN = re.compile(r"column-(\d{1,4})")
NAME = re.compile(r"name-(\d{1,6})")


class Wishes(Struct, frozen=True, kw_only=True):
    """What is to become of a file: whether it is imported, newcomers get a mail, and faulty rows are left out."""

    said: Said = Said()
    really: bool = False
    mail: bool = False
    leave_out: bool = False


def wishes_of(form: Mapping[str, Any]) -> Wishes:
    """Read the form. Columns count below the heading that they were shown for; below another they are found anew."""
    heading = _number(form.get("heading"))
    shown = heading is not None and heading == _number(form.get("shown_heading"))
    fields = {int(found[1]): str(form[name]) for name in form if (found := COLUMN.fullmatch(name))}
    return Wishes(
        said=Said(
            heading=heading,
            fields=fields if shown and fields else None,
            names={int(found[1]): str(form[name]) for name in form if (found := NAME.fullmatch(name)) and form[name]},
            take_over=bool(form.get("take_over")),
        ),
        really=form.get("do") == "import",
        mail=bool(form.get("mail")),
        leave_out=bool(form.get("leave_out")),
    )


def _number(written: object) -> int | None:
    return int(written) if isinstance(written, str) and written.isascii() and written.isdigit() else None
