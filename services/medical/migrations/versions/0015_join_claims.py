"""Join the payout of a claim and of a top-up."""

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    pass
