"""See what was succeeded: rows of a county that is over belong to the one that it became part of."""

from alembic import op

from shared.migrations import see_what_was_succeeded

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    see_what_was_succeeded(op)
