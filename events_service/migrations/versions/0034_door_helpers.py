"""Desks that helpers keep by a link, and the browsers that hold them; what helpers do is done by no account.

Revision: 0034, after 0033.
"""

import sqlalchemy as sa
from alembic import op

from events_service.database import Instant

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "door_helpers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_key", sa.String(length=63), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("checkpoint", sa.String(length=63), nullable=False),
        sa.Column("devices", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["event_key"], ["events.key"], name=op.f("fk_door_helpers_event_key")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_door_helpers_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_helpers")),
        sa.UniqueConstraint("event_key", "name", name="uq_door_helpers_event_key_name"),
    )
    op.create_table(
        "door_helper_devices",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("helper_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("browser", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["helper_id"], ["door_helpers.id"], name=op.f("fk_door_helper_devices_helper_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_door_helper_devices")),
    )
    with op.batch_alter_table("door_helper_devices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_door_helper_devices_helper_id"), ["helper_id"], unique=False)
    for table in ("check_in_withdrawals", "scans_aside"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("account_id", existing_type=sa.Uuid(), nullable=True)


def downgrade() -> None:
    """Take back."""
    for table in ("scans_aside", "check_in_withdrawals"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("account_id", existing_type=sa.Uuid(), nullable=False)
    op.drop_table("door_helper_devices")
    op.drop_table("door_helpers")
