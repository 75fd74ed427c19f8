"""Give back: settlements that take back what an earlier one paid too much."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    pass
