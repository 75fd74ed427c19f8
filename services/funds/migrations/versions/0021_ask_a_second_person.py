"""Ask a second person for plans, receipts and the end of a year."""

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    pass
