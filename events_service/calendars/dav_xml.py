"""The XML of WebDAV (RFC 4918): what a client asks, and the answers of several parts."""

from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element, SubElement, TreeBuilder, register_namespace, tostring
from xml.parsers import expat

from msgspec import Struct

DAV = "{DAV:}"
CALDAV = "{urn:ietf:params:xml:ns:caldav}"
CALENDAR_SERVER = "{http://calendarserver.org/ns/}"
MEDIA_TYPE = "application/xml; charset=utf-8"
LARGEST_REQUEST = 1_000_000
DEEPEST_REQUEST = 100
"""Elements within each other in a request; what a client asks for nests about ten."""

for _prefix, _namespace in (("D", DAV), ("C", CALDAV), ("CS", CALENDAR_SERVER)):
    register_namespace(_prefix, _namespace[1:-1])


class FaultyRequest(ValueError):
    """A request cannot be read; the text says why (400)."""


class Answer(Struct, frozen=True, kw_only=True):
    """A response to PROPFIND or REPORT: its status and its content, XML save for free-busy."""

    status: int
    octets: bytes
    media_type: str = MEDIA_TYPE


class Part(Struct, frozen=True, kw_only=True):
    """What an answer says of one resource: properties that it has, names of those it has not; or a status alone."""

    href: str
    found: Mapping[str, Element] = {}
    missing: tuple[str, ...] = ()
    status: int | None = None


def read(body: bytes) -> Element | None:
    """Read a request's body; None where it is empty. Raises FaultyRequest."""
    if not body.strip():
        return None
    if len(body) > LARGEST_REQUEST:
        raise FaultyRequest(f"the request is larger than {LARGEST_REQUEST:,} octets")
    builder = TreeBuilder()
    within: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        within.append(_clark(name))
        if len(within) > DEEPEST_REQUEST:
            raise FaultyRequest(f"its elements are nested more than {DEEPEST_REQUEST} deep")
        builder.start(within[-1], attributes)

    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: builder.end(within.pop())
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(body, True)
        return builder.close()
    except (expat.ExpatError, AssertionError, ValueError) as error:
        raise FaultyRequest(f"the request is not well-formed XML: {error}") from error


def _refuse_doctype(*_: object) -> None:
    # Entities that are declared there can blow a kilobyte up to gigabytes.
    raise FaultyRequest("the request must not declare a document type")


def _clark(name: str) -> str:
    return "{" + name if "}" in name else name


def multistatus(parts: Iterable[Part], sync_token: str | None = None) -> Answer:
    """Write a 207 answer (RFC 4918 §13), with the new sync token where there is one (RFC 6578 §6.4)."""
    root = Element(f"{DAV}multistatus")
    for part in parts:
        response = SubElement(root, f"{DAV}response")
        SubElement(response, f"{DAV}href").text = part.href
        if part.status is not None:
            SubElement(response, f"{DAV}status").text = _status(part.status)
        if part.found or not (part.missing or part.status):
            _propstat(response, part.found.values(), 200)
        if part.missing:
            _propstat(response, [Element(name) for name in part.missing], 404)
    if sync_token is not None:
        SubElement(root, f"{DAV}sync-token").text = sync_token
    return Answer(status=207, octets=_written(root))


def refused(status: int, condition: str) -> Answer:
    """Write an answer that names the precondition which a request does not meet (RFC 4918 §16)."""
    root = Element(f"{DAV}error")
    SubElement(root, condition)
    return Answer(status=status, octets=_written(root))


def text_element(name: str, text: str) -> Element:
    """Make an element that holds a text."""
    element = Element(name)
    element.text = text
    return element


def nested(name: str, *children: str | Element) -> Element:
    """Make an element that holds others, given as elements or as the names of empty ones."""
    element = Element(name)
    element.extend(Element(child) if isinstance(child, str) else child for child in children)
    return element


def _propstat(response: Element, properties: Iterable[Element], status: int) -> None:
    propstat = SubElement(response, f"{DAV}propstat")
    SubElement(propstat, f"{DAV}prop").extend(properties)
    SubElement(propstat, f"{DAV}status").text = _status(status)


def _status(status: int) -> str:
    reasons = {200: "OK", 403: "Forbidden", 404: "Not Found", 507: "Insufficient Storage"}
    return f"HTTP/1.1 {status} {reasons[status]}"


def _written(root: Element) -> bytes:
    octets: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    # A reader of XML makes a plain line feed of CR LF; written so, calendar data keeps its line ends.
    return octets.replace(b"\r", b"&#13;")
