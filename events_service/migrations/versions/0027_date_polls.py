"""Dates are proposed to partners, who answer which suit them.

Revision: 0027, after 0026.
"""

import sqlalchemy as sa
from alembic import op

from events_service.database import Instant

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "date_polls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("project_key", sa.String(length=63), nullable=False),
        sa.Column("host", sa.String(length=63), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("poll", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("chosen", sa.String(length=63), nullable=True),
        sa.ForeignKeyConstraint(["project_key"], ["projects.key"], name="fk_date_polls_project_key"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_date_polls_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_date_polls"),
    )
    op.create_index("ix_date_polls_project_key", "date_polls", ["project_key"])
    op.create_table(
        "date_poll_invitees",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("poll_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("answers", sa.Text(), nullable=True),
        sa.Column("busy", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("invited_at", Instant(), nullable=False),
        sa.Column("reminded_at", Instant(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["poll_id"], ["date_polls.id"], name="fk_date_poll_invitees_poll_id"),
        sa.PrimaryKeyConstraint("id", name="pk_date_poll_invitees"),
    )
    op.create_index("uq_date_poll_invitees_poll_id_email", "date_poll_invitees", ["poll_id", "email"], unique=True)


def downgrade() -> None:
    """Take back."""
    op.drop_table("date_poll_invitees")
    op.drop_table("date_polls")
