"""Nothing yet: a place kept for a change that is being made."""

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    pass
