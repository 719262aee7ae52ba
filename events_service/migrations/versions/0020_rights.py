"""An account may be narrowed to chosen events, and end on a day.

Revision: 0020, after 0019. Whoever had an account keeps what it opened.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("accounts", sa.Column("event_keys", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("accounts", sa.Column("until", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_column("until")
        batch_op.drop_column("event_keys")
