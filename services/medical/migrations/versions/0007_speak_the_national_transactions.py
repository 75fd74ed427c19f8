"""Speak the national transactions: messages as they came and as they were answered."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    pass
