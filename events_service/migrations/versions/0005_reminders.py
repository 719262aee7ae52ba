"""Reminders and thanks that are sent once for an event, and who wants no reminders.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("events", sa.Column("reminded_on", sa.Date(), nullable=True))
    op.add_column("events", sa.Column("thanked_on", sa.Date(), nullable=True))
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wants_news", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.alter_column("wants_news", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    """Take back."""
    op.drop_column("registrations", "wants_news")
    op.drop_column("events", "thanked_on")
    op.drop_column("events", "reminded_on")
