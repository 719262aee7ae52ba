"""What somebody had in their calendar and gave up is kept, so that the calendar shows it as cancelled.

Revision: 0019, after 0018.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("registrations", sa.Column("left_parts", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_column("left_parts")
