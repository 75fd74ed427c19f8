"""Nothing yet: a place kept for a change that is being made."""

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    pass
