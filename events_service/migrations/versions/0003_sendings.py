"""Mail: where each stands, each sending as a row of its own, writing to groups, what has been sent for an event.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("enclosures", sa.Text(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("batch", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("status", sa.String(length=32), nullable=False, server_default="waiting"))
        batch_op.alter_column("due_at", existing_type=sa.DateTime(timezone=True), nullable=True)
        batch_op.drop_index("ix_outbox_sent_at_due_at")
    op.execute("UPDATE outbox SET status = 'sent', due_at = NULL WHERE sent_at IS NOT NULL")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.alter_column("enclosures", existing_type=sa.Text(), server_default=None)
        batch_op.alter_column("status", existing_type=sa.String(length=32), server_default=None)
        batch_op.create_index(batch_op.f("ix_outbox_batch"), ["batch"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_registration_id"), ["registration_id"], unique=False)
        batch_op.create_index(
            "ix_outbox_due_at",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.create_table(
        "sendings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mail_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("enclosed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["outbox.id"], name=op.f("fk_sendings_mail_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sendings")),
    )
    with op.batch_alter_table("sendings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sendings_mail_id"), ["mail_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("sendings")
    op.execute("UPDATE outbox SET due_at = created_at WHERE due_at IS NULL")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_due_at",
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_outbox_registration_id"))
        batch_op.drop_index(batch_op.f("ix_outbox_batch"))
        batch_op.create_index("ix_outbox_sent_at_due_at", ["sent_at", "due_at"], unique=False)
        batch_op.alter_column("due_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.drop_column("status")
        batch_op.drop_column("batch")
        batch_op.drop_column("enclosures")
