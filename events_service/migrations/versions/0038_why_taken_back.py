"""Why check-ins were taken back, in words with a salt, so that nobody guesses them from their digest, and when.

Revision: 0038, after 0037.
"""

import sqlalchemy as sa
from alembic import op

from events_service.database import Instant

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_TABLE = "check_in_withdrawals"


def upgrade() -> None:
    """Apply."""
    op.add_column(_TABLE, sa.Column("reason", sa.String(length=32), nullable=True))
    op.add_column(_TABLE, sa.Column("words", sa.String(length=200), nullable=True))
    op.add_column(_TABLE, sa.Column("salt", sa.String(length=32), nullable=True))
    op.add_column(_TABLE, sa.Column("made_at", Instant(), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table(_TABLE, schema=None) as batch_op:
        for name in ("made_at", "salt", "words", "reason"):
            batch_op.drop_column(name)
