"""Hear of houses: surveys, works, shelter and moves."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    pass
