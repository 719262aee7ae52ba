"""Mail: the outbox in the database, delivery over SMTP, the rendering of messages."""
