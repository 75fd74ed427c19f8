"""Weigh grants: reserves with a ceiling, applications, decisions and what is asked back."""

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    pass
