"""Preview imports: files looked at before they are taken in."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    pass
