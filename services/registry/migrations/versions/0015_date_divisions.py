"""Date divisions: rows of a county or village that is over belong to the one that it became part of."""

from alembic import op

from shared.migrations import see_what_was_succeeded

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    see_what_was_succeeded(op)
