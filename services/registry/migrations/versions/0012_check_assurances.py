"""Check assurances: checklists filled in, household by household and village by village."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared.migrations import append_only, guard

revision = "0012"
down_revision = "0011"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "checklist_draft",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("checklist", sa.String(60), nullable=False),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id")),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("answers", JSONB, nullable=False),
        sa.Column("kept_by", sa.Text, nullable=False),
        sa.Column("kept_at", INSTANT, nullable=False),
    )
    _once("checklist_draft", "checklist")
    op.create_table(
        "checklist_filling",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("checklist", sa.String(60), nullable=False),
        sa.Column("policy", sa.String(80), nullable=False),
        sa.Column("policy_version", sa.String(80), nullable=False),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id")),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("filled_on", sa.Date, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("answers", JSONB, nullable=False),
        sa.Column("verdicts", JSONB, nullable=False),
        sa.Column("missing", ARRAY(sa.Text), nullable=False),
        sa.Column("answerable", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("filled_by", sa.Text, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.CheckConstraint("version = 1 OR reason <> ''", name="checklist_corrected_with_reason"),
    )
    _once("checklist_filling", "checklist", "filled_on", "version")
    op.create_index("checklist_filling_of_region", "checklist_filling", ["checklist", "region", "filled_on"])
    for table in ("checklist_draft", "checklist_filling"):
        guard(op, table)
    append_only(op, "checklist_filling")


def _once(table: str, *columns: str) -> None:
    """Once for a household, and once for a village that is asked about itself."""
    household, village = sa.text("household_id IS NOT NULL"), sa.text("household_id IS NULL")
    of_household, of_village = ["household_id", *columns], ["region", *columns]
    op.create_index(f"{table}_of_household", table, of_household, unique=True, postgresql_where=household)
    op.create_index(f"{table}_of_village", table, of_village, unique=True, postgresql_where=village)
