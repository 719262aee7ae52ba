"""What participants were last told of an event: which version of it, and whether it takes place.

Revision: 0014, after 0013. What holds now counts as told.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("registrations", sa.Column("told_version", sa.Integer(), nullable=True))
    op.add_column("registrations", sa.Column("told_standing", sa.String(length=32), nullable=True))
    op.execute(
        "UPDATE registrations SET"
        " told_version = (SELECT version FROM events WHERE events.key = registrations.event_key),"
        " told_standing = (SELECT status FROM events WHERE events.key = registrations.event_key)"
        " WHERE status NOT IN ('unconfirmed', 'cancelled')"
    )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_column("told_standing")
        batch_op.drop_column("told_version")
