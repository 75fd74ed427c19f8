"""Kept empty: what was to come here came later (0017)."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    pass
