"""Hold money for houses, and pay it in stages."""

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    pass
