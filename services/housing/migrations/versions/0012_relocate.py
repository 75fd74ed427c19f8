"""Relocate: need, site, lot, move, and the old house."""

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    pass
