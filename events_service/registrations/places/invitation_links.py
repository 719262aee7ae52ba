"""Invitation links: addresses that let a person or a group in, also where and when registration is closed to others."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from events_service.programme.finding import FoundEvent
from events_service.registrations.records import InvitationLink, Status
from events_service.registrations.refusals import (
    InvitationExpired,
    InvitationRevoked,
    InvitationUsed,
    UnknownInvitation,
)
from events_service.registrations.tables import InvitationLinkRow, RegistrationRow
from events_service.secrets import hashed
from events_service.web.errors import NotFound
from events_service.web.i18n import instant_named


async def list_links(session: AsyncSession, event_key: str) -> list[InvitationLink]:
    """Give an event's links, the newest first."""
    rows = await session.scalars(
        select(InvitationLinkRow)
        .where(InvitationLinkRow.event_key == event_key)
        .order_by(InvitationLinkRow.created_at.desc(), InvitationLinkRow.id.desc())
    )
    return await _records(session, rows.all())


async def get_link(session: AsyncSession, id_: UUID) -> InvitationLink:
    """Give a link. Raises NotFound."""
    row = await session.get(InvitationLinkRow, id_)
    if row is None:
        raise NotFound
    return (await _records(session, [row]))[0]


async def usable_link(session: AsyncSession, found: FoundEvent, token: str, now: datetime) -> InvitationLink:
    """Give the link to an event that a token opens.

    Raises UnknownInvitation, InvitationRevoked, InvitationExpired, InvitationUsed.
    """
    row = await session.scalar(
        select(InvitationLinkRow).where(
            InvitationLinkRow.token_hash == hashed(token.strip()), InvitationLinkRow.event_key == found.event.key
        )
    )
    if row is None:
        raise UnknownInvitation
    link = (await _records(session, [row]))[0]
    if link.revoked_at is not None:
        raise InvitationRevoked
    if link.expired(now) and link.expires_at is not None:
        raise InvitationExpired(until=instant_named(link.expires_at, found.event.timezone))
    if link.email is not None and link.used:
        raise InvitationUsed
    return link


async def _records(session: AsyncSession, rows: Iterable[InvitationLinkRow]) -> list[InvitationLink]:
    rows = list(rows)
    counts = await session.execute(
        select(RegistrationRow.invitation_link, RegistrationRow.status, func.count())
        .where(RegistrationRow.invitation_link.in_([row.id for row in rows]))
        .group_by(RegistrationRow.invitation_link, RegistrationRow.status)
    )
    by_link: dict[UUID | None, dict[Status, int]] = {}
    for id_, status, number in counts:
        by_link.setdefault(id_, {})[status] = number
    return [_record(row, by_link.get(row.id, {})) for row in rows]


def _record(row: InvitationLinkRow, by_status: dict[Status, int]) -> InvitationLink:
    return InvitationLink(
        id=row.id,
        event=row.event_key,
        name=row.name,
        email=row.email,
        language=row.language,
        places=row.places,
        taken=row.seats_taken,
        waiting=by_status.get(Status.WAITLISTED, 0),
        used=sum(number for status, number in by_status.items() if status != Status.CANCELLED),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
