"""Check assurances: checklists filled in, household by household and village by village."""

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    pass
