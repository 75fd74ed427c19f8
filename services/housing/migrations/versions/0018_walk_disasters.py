"""Nothing yet: a place kept for a change that is being made."""

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    pass
