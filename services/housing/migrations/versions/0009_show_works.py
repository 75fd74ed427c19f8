"""Show works before, during and after, and print their sheets."""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    pass
