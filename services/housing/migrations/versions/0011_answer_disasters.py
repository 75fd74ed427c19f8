"""Answer disasters: a list or an area, shelter, and ahead of the queue."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    pass
