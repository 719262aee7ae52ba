"""The phones that confirm presence in a room, each of one person at an event.

Revision: 0036, after 0035.
"""

import sqlalchemy as sa
from alembic import op

from events_service.database import Instant

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "room_phones",
        sa.Column("event_key", sa.String(length=63), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("bound_at", Instant(), nullable=False),
        sa.Column("forget_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["event_key"], ["events.key"], name=op.f("fk_room_phones_event_key")),
        sa.ForeignKeyConstraint(["registration_id"], ["registrations.id"], name=op.f("fk_room_phones_registration_id")),
        sa.PrimaryKeyConstraint("event_key", "token_hash", name=op.f("pk_room_phones")),
    )
    with op.batch_alter_table("room_phones", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_phones_registration_id"), ["registration_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_room_phones_forget_at"), ["forget_at"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("room_phones")
