"""Lay the register: households, persons, imports, cases, reports."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared.migrations import append_only, guard, lay_street

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(32)

# Someone can be a member of a household that the asker may not see, and must still not become a member twice. These two widen
# the scope for one query and give it back; they tell no more than where. (PostgreSQL lets only a superuser write the widening as
# the function's own SET clause.)
SEATS = """
CREATE FUNCTION seats_anywhere(hashes text[])
RETURNS TABLE (identity_hash text, household_id uuid, household_code text, region text) LANGUAGE plpgsql AS $$
DECLARE own text := setting('region');
BEGIN
    PERFORM set_config('jishiyu.region', '*', true);
    RETURN QUERY SELECT person.identity_hash::text, household.id, household.code::text, household.region::text
        FROM person JOIN household ON household.id = person.household_id
        WHERE person.left_on IS NULL AND person.identity_hash = ANY (hashes);
    PERFORM set_config('jishiyu.region', own, true);
END $$
"""
CODES = """
CREATE FUNCTION codes_anywhere(codes text[]) RETURNS TABLE (code text, region text) LANGUAGE plpgsql AS $$
DECLARE own text := setting('region');
BEGIN
    PERFORM set_config('jishiyu.region', '*', true);
    RETURN QUERY SELECT household.code::text, household.region::text FROM household WHERE household.code = ANY (codes);
    PERFORM set_config('jishiyu.region', own, true);
END $$
"""


def upgrade() -> None:
    lay_street(op)
    _lay_households()
    _lay_imports()
    _lay_cases()
    _lay_reports()
    for table in (
        "household",
        "person",
        "register_import",
        "relief_case",
        "case_fact",
        "case_step",
        "case_part",
        "relief_report",
    ):
        guard(op, table)
    append_only(op, "case_fact")
    append_only(op, "case_step")
    op.execute(SEATS)
    op.execute(CODES)


def _lay_households() -> None:
    op.create_table(
        "household",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("code", sa.String(20)),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("standard", sa.Text, nullable=False),
        sa.Column("causes", ARRAY(sa.Text), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("enrolled_on", sa.Date, nullable=False),
    )
    op.create_index("household_code", "household", ["code"], unique=True, postgresql_where=sa.text("code IS NOT NULL"))
    op.create_index("ix_household_region", "household", ["region"])
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("identity_hash", sa.String(64), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary),
        sa.Column("id_number_sealed", sa.LargeBinary),
        sa.Column("disability_card_sealed", sa.LargeBinary),
        sa.Column("phone_sealed", sa.LargeBinary),
        sa.Column("sex", sa.String(1), nullable=False),
        sa.Column("born_on", sa.Date),
        sa.Column("relation", sa.Text, nullable=False),
        sa.Column("ethnic_group", sa.String(2), nullable=False),
        sa.Column("classes", ARRAY(sa.Text), nullable=False),
        sa.Column("particulars", JSONB, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("is_verified", sa.Boolean, nullable=False),
        sa.Column("joined_on", sa.Date, nullable=False),
        sa.Column("left_on", sa.Date),
    )
    op.create_index(
        "person_once_at_a_time", "person", ["identity_hash"], unique=True, postgresql_where=sa.text("left_on IS NULL")
    )
    op.create_index("person_of_household", "person", ["household_id"])


def _lay_imports() -> None:
    op.create_table(
        "register_import",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.Column("refused", sa.Integer, nullable=False),
        sa.Column("households", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("faults", JSONB, nullable=False),
        sa.Column("advice", JSONB, nullable=False),
        sa.Column("refused_rows_sealed", sa.LargeBinary),
        sa.Column("imported_at", INSTANT, nullable=False),
    )


def _lay_cases() -> None:
    op.create_table(
        "relief_case",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("trigger", WORD, nullable=False),
        sa.Column("origin", WORD, nullable=False),
        sa.Column("detected_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT),
    )
    op.create_index("case_open_once", "relief_case", ["household_id"], unique=True, postgresql_where=sa.text("closed_at IS NULL"))
    op.create_index("ix_relief_case_region", "relief_case", ["region"])
    op.create_table(
        "case_fact",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("relief_case.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("trigger", WORD, nullable=False),
        sa.Column("origin", WORD, nullable=False),
        sa.Column("happened_on", sa.Date),
        sa.Column("burden_fen", sa.BigInteger),
        sa.Column("reported_as", sa.Uuid),
        sa.Column("noted_by", sa.Text, nullable=False),
        sa.Column("noted_at", INSTANT, nullable=False),
    )
    op.create_index("ix_case_fact_case_id", "case_fact", ["case_id"])
    op.create_table(
        "case_step",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("relief_case.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("event_id", sa.Uuid, nullable=False),
        sa.Column("part", WORD, nullable=False),
        sa.Column("what", WORD, nullable=False),
        sa.Column("task", sa.String(36), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("after_ms", sa.BigInteger, nullable=False),
        sa.Column("due_at", INSTANT),
        sa.Column("done_on", sa.Date),
        sa.Column("is_late", sa.Boolean),
        sa.UniqueConstraint("case_id", "event_id", "task", name="case_step_once"),
    )
    op.create_table(
        "case_part",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("relief_case.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("part", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("due_at", INSTANT),
        sa.Column("started_at", INSTANT),
        sa.Column("done_at", INSTANT),
        sa.Column("is_late", sa.Boolean, nullable=False),
        sa.UniqueConstraint("case_id", "part", name="case_part_once"),
    )
    op.create_index("case_part_owed", "case_part", ["due_at"], postgresql_where=sa.text("done_at IS NULL"))


def _lay_reports() -> None:
    op.create_table(
        "relief_report",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("report_id", sa.Uuid, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("is_accepted", sa.Boolean, nullable=False),
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("relief_case.id")),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("code", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("mend", sa.Text),
        sa.Column("answered_at", INSTANT, nullable=False),
        sa.UniqueConstraint("region", "report_id", name="relief_report_once"),
    )
