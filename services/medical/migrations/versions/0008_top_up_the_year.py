"""Top up the year: what is owed to a person when the year is over."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import append_only, guard

revision = "0008"
down_revision = "0007"

INSTANT = sa.DateTime(timezone=True)

# What was booked is what was paid by: it never changes, and a draft is written by its own run alone.
_KEEP_BOOKED = """
CREATE FUNCTION keep_booked_top_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving CONSTANT text[] := '{state, booked_at}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a top-up is never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> 'drafted' OR to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving THEN
        RAISE EXCEPTION 'what a top-up says is fixed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""
# The states move as services/medical/rules/top_up.py says.
_KEEP_SHARE = """
CREATE FUNCTION keep_top_up_share() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving CONSTANT text[] := '{state, asks, paid_on, voucher, refusal_reason, answered_by}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a top-up is never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving THEN
        RAISE EXCEPTION 'what a top-up says is fixed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('drafted', 'awaiting'), ('drafted', 'nothing'),
        ('awaiting', 'paid'), ('awaiting', 'refused'), ('refused', 'awaiting'), ('refused', 'replaced')) THEN
        RAISE EXCEPTION 'a payment does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    _lay_runs()
    _lay_top_ups()
    _lay_shares()
    op.execute(_KEEP_BOOKED)
    op.execute(_KEEP_SHARE)
    op.execute("CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON top_up FOR EACH ROW EXECUTE FUNCTION keep_booked_top_up()")
    op.execute("CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON top_up_share FOR EACH ROW EXECUTE FUNCTION keep_top_up_share()")
    append_only(op, "top_up_return")
    guard(op, "top_up_run")
    # The explanation is large and never changes: the row itself is its record.
    guard(op, "top_up", unaudited=("result",))
    guard(op, "top_up_share")
    guard(op, "top_up_return")
    # Whoever works within its county reads the head of a run (sums, no person), and of its lines those of their own people.
    op.execute(
        "CREATE POLICY within ON top_up_run FOR SELECT USING (setting('role') = 'town'"
        " AND setting('region') <> '' AND starts_with(setting('region'), region))"
    )


def _lay_runs() -> None:
    op.create_table(
        "top_up_run",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("policy_version", sa.String(), nullable=False),
        sa.Column("policy_title", sa.String(), nullable=False),
        sa.Column("cursor", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("people_done", sa.Integer(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("pay_fen", sa.BigInteger(), nullable=False),
        sa.Column("over_fen", sa.BigInteger(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("booked_count", sa.Integer(), nullable=False),
        sa.Column("moved_count", sa.Integer(), nullable=False),
        sa.Column("booked_fen", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("drafted_at", INSTANT),
        sa.Column("confirmed_by", sa.String()),
        sa.Column("confirmed_at", INSTANT),
        sa.Column("booked_at", INSTANT),
        sa.Column("discarded_by", sa.String()),
        sa.Column("discarded_at", INSTANT),
        sa.Column("discard_reason", sa.String()),
        sa.CheckConstraint("confirmed_by IS NULL OR confirmed_by <> made_by", name="top_up_run_four_eyes"),
        sa.CheckConstraint("(state IN ('booking', 'confirmed')) = (confirmed_by IS NOT NULL)", name="top_up_run_confirmed"),
    )
    op.create_index(
        "top_up_run_one_under_way",
        "top_up_run",
        ["region", "year"],
        unique=True,
        postgresql_where=sa.text("state IN ('reckoning', 'drafted', 'booking')"),
    )


def _lay_top_ups() -> None:
    op.create_table(
        "top_up",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("run_id", sa.Uuid(), sa.ForeignKey("top_up_run.id"), nullable=False),
        sa.Column("identity_hash", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("household_id", sa.Uuid()),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), sa.ForeignKey("settlement.id")),
        sa.Column("persons", JSONB(), nullable=False),
        sa.Column("owed_fen", sa.BigInteger(), nullable=False),
        sa.Column("before_fen", sa.BigInteger(), nullable=False),
        sa.Column("pay_fen", sa.BigInteger(), nullable=False),
        sa.Column("over_fen", sa.BigInteger(), nullable=False),
        sa.Column("result", JSONB(), nullable=False),
        sa.Column("drawn", JSONB(), nullable=False),
        sa.Column("basis", JSONB(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("booked_at", INSTANT),
        sa.UniqueConstraint("run_id", "identity_hash", name="top_up_once_per_run"),
    )
    op.create_index("top_up_of_person", "top_up", ["identity_hash", "year"])
    op.create_index("top_up_of_family", "top_up", ["family", "year"])
    op.create_index("ix_top_up_settlement_id", "top_up", ["settlement_id"])


def _lay_shares() -> None:
    op.create_table(
        "top_up_share",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("top_up_id", sa.Uuid(), sa.ForeignKey("top_up.id"), nullable=False),
        sa.Column("run_id", sa.Uuid(), sa.ForeignKey("top_up_run.id"), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("layer", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("payer", sa.String(), nullable=False),
        sa.Column("owed_fen", sa.BigInteger(), nullable=False),
        sa.Column("before_fen", sa.BigInteger(), nullable=False),
        sa.Column("pay_fen", sa.BigInteger(), nullable=False),
        sa.Column("over_fen", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.Date()),
        sa.Column("voucher", sa.String()),
        sa.Column("refusal_reason", sa.String()),
        sa.Column("answered_by", sa.String()),
        sa.UniqueConstraint("top_up_id", "layer", "payer", name="top_up_share_once"),
        sa.CheckConstraint(
            "pay_fen >= 0 AND over_fen >= 0 AND pay_fen - over_fen = owed_fen - before_fen", name="top_up_share_adds"
        ),
        sa.CheckConstraint("(state = 'paid') = (paid_on IS NOT NULL)", name="top_up_share_paid"),
    )
    op.create_index("top_up_share_of_run", "top_up_share", ["run_id", "payer"])
    op.create_table(
        "top_up_return",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("share_id", sa.Uuid(), sa.ForeignKey("top_up_share.id"), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column("voucher", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
    )
    op.create_index("ix_top_up_return_share_id", "top_up_return", ["share_id"])
