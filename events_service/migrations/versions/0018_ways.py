"""Places in person and online are counted apart, and somebody may wait for a place in another way.

Revision: 0018, after 0017. Who holds a seat is counted in the ways in which they take part.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_HOLDING = (
    "SELECT count(*) FROM registrations WHERE registrations.event_key = events.key"
    " AND registrations.status IN ('confirmed', 'offered') AND "
)
_ONLINE = "(attendance_mode = 'online' OR day_modes LIKE '%\"online\"%')"
COUNT = (
    f"UPDATE events SET seats_in_person = ({_HOLDING} attendance_mode = 'in_person'),"
    f" seats_online = ({_HOLDING} {_ONLINE})"
)


def upgrade() -> None:
    """Apply."""
    op.add_column("events", sa.Column("counts_apart", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("events", sa.Column("online_capacity", sa.Integer(), nullable=True))
    op.add_column("events", sa.Column("seats_in_person", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("events", sa.Column("seats_online", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("registrations", sa.Column("wanted_ways", sa.Text(), nullable=True))
    op.add_column("registrations", sa.Column("wanted_number", sa.Integer(), nullable=True))
    op.create_index(
        "ix_registrations_wanted_number",
        "registrations",
        ["event_key"],
        sqlite_where=sa.text("wanted_number IS NOT NULL"),
        postgresql_where=sa.text("wanted_number IS NOT NULL"),
    )
    op.execute(COUNT)


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_registrations_wanted_number", table_name="registrations")
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_column("wanted_number")
        batch_op.drop_column("wanted_ways")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_column("seats_online")
        batch_op.drop_column("seats_in_person")
        batch_op.drop_column("online_capacity")
        batch_op.drop_column("counts_apart")
