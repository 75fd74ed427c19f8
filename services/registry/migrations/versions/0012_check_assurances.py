"""Check assurances: checklists filled in, household by household and village by village."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared.migrations import append_only, guard

revision = "0012"
down_revision = "0011"

# Nobody leaves while the newest checklist says that an assurance is unmet, whatever was written at a visit before it: the same
# law as in rules/procedure.py. The national system's answer is its own.
_HOLD_ANSWERS = """
CREATE FUNCTION hold_checklist_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.origin <> 'national' AND NEW.state IN ('supported', 'independent', 'risk-removed') AND EXISTS (
        SELECT FROM (
            SELECT verdicts FROM checklist_filling
            WHERE household_id = NEW.household_id AND filled_on <= NEW.since_on AND settles_until >= NEW.since_on
            ORDER BY filled_on DESC, version DESC LIMIT 1) newest, jsonb_each(newest.verdicts) AS told
        WHERE told.value ->> 'says' = 'unmet') THEN
        RAISE EXCEPTION 'the newest checklist says that an assurance is unmet' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""
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
        sa.Column("settles_until", sa.Date),
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
    op.execute(_HOLD_ANSWERS)
    op.execute("CREATE TRIGGER answers BEFORE INSERT ON poverty_entry FOR EACH ROW EXECUTE FUNCTION hold_checklist_answers()")


def _once(table: str, *columns: str) -> None:
    """Once for a household, and once for a village that is asked about itself."""
    household, village = sa.text("household_id IS NOT NULL"), sa.text("household_id IS NULL")
    of_household, of_village = ["household_id", *columns], ["region", *columns]
    op.create_index(f"{table}_of_household", table, of_household, unique=True, postgresql_where=household)
    op.create_index(f"{table}_of_village", table, of_village, unique=True, postgresql_where=village)
