"""Approved records as the signed files that left the house.

Revision: 0035, after 0034.
"""

import sqlalchemy as sa
from alembic import op

from events_service.database import Instant

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "sealed_records",
        sa.Column("serial", sa.String(length=16), nullable=False),
        sa.Column("event_key", sa.String(length=63), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("correction", sa.Integer(), nullable=False),
        sa.Column("sealed_at", Instant(), nullable=False),
        sa.Column("record", sa.String(length=64), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("signer", sa.String(length=300), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("time_stamped_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["event_key"], ["events.key"], name=op.f("fk_sealed_records_event_key")),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_sealed_records")),
        sa.UniqueConstraint("event_key", "position", name="uq_sealed_records_event_key"),
    )
    with op.batch_alter_table("sealed_records", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sealed_records_file"), ["file"], unique=False)
        batch_op.create_index(batch_op.f("ix_sealed_records_record"), ["record"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("sealed_records")
