"""Let stays be of every kind: visits, refunds, corrections, instalments."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    pass
