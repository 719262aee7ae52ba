"""Every version of an event's definition, so that any can be put back.

Revision: 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# The version before the last is kept where it was known; nobody wrote down who made it, nor when.
KEEP = (
    "INSERT INTO event_versions (event_key, version, definition, actor, saved_at)"
    " SELECT key, version - 1, previous, '', changed_at FROM events WHERE previous IS NOT NULL AND version > 1",
    "INSERT INTO event_versions (event_key, version, definition, actor, saved_at)"
    " SELECT key, version, definition, '', changed_at FROM events",
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "event_versions",
        sa.Column("event_key", sa.String(length=63), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_key"], ["events.key"], name=op.f("fk_event_versions_event_key")),
        sa.PrimaryKeyConstraint("event_key", "version", name=op.f("pk_event_versions")),
    )
    for statement in KEEP:
        op.execute(statement)
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_column("previous")


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("previous", sa.Text(), nullable=True))
    op.execute(
        "UPDATE events SET previous = (SELECT definition FROM event_versions AS kept"
        " WHERE kept.event_key = events.key AND kept.version = events.version - 1)"
    )
    op.drop_table("event_versions")
