"""Take old loans in: what was lent and subsidised before the platform."""

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    pass
