"""Walk the villages: helpers, campaigns, visits."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    pass
