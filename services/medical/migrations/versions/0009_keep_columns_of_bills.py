"""Keep columns of bills: what what-if reads of a year."""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    pass
