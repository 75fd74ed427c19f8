"""Top up the year: what is owed to a person when the year is over."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    pass
