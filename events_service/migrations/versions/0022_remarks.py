"""Organisers note something of somebody for themselves, and that they were seen at the desk.

Revision: 0022, after 0021. Nothing was noted before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("registrations", sa.Column("remark", sa.Text(), nullable=True))
    op.add_column("registrations", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_column("seen_at")
        batch_op.drop_column("remark")
