"""Show the flow: totals that the public pages read."""

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    pass
