"""Hand orders on, ask back, stand in for one another."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    pass
