"""Tie payments and budget to what they are for."""

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    pass
