"""Appraise houses: by their parts and members, by a licensed person, disputed and looked at again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import guard, open_to_all

revision = "0006"
down_revision = "0005"

# Whoever signed and why is not edited afterwards, not even by us: a wrong paper is superseded by another.
_NEVER_EDITED = """
CREATE FUNCTION forbid_editing_signed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE may_change text[] := ARRAY['voided_on', 'voided_why'];
BEGIN
    IF OLD.state = 'signed' AND (to_jsonb(NEW) - may_change) <> (to_jsonb(OLD) - may_change) THEN
        RAISE EXCEPTION 'a signed appraisal is never edited' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    _appraisers()
    _appraisals()
    _disputes()


def _appraisers() -> None:
    op.create_table(
        "appraiser",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("person_sealed", sa.LargeBinary, nullable=False),
        sa.Column("institution", sa.String(100), nullable=False),
        sa.Column("licence", sa.String(60), nullable=False),
        sa.Column("licensed_from_on", sa.Date, nullable=False),
        sa.Column("licensed_until_on", sa.Date, nullable=False),
        sa.Column("registered_by", sa.String(100), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("ended_why", sa.String(200), nullable=False),
        sa.CheckConstraint("licensed_until_on >= licensed_from_on", name="appraiser_term_forwards"),
        sa.CheckConstraint("(ended_on IS NULL) = (ended_why = '')", name="appraiser_ended_why"),
    )
    op.create_index(
        "appraiser_licence_once", "appraiser", ["region", "licence"], unique=True, postgresql_where=sa.text("ended_on IS NULL")
    )
    # A village and a town read who may appraise in their county, and who appraised their houses; the county writes.
    guard(op, "appraiser", open_to=("village", "town"))


def _appraisals() -> None:
    op.create_table(
        "appraisal_number",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("series", sa.String(32), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.UniqueConstraint("series", "region", "year", name="appraisal_number_series"),
    )
    open_to_all(op, "appraisal_number")
    op.create_table(
        "appraisal",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("house_id", sa.Uuid, sa.ForeignKey("house.id"), nullable=False),
        sa.Column("household_id", sa.Uuid),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("origin", sa.String(32), nullable=False),
        sa.Column("survey_id", sa.Uuid, sa.ForeignKey("survey.id")),
        sa.Column("first_id", sa.Uuid, sa.ForeignKey("appraisal.id"), nullable=False),
        sa.Column("opinion", sa.Integer, nullable=False),
        sa.Column("why", sa.String(500), nullable=False),
        sa.Column("asked_on", sa.Date, nullable=False),
        sa.Column("asked_by", sa.String(100), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("policy_version", sa.String(16), nullable=False),
        sa.Column("grades_policy", sa.String(64), nullable=False),
        sa.Column("grades_policy_version", sa.String(16), nullable=False),
        sa.Column("appraiser_id", sa.Uuid, sa.ForeignKey("appraiser.id")),
        sa.Column("visited_on", sa.Date),
        sa.Column("structure", sa.String(32)),
        sa.Column("signs", JSONB, nullable=False),
        sa.Column("readings", JSONB, nullable=False),
        sa.Column("counts", JSONB, nullable=False),
        sa.Column("advice", sa.String(500), nullable=False),
        sa.Column("parts", JSONB, nullable=False),
        sa.Column("qualitative", sa.String(32)),
        sa.Column("counted", sa.String(32)),
        sa.Column("grade", sa.String(32)),
        sa.Column("reasons", JSONB, nullable=False),
        sa.Column("drafted_by", sa.String(100), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True)),
        sa.Column("signed_on", sa.Date),
        sa.Column("signed_by", sa.String(100), nullable=False),
        sa.Column("valid_until_on", sa.Date),
        sa.Column("cancelled_why", sa.String(200), nullable=False),
        sa.Column("voided_on", sa.Date),
        sa.Column("voided_why", sa.String(200), nullable=False),
        sa.UniqueConstraint("number", name="appraisal_number_once"),
        sa.CheckConstraint("opinion BETWEEN 1 AND 3", name="appraisal_opinion_place"),
        sa.CheckConstraint(
            "state <> 'signed' OR (appraiser_id IS NOT NULL AND visited_on IS NOT NULL AND grade IS NOT NULL"
            " AND signed_on IS NOT NULL AND valid_until_on IS NOT NULL)",
            name="appraisal_signed_whole",
        ),
    )
    op.create_index("ix_appraisal_survey_id", "appraisal", ["survey_id"])
    op.create_index("ix_appraisal_appraiser_id", "appraisal", ["appraiser_id"])
    op.create_index("appraisal_of_house", "appraisal", ["house_id", "id"])
    op.create_index(
        "appraisal_one_under_way",
        "appraisal",
        ["house_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('asked', 'draft')"),
    )
    op.create_index(
        "appraisal_opinion_once",
        "appraisal",
        ["first_id", "opinion"],
        unique=True,
        postgresql_where=sa.text("state <> 'cancelled'"),
    )
    guard(op, "appraisal")
    op.execute(_NEVER_EDITED)
    op.execute("CREATE TRIGGER never_edited BEFORE UPDATE ON appraisal FOR EACH ROW EXECUTE FUNCTION forbid_editing_signed()")


def _disputes() -> None:
    op.create_table(
        "grade_dispute",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("appraisal_id", sa.Uuid, sa.ForeignKey("appraisal.id"), nullable=False),
        sa.Column("house_id", sa.Uuid, sa.ForeignKey("house.id"), nullable=False),
        sa.Column("household_id", sa.Uuid),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("grade", sa.String(32), nullable=False),
        sa.Column("said", sa.String(1000), nullable=False),
        sa.Column("filed_on", sa.Date, nullable=False),
        sa.Column("filed_by", sa.String(100), nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("appraiser_id", sa.Uuid, sa.ForeignKey("appraiser.id")),
        sa.Column("outcome", sa.String(32)),
        sa.Column("grade_after", sa.String(32)),
        sa.Column("reasons", JSONB, nullable=False),
        sa.Column("closed_on", sa.Date),
        sa.Column("closed_by", sa.String(100), nullable=False),
        sa.UniqueConstraint("number", name="grade_dispute_number_once"),
        sa.CheckConstraint("(state = 'decided') = (outcome IS NOT NULL)", name="grade_dispute_decided_somehow"),
        sa.CheckConstraint("(state = 'open') = (closed_on IS NULL)", name="grade_dispute_closed_someday"),
    )
    op.create_index("ix_grade_dispute_appraiser_id", "grade_dispute", ["appraiser_id"])
    op.create_index("grade_dispute_of_appraisal", "grade_dispute", ["appraisal_id", "id"])
    op.create_index("grade_dispute_of_house", "grade_dispute", ["house_id", "id"])
    op.create_index(
        "grade_dispute_one_open", "grade_dispute", ["appraisal_id"], unique=True, postgresql_where=sa.text("state = 'open'")
    )
    guard(op, "grade_dispute")
