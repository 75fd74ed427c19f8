"""Keep health files: programmes, plans, registries, contracts, and who read them."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    pass
