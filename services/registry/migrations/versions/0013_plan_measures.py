"""Plan measures: plans per household, targets, credit grades."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared.migrations import append_only, guard

revision = "0013"
down_revision = "0012"

INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(32)


def upgrade() -> None:
    _lay_plans()
    _lay_targets()
    _lay_ratings()
    _lay_answers()
    # Whoever sees a household sees its plans, wherever it has moved since.
    guard(op, "household_plan", part_of=("household_id", "household"))
    for table in ("plan_measure", "plan_step"):
        guard(op, table, part_of=("plan_id", "household_plan"))
    # Boards read a county's measures by the hundred thousand: where a row was made answers first, its household is asked only
    # for what came from elsewhere. Lists join the household, so what has moved away is not shown.
    for table, whole in (("household_plan", "household"), ("plan_measure", "household_plan"), ("plan_step", "household_plan")):
        key = "household_id" if whole == "household" else "plan_id"
        sees = f"may_see(region) OR EXISTS (SELECT FROM {whole} WHERE {whole}.id = {table}.{key})"
        op.execute(f"DROP POLICY reads ON {table}")
        op.execute(f"CREATE POLICY reads ON {table} FOR SELECT USING ({sees})")
    # What somebody is trusted with is read by those who rate and by auditors, not by everyone who works in the region.
    for table in ("credit_rating", "credit_objection"):
        guard(op, table, roles=("village", "town", "county"), readers=("auditor",))
    # A village goes by what its county and city set and answered; none of it is about anybody.
    for table in ("target", "merger_answer"):
        guard(op, table, is_public=True)
    for table in ("plan_step", "target", "merger_answer"):
        append_only(op, table)


def _lay_plans() -> None:
    op.create_table(
        "household_plan",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("policy", sa.String(60), nullable=False),
        sa.Column("policy_version", sa.String(80), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("causes", ARRAY(sa.Text), nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("agreed_at", INSTANT),
        sa.Column("agreed_on", sa.Date),
        sa.UniqueConstraint("household_id", "year", name="plan_once_a_year"),
    )
    op.create_index("plan_of_year", "household_plan", ["year", "id"])
    op.create_table(
        "plan_measure",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("plan_id", sa.Uuid, sa.ForeignKey("household_plan.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("measure", sa.String(40), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("nature", WORD, nullable=False),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("origin", WORD, nullable=False),
        sa.Column("person_ids", ARRAY(sa.Uuid), nullable=False),
        sa.Column("does", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("clause", sa.Text, nullable=False),
        sa.Column("proof", ARRAY(sa.Text), nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("expected_fen", sa.BigInteger),
        sa.Column("spent_fen", sa.BigInteger, nullable=False),
        sa.Column("work_days", sa.Integer, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.UniqueConstraint("plan_id", "number", name="plan_measure_number_once"),
        sa.CheckConstraint("due_on >= starts_on", name="plan_measure_ends_after_it_starts"),
        sa.CheckConstraint("(state IN ('done', 'dropped')) = (ended_on IS NOT NULL)", name="plan_measure_over_has_its_day"),
    )
    owed = sa.text("state IN ('planned', 'under-way')")
    op.create_index("plan_measure_owed", "plan_measure", ["due_on"], postgresql_where=owed)
    op.create_table(
        "plan_step",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("plan_id", sa.Uuid, sa.ForeignKey("household_plan.id"), nullable=False),
        sa.Column("measure_id", sa.Uuid, sa.ForeignKey("plan_measure.id")),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id")),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("happened_on", sa.Date, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("amount_fen", sa.BigInteger),
        sa.Column("work_days", sa.Integer),
        sa.Column("effect", sa.Text, nullable=False),
        sa.Column("papers", ARRAY(sa.Text), nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
    )
    for column in ("plan_id", "measure_id", "person_id"):
        op.create_index(f"ix_plan_step_{column}", "plan_step", [column])


def _lay_targets() -> None:
    op.create_table(
        "target",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("indicator", sa.String(60), nullable=False),
        sa.Column("since_year", sa.Integer, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.UniqueConstraint("region", "indicator", "since_year", "year", "version", name="target_version_once"),
        sa.CheckConstraint("amount >= 0 AND since_year <= year AND version > 0", name="target_makes_sense"),
    )


def _lay_ratings() -> None:
    op.create_table(
        "credit_rating",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("borrower_id", sa.Uuid, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("replaces_id", sa.Uuid, sa.ForeignKey("credit_rating.id")),
        sa.Column("policy", sa.String(60), nullable=False),
        sa.Column("policy_version", sa.String(80), nullable=False),
        sa.Column("answers", JSONB, nullable=False),
        sa.Column("lines", JSONB, nullable=False),
        sa.Column("barriers", ARRAY(sa.Text), nullable=False),
        sa.Column("points", sa.Integer, nullable=False),
        sa.Column("grade", sa.String(20), nullable=False),
        sa.Column("grade_title", sa.Text, nullable=False),
        sa.Column("limit_fen", sa.BigInteger, nullable=False),
        sa.Column("term_months", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("papers", ARRAY(sa.Text), nullable=False),
        sa.Column("rated_on", sa.Date, nullable=False),
        sa.Column("rated_by", sa.Text, nullable=False),
        sa.Column("rated_at", INSTANT, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("decided_at", INSTANT),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("valid_until", sa.Date),
        sa.Column("replaced_at", INSTANT),
        sa.CheckConstraint("decided_by <> rated_by OR decided_by = ''", name="credit_rating_decided_by_another"),
    )
    for name, state in (("credit_rating_proposed_once", "proposed"), ("credit_rating_held_once", "decided")):
        waits = sa.text(f"state = '{state}'")
        op.create_index(name, "credit_rating", ["household_id"], unique=True, postgresql_where=waits)
    op.create_index("credit_rating_of_household", "credit_rating", ["household_id", "id"])
    op.create_index("ix_credit_rating_borrower_id", "credit_rating", ["borrower_id"])
    op.create_index("ix_credit_rating_replaces_id", "credit_rating", ["replaces_id"])
    op.create_table(
        "credit_objection",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("rating_id", sa.Uuid, sa.ForeignKey("credit_rating.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("said_on", sa.Date, nullable=False),
        sa.Column("papers", ARRAY(sa.Text), nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("answered_by", sa.Text, nullable=False),
        sa.Column("answered_at", INSTANT),
        sa.Column("second_rating_id", sa.Uuid, sa.ForeignKey("credit_rating.id")),
    )
    still_open = sa.text("state = 'open'")
    op.create_index("credit_objection_open_once", "credit_objection", ["rating_id"], unique=True, postgresql_where=still_open)
    op.create_index("ix_credit_objection_rating_id", "credit_objection", ["rating_id"])
    op.create_index("ix_credit_objection_second_rating_id", "credit_objection", ["second_rating_id"])


def _lay_answers() -> None:
    op.create_table(
        "merger_answer",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("unity", WORD, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("is_met", sa.Boolean, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.UniqueConstraint("region", "unity", "version", name="merger_answer_version_once"),
    )
