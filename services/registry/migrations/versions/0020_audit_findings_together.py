"""Audit findings together: a sweep or an import writes thousands of them in one statement."""

from alembic import op

from shared.migrations import audit_by_statement

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    audit_by_statement(op, "quality_finding")
