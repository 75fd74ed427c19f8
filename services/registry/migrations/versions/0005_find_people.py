"""Find people: marks to search by, likely doubles, merges."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    pass
