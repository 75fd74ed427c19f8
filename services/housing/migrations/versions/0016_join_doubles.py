"""Join what was kept twice about former lists and disasters."""

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    pass
