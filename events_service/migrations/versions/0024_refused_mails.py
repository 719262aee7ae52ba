"""The refused mails of an event are found without a look at those that were sent.

Revision: 0024, after 0023.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index(
        "ix_outbox_refused",
        "outbox",
        ["event_key"],
        sqlite_where=sa.text("status = 'refused'"),
        postgresql_where=sa.text("status = 'refused'"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_outbox_refused", "outbox")
