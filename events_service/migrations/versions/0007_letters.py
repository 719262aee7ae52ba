"""Mails as letters until they leave; those of before stay as they were composed.

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("letter", sa.LargeBinary(), nullable=True))
        batch_op.alter_column("message", new_column_name="composed", existing_type=sa.LargeBinary(), nullable=True)
    # Withdrawn mails were blanked; such a one has no message now.
    op.execute("UPDATE outbox SET composed = NULL WHERE length(composed) = 0")


def downgrade() -> None:
    """Take back; a letter that has not left cannot be composed here, and is given up."""
    op.execute("UPDATE outbox SET status = 'withdrawn', due_at = NULL WHERE composed IS NULL AND letter IS NOT NULL")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("letter")
    outbox = sa.table("outbox", sa.column("composed", sa.LargeBinary()))
    op.execute(outbox.update().where(outbox.c.composed.is_(None)).values(composed=b""))
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.alter_column("composed", new_column_name="message", existing_type=sa.LargeBinary(), nullable=False)
