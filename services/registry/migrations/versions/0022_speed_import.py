"""Nothing yet: a place kept for a change that is being made."""

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    pass
