"""Organisers work on a version that others see once it is released.

Revision: 0028, after 0027.
"""

import sqlalchemy as sa
from alembic import op

from events_service.database import Instant

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("events", sa.Column("working_version", sa.Integer()))
    op.add_column("events", sa.Column("waiting", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("event_versions", sa.Column("name", sa.String(length=100)))
    op.add_column("event_versions", sa.Column("released_at", Instant()))
    op.add_column("event_versions", sa.Column("reach", sa.String(length=32)))
    op.add_column("event_versions", sa.Column("note", sa.Text()))
    # Until now, whatever was saved was seen at once.
    op.execute("UPDATE event_versions SET released_at = saved_at")


def downgrade() -> None:
    """Take back."""
    for column in ("note", "reach", "released_at", "name"):
        op.drop_column("event_versions", column)
    op.drop_column("events", "waiting")
    op.drop_column("events", "working_version")
