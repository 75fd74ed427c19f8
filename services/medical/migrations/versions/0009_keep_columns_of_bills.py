"""Keep columns of bills: what what-if reads of a year."""

import sqlalchemy as sa
from alembic import op

from shared.migrations import append_only, guard

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "packed_day",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("settlements", sa.Integer(), nullable=False),
        sa.Column("columns", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("year", "region", "recorded_on"),
    )
    # The columns come compressed; a second try by the database would only cost.
    op.execute("ALTER TABLE packed_day ALTER COLUMN columns SET STORAGE EXTERNAL")
    # The columns repeat settlements, which have their own audit, and say of what people are ill. Whoever else tries a draft gets
    # the rows that they see.
    guard(op, "packed_day", roles=("county", "operator"), unaudited=("columns",))
    append_only(op, "packed_day")
