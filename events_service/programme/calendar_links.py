"""Links by which readers add a feed to the calendar that they use."""

from urllib.parse import quote

from msgspec import Struct


class CalendarLinks(Struct, frozen=True, kw_only=True):
    """A feed's address, and the links that subscribe to it: `subscribe` opens the program on the reader's device."""

    address: str
    subscribe: str
    google: str
    outlook: str
    office: str


def calendar_links(address: str, name: str = "") -> CalendarLinks:
    """Give the links for a feed at `address` (https or http); `name` is what Outlook is to call it."""
    webcal = "webcal:" + address.partition(":")[2]
    outlook = f"/calendar/0/addfromweb?url={quote(address, safe='')}"
    outlook += f"&name={quote(name, safe='')}" if name else ""
    return CalendarLinks(
        address=address,
        subscribe=webcal,
        # Google takes an address to subscribe to only under the webcal scheme; under https it is a one-off event's id.
        google=f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        outlook=f"https://outlook.live.com{outlook}",
        office=f"https://outlook.office.com{outlook}",
    )
