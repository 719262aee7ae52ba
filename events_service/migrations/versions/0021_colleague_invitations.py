"""Somebody may be invited to work with the service, by a link in a mail.

Revision: 0021, after 0020. Who has an account already has it as before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "colleague_invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("project_key", sa.String(length=63), nullable=True),
        sa.Column("partner_key", sa.String(length=63), nullable=True),
        sa.Column("event_keys", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_colleague_invitations_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_colleague_invitations")),
        sa.UniqueConstraint("email", name=op.f("uq_colleague_invitations_email")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_colleague_invitations_token_hash")),
    )
    op.create_index("ix_colleague_invitations_account_id", "colleague_invitations", ["account_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("colleague_invitations")
