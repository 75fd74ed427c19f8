"""Nothing yet: a place kept for a change that is being made."""

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    pass
