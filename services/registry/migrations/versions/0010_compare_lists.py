"""Compare lists: what other departments' lists say otherwise."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    pass
