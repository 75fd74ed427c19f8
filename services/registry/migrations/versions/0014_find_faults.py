"""Find faults: findings of the data-quality rules."""

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    pass
