"""Show the audit to auditors: who wrote what is read by them alone, and of their own region alone."""

from alembic import op

from shared.migrations import guard_audit

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    guard_audit(op)
