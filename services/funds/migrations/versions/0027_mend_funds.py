"""Nothing yet: a place kept for a change that is being made."""

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    pass
