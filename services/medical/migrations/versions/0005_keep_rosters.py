"""Keep rosters: who should be insured, who is, and what each premium is helped with."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    pass
