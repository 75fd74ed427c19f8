"""Appraise houses: by their parts and members, by a licensed person, disputed and looked at again."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    pass
