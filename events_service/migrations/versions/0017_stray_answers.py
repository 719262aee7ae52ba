"""Answers to invitations from another address than the invited one, until an organiser decides whose they are.

Revision: 0017, after 0016.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "stray_answers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_key", sa.String(length=63), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_key"], ["events.key"], name=op.f("fk_stray_answers_event_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stray_answers")),
    )
    with op.batch_alter_table("stray_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stray_answers_event_key"), ["event_key"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("stray_answers")
