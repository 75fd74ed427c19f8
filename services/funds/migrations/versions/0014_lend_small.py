"""Lend small: loans, their days, their subsidies and the fund that stands for them."""

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    pass
