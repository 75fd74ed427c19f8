"""Settle doubles: two files that may be one human, and what was decided."""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    pass
