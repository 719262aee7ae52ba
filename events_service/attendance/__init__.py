"""The attendance record: reconciliation, review, seal, reports and statistics."""
