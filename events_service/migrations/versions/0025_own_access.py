"""Browsers that are signed in are told apart, and what somebody did is found.

Revision: 0025, after 0024. What browsers called themselves before is not known.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("browser_sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("browser", sa.String(80), nullable=False, server_default=""))
    with op.batch_alter_table("browser_sessions", schema=None) as batch_op:
        batch_op.alter_column("browser", existing_type=sa.String(80), server_default=None)
    op.create_index("ix_audit_entries_actor", "audit_entries", ["actor", "position"])


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_audit_entries_actor", "audit_entries")
    with op.batch_alter_table("browser_sessions", schema=None) as batch_op:
        batch_op.drop_column("browser")
