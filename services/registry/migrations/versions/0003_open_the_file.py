"""Open the file: one human once, where they lived when, what was true and what was known."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    pass
