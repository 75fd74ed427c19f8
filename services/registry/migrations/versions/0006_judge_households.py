"""Judge households: identification, exit, relapse, step by step."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    pass
