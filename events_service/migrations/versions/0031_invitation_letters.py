"""Letters of invitation that were asked for and given, each with the number that stands on it.

Revision: 0031, after 0030.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "invitation_letters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_invitation_letters_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_letters")),
        sa.UniqueConstraint("number", name=op.f("uq_invitation_letters_number")),
        sa.UniqueConstraint("registration_id", "kind", name="uq_invitation_letters_one_of_a_kind"),
    )
    with op.batch_alter_table("invitation_letters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_letters_state"), ["state"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("invitation_letters")
