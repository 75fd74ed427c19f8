"""Nothing yet: a place kept for a change that is being made."""

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    pass
