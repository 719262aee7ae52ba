"""Mails to groups: who still waits for their copy, so that any process can go on.

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "group_mails",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_key", sa.String(length=63), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("remaining", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_key"], ["events.key"], name=op.f("fk_group_mails_event_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_mails")),
    )
    with op.batch_alter_table("group_mails", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_mails_event_key"), ["event_key"], unique=False)
        batch_op.create_index(
            "ix_group_mails_unfinished",
            ["id"],
            unique=False,
            sqlite_where=sa.text("finished_at IS NULL"),
            postgresql_where=sa.text("finished_at IS NULL"),
        )


def downgrade() -> None:
    """Take back."""
    op.drop_table("group_mails")
