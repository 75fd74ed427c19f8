"""Watch the money: what the rules of supervision found."""

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    pass
