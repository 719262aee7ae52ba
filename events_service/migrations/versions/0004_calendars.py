"""Calendars that remind and that know where to join, and changes of a definition that can be undone.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("previous", sa.Text(), nullable=True))
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("remind_minutes", sa.Integer(), nullable=True))
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("conference", sa.String(length=2000), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_column("conference")
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_column("remind_minutes")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_column("previous")
