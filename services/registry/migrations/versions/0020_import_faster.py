"""Import faster: what a hundred thousand rows need of the database."""

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    pass
