"""Kept empty: what was to come here came later (0018)."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    pass
