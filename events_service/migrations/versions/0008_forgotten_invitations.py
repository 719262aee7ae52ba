"""An index on the personal invitations that still name somebody: looking for those to forget costs nothing.

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    named = sa.text("email > ''")
    with op.batch_alter_table("invitation_links", schema=None) as batch_op:
        batch_op.create_index(
            "ix_invitation_links_email", ["event_key"], unique=False, sqlite_where=named, postgresql_where=named
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("invitation_links", schema=None) as batch_op:
        batch_op.drop_index("ix_invitation_links_email")
