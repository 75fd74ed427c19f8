"""Nothing yet: a place kept for a change that is being made."""

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    pass
