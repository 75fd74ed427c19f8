"""Join the terms of what comes next, kept in two policies."""

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    pass
