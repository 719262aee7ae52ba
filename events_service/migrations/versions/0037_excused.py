"""Reasons for which people are excused, each with a salt, so that nobody guesses it from its digest in the audit log.

Revision: 0037, after 0036.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("evidence_marks", sa.Column("reason", sa.String(length=200), nullable=True))
    op.add_column("evidence_marks", sa.Column("salt", sa.String(length=32), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("evidence_marks", schema=None) as batch_op:
        batch_op.drop_column("salt")
        batch_op.drop_column("reason")
