"""The coordinates in a link that a map's program gave; nothing is looked up anywhere."""

import re
from urllib.parse import unquote

_NUMBER = r"(-?\d{1,3}(?:\.\d+)?)"
_PAIR = rf"{_NUMBER}\s*,\s*\+?\s*{_NUMBER}"
_FORMS = (
    re.compile(rf"!3d{_NUMBER}!4d{_NUMBER}"),
    re.compile(rf"[?&#]mlat={_NUMBER}&mlon={_NUMBER}"),
    re.compile(rf"^geo:{_PAIR}", re.IGNORECASE),
    re.compile(rf"[?&](?:q|query|ll|sll|coordinate|destination|daddr|center)=(?:loc:)?{_PAIR}"),
    re.compile(rf"[#&?]map=\d+(?:\.\d+)?/{_NUMBER}/{_NUMBER}"),
    re.compile(rf"@{_PAIR}"),
    re.compile(rf"/(?:place|search|dir/[^/]*)/{_PAIR}"),
    re.compile(rf"^{_PAIR}$"),
)
"""A marker before the middle of the map: Google's pin, OpenStreetMap's, RFC 5870, what is asked, what is looked at."""


def coordinates_in(link: str) -> tuple[float, float] | None:
    """Give latitude and longitude in degrees from a link of OpenStreetMap, Google or Apple Maps, or a geo URI.

    Two numbers with a comma between them are taken as they are. None where nothing of the kind stands there.
    """
    text = unquote(link.strip())
    for form in _FORMS:
        if found := form.search(text):
            latitude, longitude = float(found[1]), float(found[2])
            if abs(latitude) <= 90 and abs(longitude) <= 180:
                return latitude, longitude
    return None
