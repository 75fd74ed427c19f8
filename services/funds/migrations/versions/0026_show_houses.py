"""Show houses: how far renovations are that the county agreed to, by number, as housing tells."""

import sqlalchemy as sa
from alembic import op

from shared.migrations import guard

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "shown_renovation",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("number", sa.String(24), nullable=False, unique=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("grade", sa.String(1), nullable=False),
        sa.Column("mode", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("standard_fen", sa.BigInteger, nullable=False),
        sa.Column("progressed_on", sa.Date, nullable=False),
        sa.Column("acceptance_id", sa.Uuid),
        sa.Column("is_paid", sa.Boolean, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("standard_fen >= 0", name="shown_standard_not_negative"),
    )
    op.create_index("shown_renovation_by_place", "shown_renovation", ["year", "region", "number"])
    op.create_index(
        "shown_renovation_of_acceptance",
        "shown_renovation",
        ["acceptance_id"],
        postgresql_where=sa.text("acceptance_id IS NOT NULL"),
    )
    op.create_index("shown_renovation_told", "shown_renovation", ["told_at"])
    guard(op, "shown_renovation", is_public=True)
