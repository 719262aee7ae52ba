"""Scans that are set aside for a human to look at, and who looked.

Revision: 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "scans_aside",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("event_key", sa.String(length=63), nullable=True),
        sa.Column("device", sa.String(length=100), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("sent", sa.Text(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_scans_aside_account_id")),
        sa.ForeignKeyConstraint(["registration_id"], ["registrations.id"], name=op.f("fk_scans_aside_registration_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_scans_aside")),
    )
    with op.batch_alter_table("scans_aside", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scans_aside_event_key"), ["event_key"], unique=False)
    op.create_table(
        "scans_aside_seen",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_scans_aside_seen_account_id")),
        sa.ForeignKeyConstraint(["digest"], ["scans_aside.digest"], name=op.f("fk_scans_aside_seen_digest")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_scans_aside_seen")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("scans_aside_seen")
    op.drop_table("scans_aside")
