"""Watch households: income books, lines, alerts, comparisons."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    pass
