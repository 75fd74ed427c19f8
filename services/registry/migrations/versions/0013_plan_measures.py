"""Plan measures: plans per household, targets, credit grades."""

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    pass
