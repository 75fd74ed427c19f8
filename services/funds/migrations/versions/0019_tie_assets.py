"""Tie projects, assets and donations to what they are for."""

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    pass
