"""Why staff let in somebody whom nobody has approved.

Revision: 0012, after 0011.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("check_ins", sa.Column("let_in_because", sa.String(length=200), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("check_ins", "let_in_because")
