"""Ask for subsidy: what an accepted house asks of funds."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    pass
