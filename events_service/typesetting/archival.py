"""Makes a document one that archives keep (PDF/A-3b, ISO 19005-3): files inside, metadata, what colours mean."""

from datetime import UTC, datetime
from functools import cache
from typing import Any, cast
from xml.sax.saxutils import escape

from msgspec import Struct
from reportlab.lib.utils import TimeStamp
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDate, PDFDictionary, PDFName, PDFStream, PDFString, PDFZCompress

from events_service.typesetting.tagging import TaggedCanvas


class Attached(Struct, frozen=True, kw_only=True):
    """A file inside a document; `relationship` is its own to the page (ISO 19005-3 annex E): Source, Data, Supplement.

    `name` is in plain letters, `description` says to a reader what it is.
    """

    name: str
    media_type: str
    relationship: str
    description: str
    octets: bytes


def make_archival(canvas: TaggedCanvas, attached: list[Attached], made: datetime) -> None:
    """Put into a document what PDF/A-3b asks for, and the files; call once, before it is closed.

    `made` is written into it in place of the time at which it happens to be printed.
    """
    document = cast(Any, canvas)._doc
    document._timeStamp = _stamp(made)
    catalog = document.Catalog
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents", "AF"]
    catalog.Metadata = document.Reference(_metadata(document.info, made))
    catalog.OutputIntents = PDFArray([_output_intent(document)])
    files = {file.name: _file(document, file, made) for file in sorted(attached, key=lambda one: one.name)}
    if files:
        catalog.AF = PDFArray([*files.values()])
        names = PDFArray([part for name, file in files.items() for part in (PDFString(name), file)])
        catalog.Names = PDFDictionary({"EmbeddedFiles": PDFDictionary({"Names": names})})


def _file(document: Any, file: Attached, made: datetime) -> Any:
    facts = {
        "Size": len(file.octets),
        "ModDate": PDFDate(_stamp(made)),
    }
    kind = f"/{file.media_type.replace('/', '#2F')}"  # a slash in a name is written so (ISO 32000-1 §7.3.5)
    said = {"Type": PDFName("EmbeddedFile"), "Subtype": kind, "Params": PDFDictionary(facts)}
    stream = document.Reference(PDFStream(PDFDictionary(said), file.octets, filters=[PDFZCompress]))
    return document.Reference(
        PDFDictionary(
            {
                "Type": PDFName("Filespec"),
                "F": PDFString(file.name),
                "UF": PDFString(file.name),
                "Desc": PDFString(file.description),
                "AFRelationship": PDFName(file.relationship),
                "EF": PDFDictionary({"F": stream, "UF": stream}),
            }
        )
    )


def _output_intent(document: Any) -> PDFDictionary:
    profile = PDFStream(PDFDictionary({"N": 3}), srgb_profile(), filters=[PDFZCompress])
    return PDFDictionary(
        {
            "Type": PDFName("OutputIntent"),
            "S": PDFName("GTS_PDFA1"),
            "OutputConditionIdentifier": PDFString("sRGB IEC61966-2.1"),
            "Info": PDFString("sRGB IEC61966-2.1"),
            "DestOutputProfile": document.Reference(profile),
        }
    )


@cache
def srgb_profile() -> bytes:
    """Give an ICC profile of sRGB, the same each time, as one of the version that PDF 1.7 knows (4.2)."""
    # Imported here because pictures are loaded with it, and only sealing needs it.
    from PIL import ImageCms  # noqa: PLC0415  (slow to import)

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[8:12] = bytes([4, 0x20, 0, 0])
    profile[24:36] = b"".join(part.to_bytes(2, "big") for part in (2023, 1, 1, 0, 0, 0))
    return bytes(profile)


def _metadata(info: Any, made: datetime) -> PDFStream:
    """Give the XMP packet (ISO 16684-1), which says what the document's information says."""
    at = made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    packet = _PACKET.format(
        title=escape(info.title),
        author=escape(info.author),
        subject=escape(info.subject),
        creator=escape(info.creator),
        producer=escape(info.producer),
        at=at,
    )
    said = PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")})
    return PDFStream(said, packet.encode(), filters=[])


def _stamp(made: datetime) -> Any:
    stamp: Any = TimeStamp(invariant=1)
    stamp.YMDhms = made.astimezone(UTC).timetuple()[:6]
    return stamp


_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<xmp:CreatorTool>{creator}</xmp:CreatorTool><xmp:CreateDate>{at}</xmp:CreateDate><xmp:ModifyDate>{at}</xmp:ModifyDate>
<pdf:Producer>{producer}</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
