"""First tables.

Revision: 0001, after .
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("project_key", sa.String(length=63), nullable=True),
        sa.Column("partner_key", sa.String(length=63), nullable=True),
        sa.Column("feed_generation", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
    )
    op.create_table(
        "attempts",
        sa.Column("counted", sa.String(length=64), nullable=False),
        sa.Column("span_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("counted", "span_start", name=op.f("pk_attempts")),
    )
    op.create_table(
        "audit_entries",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("action", sa.String(length=100), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("commitments", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_entries")),
    )
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entries_subject"), ["subject"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("event_key", sa.String(length=63), nullable=True),
        sa.Column("registration_id", sa.Uuid(), nullable=True),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_event_key"), ["event_key"], unique=False)
        batch_op.create_index("ix_outbox_sent_at_due_at", ["sent_at", "due_at"], unique=False)

    op.create_table(
        "projects",
        sa.Column("key", sa.String(length=63), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_version", sa.Integer(), nullable=False),
        sa.Column("content_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_projects")),
    )
    op.create_table(
        "api_tokens",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_api_tokens_account_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_api_tokens")),
    )
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_tokens_account_id"), ["account_id"], unique=False)

    op.create_table(
        "audit_personal_values",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("field", sa.String(length=100), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["position"], ["audit_entries.position"], name=op.f("fk_audit_personal_values_position")
        ),
        sa.PrimaryKeyConstraint("position", "field", name=op.f("pk_audit_personal_values")),
    )
    op.create_table(
        "browser_sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_browser_sessions_account_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_browser_sessions")),
    )
    with op.batch_alter_table("browser_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_browser_sessions_account_id"), ["account_id"], unique=False)

    op.create_table(
        "events",
        sa.Column("key", sa.String(length=63), nullable=False),
        sa.Column("project_key", sa.String(length=63), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("access", sa.String(length=32), nullable=False),
        sa.Column("host", sa.String(length=63), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("seats_taken", sa.Integer(), nullable=False),
        sa.Column("registrations_made", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("invited_version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_key"], ["projects.key"], name=op.f("fk_events_project_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_events")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_events_first_day"), ["first_day"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_last_day"), ["last_day"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_project_key"), ["project_key"], unique=False)
        batch_op.create_index(
            "ix_events_to_be_told",
            ["key"],
            unique=False,
            sqlite_where=sa.text("invited_version < version"),
            postgresql_where=sa.text("invited_version < version"),
        )

    op.create_table(
        "sign_in_links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_sign_in_links_account_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_links")),
    )
    with op.batch_alter_table("sign_in_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_links_account_id"), ["account_id"], unique=False)

    op.create_table(
        "print_jobs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_key", sa.String(length=63), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("misfits", sa.Text(), nullable=False),
        sa.Column("fingerprints", sa.Text(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_print_jobs_account_id")),
        sa.ForeignKeyConstraint(["event_key"], ["events.key"], name=op.f("fk_print_jobs_event_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_jobs")),
    )
    with op.batch_alter_table("print_jobs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_print_jobs_event_key"), ["event_key"], unique=False)
        batch_op.create_index("ix_print_jobs_state_due_at", ["state", "due_at"], unique=False)

    op.create_table(
        "privacy_notices",
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("event_key", sa.String(length=63), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_key"], ["events.key"], name=op.f("fk_privacy_notices_event_key")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_privacy_notices")),
    )
    op.create_table(
        "registrations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_key", sa.String(length=63), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("first_name", sa.String(length=200), nullable=False),
        sa.Column("last_name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_folded", sa.String(length=254), nullable=False),
        sa.Column("latin_name", sa.String(length=400), nullable=False),
        sa.Column("organisation", sa.String(length=300), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("attendance_mode", sa.String(length=32), nullable=False),
        sa.Column("consents", sa.Text(), nullable=False),
        sa.Column("special_needs", sa.LargeBinary(), nullable=True),
        sa.Column("needs_removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notice_version", sa.String(length=16), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("badge_code", sa.String(length=16), nullable=False),
        sa.Column("manage_hash", sa.String(length=64), nullable=False),
        sa.Column("feed_generation", sa.Integer(), nullable=False),
        sa.Column("invited_by_mail", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.String(length=32), nullable=True),
        sa.Column("idempotency_key", sa.String(length=200), nullable=True),
        sa.Column("application_digest", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_key"], ["events.key"], name=op.f("fk_registrations_event_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
        sa.UniqueConstraint("badge_code", name=op.f("uq_registrations_badge_code")),
        sa.UniqueConstraint("manage_hash", name=op.f("uq_registrations_manage_hash")),
    )
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.create_index("ix_registrations_event_key_status", ["event_key", "status", "number"], unique=False)
        batch_op.create_index(
            "ix_registrations_special_needs",
            ["event_key"],
            unique=False,
            sqlite_where=sa.text("special_needs IS NOT NULL"),
            postgresql_where=sa.text("special_needs IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_registrations_event_key_email",
            ["event_key", "email_folded"],
            unique=True,
            sqlite_where=sa.text("status <> 'cancelled'"),
            postgresql_where=sa.text("status <> 'cancelled'"),
        )
        batch_op.create_index(
            "uq_registrations_event_key_idempotency_key", ["event_key", "idempotency_key"], unique=True
        )
        batch_op.create_index("uq_registrations_event_key_number", ["event_key", "number"], unique=True)

    op.create_table(
        "review_steps",
        sa.Column("event_key", sa.String(length=63), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("account_name", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_review_steps_account_id")),
        sa.ForeignKeyConstraint(["event_key"], ["events.key"], name=op.f("fk_review_steps_event_key")),
        sa.PrimaryKeyConstraint("event_key", "position", name=op.f("pk_review_steps")),
    )
    op.create_table(
        "revisions",
        sa.Column("uid", sa.String(length=100), nullable=False),
        sa.Column("project_key", sa.String(length=63), nullable=False),
        sa.Column("event_key", sa.String(length=63), nullable=True),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_key"], ["events.key"], name=op.f("fk_revisions_event_key")),
        sa.ForeignKeyConstraint(["project_key"], ["projects.key"], name=op.f("fk_revisions_project_key")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_revisions")),
    )
    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revisions_event_key"), ["event_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_revisions_project_key"), ["project_key"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("event_key", sa.String(length=63), nullable=False),
        sa.Column("key", sa.String(length=63), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("seats_taken", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_key"], ["events.key"], name=op.f("fk_sessions_event_key")),
        sa.PrimaryKeyConstraint("event_key", "key", name=op.f("pk_sessions")),
    )
    op.create_table(
        "badge_prints",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("layout", sa.String(length=63), nullable=False),
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_badge_prints_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_prints")),
    )
    with op.batch_alter_table("badge_prints", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_badge_prints_registration_id"), ["registration_id"], unique=False)

    op.create_table(
        "check_ins",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_key", sa.String(length=63), nullable=False),
        sa.Column("badge_code", sa.String(length=200), nullable=False),
        sa.Column("checkpoint", sa.String(length=63), nullable=False),
        sa.Column("device", sa.String(length=100), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("registration_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_check_ins_account_id")),
        sa.ForeignKeyConstraint(["registration_id"], ["registrations.id"], name=op.f("fk_check_ins_registration_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
    )
    with op.batch_alter_table("check_ins", schema=None) as batch_op:
        batch_op.create_index("ix_check_ins_event_key_checkpoint", ["event_key", "checkpoint", "outcome"], unique=False)
        batch_op.create_index(
            "ix_check_ins_registration_id_checkpoint", ["registration_id", "checkpoint"], unique=False
        )

    op.create_table(
        "chosen_sessions",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("session_key", sa.String(length=63), nullable=False),
        sa.Column("event_key", sa.String(length=63), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_key", "session_key"],
            ["sessions.event_key", "sessions.key"],
            name=op.f("fk_chosen_sessions_event_key_session_key"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_chosen_sessions_registration_id")
        ),
        sa.PrimaryKeyConstraint("registration_id", "session_key", name=op.f("pk_chosen_sessions")),
    )
    with op.batch_alter_table("chosen_sessions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_chosen_sessions_event_key_session_key", ["event_key", "session_key", "status"], unique=False
        )

    op.create_table(
        "evidence_marks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_key", sa.String(length=63), nullable=False),
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("checkpoint", sa.String(length=63), nullable=False),
        sa.Column("evidence", sa.String(length=32), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_evidence_marks_account_id")),
        sa.ForeignKeyConstraint(["event_key"], ["events.key"], name=op.f("fk_evidence_marks_event_key")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_evidence_marks_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_marks")),
    )
    with op.batch_alter_table("evidence_marks", schema=None) as batch_op:
        batch_op.create_index("ix_evidence_marks_event_key", ["event_key", "marked_at"], unique=False)

    op.create_table(
        "invitations",
        sa.Column("registration_id", sa.Uuid(), nullable=False),
        sa.Column("uid", sa.String(length=100), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=32), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["registration_id"], ["registrations.id"], name=op.f("fk_invitations_registration_id")),
        sa.PrimaryKeyConstraint("registration_id", "uid", name=op.f("pk_invitations")),
    )
    op.create_table(
        "check_in_withdrawals",
        sa.Column("check_in_id", sa.Uuid(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_check_in_withdrawals_account_id")),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_ins.id"], name=op.f("fk_check_in_withdrawals_check_in_id")),
        sa.PrimaryKeyConstraint("check_in_id", name=op.f("pk_check_in_withdrawals")),
    )
    # The row that all appenders of the audit log take in turn; 64 zeros stand for "nothing before".
    op.execute(f"INSERT INTO audit_head (id, position, digest) VALUES (1, 0, '{'0' * 64}')")


def downgrade() -> None:
    """Take back."""
    op.drop_table("check_in_withdrawals")
    op.drop_table("invitations")
    with op.batch_alter_table("evidence_marks", schema=None) as batch_op:
        batch_op.drop_index("ix_evidence_marks_event_key")

    op.drop_table("evidence_marks")
    with op.batch_alter_table("chosen_sessions", schema=None) as batch_op:
        batch_op.drop_index("ix_chosen_sessions_event_key_session_key")

    op.drop_table("chosen_sessions")
    with op.batch_alter_table("check_ins", schema=None) as batch_op:
        batch_op.drop_index("ix_check_ins_registration_id_checkpoint")
        batch_op.drop_index("ix_check_ins_event_key_checkpoint")

    op.drop_table("check_ins")
    with op.batch_alter_table("badge_prints", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_badge_prints_registration_id"))

    op.drop_table("badge_prints")
    op.drop_table("sessions")
    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revisions_project_key"))
        batch_op.drop_index(batch_op.f("ix_revisions_event_key"))

    op.drop_table("revisions")
    op.drop_table("review_steps")
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_index("uq_registrations_event_key_number")
        batch_op.drop_index("uq_registrations_event_key_idempotency_key")
        batch_op.drop_index(
            "uq_registrations_event_key_email",
            sqlite_where=sa.text("status <> 'cancelled'"),
            postgresql_where=sa.text("status <> 'cancelled'"),
        )
        batch_op.drop_index(
            "ix_registrations_special_needs",
            sqlite_where=sa.text("special_needs IS NOT NULL"),
            postgresql_where=sa.text("special_needs IS NOT NULL"),
        )
        batch_op.drop_index("ix_registrations_event_key_status")

    op.drop_table("registrations")
    op.drop_table("privacy_notices")
    with op.batch_alter_table("print_jobs", schema=None) as batch_op:
        batch_op.drop_index("ix_print_jobs_state_due_at")
        batch_op.drop_index(batch_op.f("ix_print_jobs_event_key"))

    op.drop_table("print_jobs")
    with op.batch_alter_table("sign_in_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_links_account_id"))

    op.drop_table("sign_in_links")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_events_to_be_told",
            sqlite_where=sa.text("invited_version < version"),
            postgresql_where=sa.text("invited_version < version"),
        )
        batch_op.drop_index(batch_op.f("ix_events_project_key"))
        batch_op.drop_index(batch_op.f("ix_events_last_day"))
        batch_op.drop_index(batch_op.f("ix_events_first_day"))

    op.drop_table("events")
    with op.batch_alter_table("browser_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_browser_sessions_account_id"))

    op.drop_table("browser_sessions")
    op.drop_table("audit_personal_values")
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_tokens_account_id"))

    op.drop_table("api_tokens")
    op.drop_table("projects")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_sent_at_due_at")
        batch_op.drop_index(batch_op.f("ix_outbox_event_key"))

    op.drop_table("outbox")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entries_subject"))

    op.drop_table("audit_entries")
    op.drop_table("attempts")
    op.drop_table("accounts")
