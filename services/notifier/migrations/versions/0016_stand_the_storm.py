"""Nothing yet: a place kept for a change that is being made."""

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    pass
