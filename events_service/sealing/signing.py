"""Signs PDFs: PAdES B-B with the seal's key, B-T where a server of time stamps is set (ETSI EN 319 142-1 §6).

All of it waits, for the signing, or for the server of time stamps: call it beside the event loop.
"""

import asyncio
import io
from datetime import datetime
from typing import Any

from msgspec import Struct

from events_service.sealing.keys import SealKey, SealKeyRefused

FIELD = "Seal"
"""The name of the field that holds the seal's own signature."""

TSA_SECONDS = 20


class NotTimeStamped(Exception):
    """The server of time stamps gave none; the message says what it did."""


class Signed(Struct, frozen=True, kw_only=True):
    """A signed file, and the time in its time stamp, where it has one."""

    octets: bytes
    time_stamped_at: datetime | None = None


def sign(octets: bytes, key: SealKey, *, tsa_url: str | None, reason: str) -> Signed:
    """Sign a PDF for good: what is changed in it afterwards breaks the seal.

    Raises NotTimeStamped, SealKeyRefused.
    """
    # Imported here because pyHanko takes a second, and only sealing needs it.
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415  (slow to import)
    from pyhanko.sign import fields, signers  # noqa: PLC0415  (slow to import)

    signer = signers.SimpleSigner.load_pkcs12(str(key.path), passphrase=key.passphrase)
    if signer is None:
        raise SealKeyRefused(f"The seal key at {key.path} cannot be used.")
    writer = IncrementalPdfFileWriter(io.BytesIO(octets))
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        certify=True,
        docmdp_permissions=fields.MDPPerm.FILL_FORMS,  # there is no form: to sign further is what it leaves
        reason=reason,
    )
    stamper = _stamper(tsa_url) if tsa_url else None
    pdf_signer = signers.PdfSigner(metadata, signer=signer, timestamper=stamper)
    try:
        signed: io.BytesIO = asyncio.run(pdf_signer.async_sign_pdf(writer))
    except Exception as error:
        if stamper is None:
            raise
        raise NotTimeStamped(f"{type(error).__name__}: {error}") from error
    return Signed(octets=signed.getvalue(), time_stamped_at=_time_stamp_in(signed) if tsa_url else None)


def _time_stamp_in(signed: io.BytesIO) -> datetime | None:
    """Give the time that the server of time stamps put under the signature."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415  (as above)

    [signature] = PdfFileReader(signed).embedded_regular_signatures
    return time_in(signature.signer_info)


def time_in(signer_info: Any) -> datetime | None:
    """Give the time that the time stamp under a signature attests (RFC 3161 §2.4.2), None where there is none."""
    attributes = signer_info["unsigned_attrs"]
    for attribute in attributes if attributes.native else ():
        if attribute["type"].native == "signature_time_stamp_token":
            token = attribute["values"][0]["content"]["encap_content_info"]["content"].parsed
            at = token["gen_time"].native
            return at if isinstance(at, datetime) else None
    return None


def _stamper(url: str) -> Any:
    from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper  # noqa: PLC0415  (as above)

    return HTTPTimeStamper(url, timeout=TSA_SECONDS)
