"""Take in what a telephone kept: photos and surveys that were sent late."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    pass
