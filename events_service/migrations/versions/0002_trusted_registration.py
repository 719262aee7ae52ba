"""Registration that people trust: offers, invitation links, questions, modes per day.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "invitation_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_key", sa.String(length=63), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=3), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("seats_taken", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_key"], ["events.key"], name=op.f("fk_invitation_links_event_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_links_token_hash")),
    )
    with op.batch_alter_table("invitation_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_links_event_key"), ["event_key"], unique=False)

    op.create_table(
        "answer_files",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(length=63), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_answer_files_registration_id")
        ),
        sa.PrimaryKeyConstraint("registration_id", "question", name=op.f("pk_answer_files")),
    )
    op.create_table(
        "held_files",
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("question", sa.String(length=63), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("form", "question", name=op.f("pk_held_files")),
    )
    with op.batch_alter_table("held_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_held_files_held_at"), ["held_at"], unique=False)

    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("day_modes", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("answers", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("party", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("invitation_link", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("confirm_by", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_registrations_confirm_by",
            ["confirm_by"],
            unique=False,
            sqlite_where=sa.text("confirm_by IS NOT NULL"),
            postgresql_where=sa.text("confirm_by IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_registrations_invitation_link"), ["invitation_link"], unique=False)
        batch_op.create_index(
            "ix_registrations_offered_until",
            ["offered_until"],
            unique=False,
            sqlite_where=sa.text("status = 'offered'"),
            postgresql_where=sa.text("status = 'offered'"),
        )
        batch_op.create_index(batch_op.f("ix_registrations_party"), ["party"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registrations_party"))
        batch_op.drop_index(
            "ix_registrations_offered_until",
            sqlite_where=sa.text("status = 'offered'"),
            postgresql_where=sa.text("status = 'offered'"),
        )
        batch_op.drop_index(batch_op.f("ix_registrations_invitation_link"))
        batch_op.drop_index(
            "ix_registrations_confirm_by",
            sqlite_where=sa.text("confirm_by IS NOT NULL"),
            postgresql_where=sa.text("confirm_by IS NOT NULL"),
        )
        batch_op.drop_column("offered_until")
        batch_op.drop_column("confirm_by")
        batch_op.drop_column("invitation_link")
        batch_op.drop_column("party")
        batch_op.drop_column("answers")
        batch_op.drop_column("day_modes")

    with op.batch_alter_table("held_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_held_files_held_at"))

    op.drop_table("held_files")
    op.drop_table("answer_files")
    with op.batch_alter_table("invitation_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_links_event_key"))

    op.drop_table("invitation_links")
