"""Weigh help: who may be helped, how, and with how much."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    pass
