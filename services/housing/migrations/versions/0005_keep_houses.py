"""Keep houses: what stands where, who lives in it, what was looked for and found."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    pass
