"""Nothing yet: a place kept for a change that is being made."""

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    pass
