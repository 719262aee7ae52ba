"""All that is kept about a participant, from every room, as they may take it along (GDPR Art. 15 and 20).

It stands here because evidence is gathered here: no room before this one knows of all that a registration is named in.
Who of the staff did something is somebody else's data and stays out.
"""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service import audit
from events_service.attendance.records import Evidence
from events_service.attendance.tables import EvidenceMarkRow
from events_service.calendars.invitations import Participation
from events_service.checkin.in_room.phones import phones_of
from events_service.checkin.records import Method, Outcome, WhyTakenBack
from events_service.checkin.tables import CheckInRow, ScanAsideRow, WithdrawalRow
from events_service.mail.tables import MailRow
from events_service.printing.giving_letters import rows_of
from events_service.printing.letter_tables import LetterState
from events_service.printing.tables import BadgePrintRow
from events_service.programme.records import LetterKind
from events_service.registrations.asking.answer_files import KeptFile, list_files
from events_service.registrations.import_tables import ImportedPersonRow, ImportRow
from events_service.registrations.privacy.special_needs import SpecialNeeds, decrypt
from events_service.registrations.records import Changes, Consents, Registration
from events_service.registrations.tables import InvitationRow, RegistrationRow
from events_service.settings import Settings


class SentMail(Struct, frozen=True, kw_only=True):
    """A mail to the participant; `sent_at` None while it is on its way."""

    kind: str
    subject: str
    written_at: datetime
    sent_at: datetime | None


class SentInvitation(Struct, frozen=True, kw_only=True):
    """A calendar entry that was mailed, and the answer to it, if one came (RFC 5545 §3.2.12)."""

    entry: str
    sent_at: datetime
    withdrawn_at: datetime | None
    answer: Participation | None
    answered_at: datetime | None


class SeenAtDoor(Struct, frozen=True, kw_only=True):
    """A scan of the participant's badge, or their own confirmation in a room; `withdrawn_at` when staff took it back.

    `withdrawn_because` and `withdrawn_words` say why, and `withdrawn_by_device_at` when by the clock of their device.
    `let_in_because` is why staff let in somebody whom nobody had approved.
    """

    checkpoint: str
    method: Method
    outcome: Outcome
    scanned_at: datetime
    received_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: WhyTakenBack | None
    withdrawn_words: str | None
    withdrawn_by_device_at: datetime | None
    let_in_because: str | None


class SetAside(Struct, frozen=True, kw_only=True):
    """A scan that could not be kept as one, as it was sent."""

    outcome: Outcome
    received_at: datetime
    sent: dict[str, str]


class NotedEvidence(Struct, frozen=True, kw_only=True):
    """A note that the participant signed, was online or is excused for a reason; `stands` False takes it back."""

    checkpoint: str
    evidence: Evidence
    stands: bool
    noted_at: datetime
    reason: str | None


class OwnPhone(Struct, frozen=True, kw_only=True):
    """A phone that confirms for the participant at the event; `forgotten_at` is when that is forgotten."""

    bound_at: datetime
    forgotten_at: datetime


class PrintedBadge(Struct, frozen=True, kw_only=True):
    """A print of the participant's badge."""

    layout: str
    printed_at: datetime


class InvitationOnPaper(Struct, frozen=True, kw_only=True):
    """A letter of invitation that was asked for or made; what it says of the person is kept nowhere."""

    kind: LetterKind
    state: LetterState
    number: str
    asked_at: datetime
    decided_at: datetime | None
    issued_at: datetime | None


class Imported(Struct, frozen=True, kw_only=True):
    """An import that brought the registration, or changed it from what `before` holds."""

    imported_at: datetime
    before: Changes | None


class Change(Struct, frozen=True, kw_only=True):
    """An entry of the log about the registration, with the personal values that it holds."""

    at: datetime
    action: str
    personal: dict[str, str]


class OwnData(Struct, frozen=True, kw_only=True):
    """What the service knows of a participant through one registration; `needs_removed_at`: when special needs were.

    `left_parts`: days, by their ISO dates, and sessions that were in their calendar and are cancelled there.
    """

    registration: Registration
    consents: Consents
    special_needs: SpecialNeeds
    needs_removed_at: datetime | None
    wants_news: bool
    remark: str | None
    seen_at: datetime | None
    left_parts: list[str]
    confirmed_at: datetime | None
    changed_at: datetime
    files: list[KeptFile]
    mails: list[SentMail]
    invitations: list[SentInvitation]
    scans: list[SeenAtDoor]
    scans_set_aside: list[SetAside]
    evidence: list[NotedEvidence]
    room_phones: list[OwnPhone]
    printed_badges: list[PrintedBadge]
    invitation_letters: list[InvitationOnPaper]
    imports: list[Imported]
    changes: list[Change]


async def own_data(session: AsyncSession, settings: Settings, registration: Registration) -> OwnData:
    """Collect all that is kept under a registration, special needs decrypted."""
    row = await session.get_one(RegistrationRow, registration.id)
    log = await audit.about(session, f"registration:{registration.id}")
    return OwnData(
        registration=registration,
        consents=row.consents,
        special_needs=decrypt(row.special_needs, secret_key=settings.secret_key, registration=row.id),
        needs_removed_at=row.needs_removed_at if row.special_needs is None else None,
        wants_news=row.wants_news,
        remark=row.remark,
        seen_at=row.seen_at,
        left_parts=row.left_parts or [],
        confirmed_at=row.confirmed_at,
        changed_at=row.changed_at,
        files=list(await list_files(session, registration.id)),
        mails=await mails_to(session, registration.id),
        invitations=await _invitations(session, registration.id),
        scans=await scans_of(session, registration.id),
        scans_set_aside=await _set_aside(session, registration.id),
        evidence=await evidence_of(session, registration.id),
        room_phones=[
            OwnPhone(bound_at=row.bound_at, forgotten_at=row.forget_at)
            for row in await phones_of(session, registration.id)
        ],
        printed_badges=await prints_of(session, registration.id),
        invitation_letters=await _letters(session, registration.id),
        imports=await _imports(session, registration.id),
        changes=[Change(at=entry.at, action=entry.action, personal=entry.personal) for entry in log],
    )


async def mails_to(session: AsyncSession, id_: UUID) -> list[SentMail]:
    """Give the mails to a participant in the order in which they were written."""
    rows = await session.scalars(
        select(MailRow).where(MailRow.registration_id == id_).order_by(MailRow.created_at, MailRow.id)
    )
    return [
        SentMail(kind=row.kind, subject=row.subject, written_at=row.created_at, sent_at=row.sent_at) for row in rows
    ]


async def _letters(session: AsyncSession, id_: UUID) -> list[InvitationOnPaper]:
    return [
        InvitationOnPaper(
            kind=row.kind,
            state=row.state,
            number=row.number,
            asked_at=row.asked_at,
            decided_at=row.decided_at,
            issued_at=row.issued_at,
        )
        for row in await rows_of(session, [id_])
    ]


async def _imports(session: AsyncSession, id_: UUID) -> list[Imported]:
    rows = await session.execute(
        select(ImportRow.imported_at, ImportedPersonRow.before)
        .join(ImportRow, ImportRow.id == ImportedPersonRow.import_id)
        .where(ImportedPersonRow.registration_id == id_)
        .order_by(ImportRow.imported_at, ImportRow.id)
    )
    return [Imported(imported_at=at, before=before) for at, before in rows]


async def _invitations(session: AsyncSession, id_: UUID) -> list[SentInvitation]:
    rows = await session.scalars(
        select(InvitationRow).where(InvitationRow.registration_id == id_).order_by(InvitationRow.uid)
    )
    return [
        SentInvitation(
            entry=row.uid,
            sent_at=row.sent_at,
            withdrawn_at=row.withdrawn_at,
            answer=row.answer,
            answered_at=row.answered_at,
        )
        for row in rows
    ]


async def scans_of(session: AsyncSession, id_: UUID) -> list[SeenAtDoor]:
    """Give the scans of a participant's badge in the order in which they were made."""
    rows = await session.execute(
        select(CheckInRow, WithdrawalRow)
        .outerjoin(WithdrawalRow, WithdrawalRow.check_in_id == CheckInRow.id)
        .where(CheckInRow.registration_id == id_)
        .order_by(CheckInRow.scanned_at, CheckInRow.id)
    )
    return [
        SeenAtDoor(
            checkpoint=row.checkpoint,
            method=row.method,
            outcome=row.outcome,
            scanned_at=row.scanned_at,
            received_at=row.received_at,
            withdrawn_at=taken.withdrawn_at if taken else None,
            withdrawn_because=taken.reason if taken else None,
            withdrawn_words=taken.words if taken else None,
            withdrawn_by_device_at=taken.made_at if taken else None,
            let_in_because=row.let_in_because,
        )
        for row, taken in rows
    ]


async def _set_aside(session: AsyncSession, id_: UUID) -> list[SetAside]:
    rows = await session.scalars(
        select(ScanAsideRow)
        .where(ScanAsideRow.registration_id == id_)
        .order_by(ScanAsideRow.received_at, ScanAsideRow.digest)
    )
    return [SetAside(outcome=row.outcome, received_at=row.received_at, sent=row.sent) for row in rows]


async def evidence_of(session: AsyncSession, id_: UUID) -> list[NotedEvidence]:
    """Give what was noted by hand of a participant, in the order of the notes."""
    rows = await session.scalars(
        select(EvidenceMarkRow)
        .where(EvidenceMarkRow.registration_id == id_)
        .order_by(EvidenceMarkRow.marked_at, EvidenceMarkRow.id)
    )
    return [
        NotedEvidence(
            checkpoint=row.checkpoint,
            evidence=row.evidence,
            stands=row.stands,
            noted_at=row.marked_at,
            reason=row.reason,
        )
        for row in rows
    ]


async def prints_of(session: AsyncSession, id_: UUID) -> list[PrintedBadge]:
    """Give the prints of a participant's badge in their order."""
    rows = await session.scalars(
        select(BadgePrintRow)
        .where(BadgePrintRow.registration_id == id_)
        .order_by(BadgePrintRow.printed_at, BadgePrintRow.id)
    )
    return [PrintedBadge(layout=row.layout, printed_at=row.printed_at) for row in rows]
