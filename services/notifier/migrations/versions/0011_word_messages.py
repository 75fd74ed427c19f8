"""Nothing yet: a place kept for a change that is being made."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    pass
