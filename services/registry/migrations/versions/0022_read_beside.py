"""Read beside the guard."""

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    pass
