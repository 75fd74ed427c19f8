"""Hold money when a renovation is planned, and release it in stages."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    pass
