"""Clear with payers: receivables, reconciliations, statements."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import append_only, guard

revision = "0004"
down_revision = "0003"

INSTANT = sa.DateTime(timezone=True)

# Settlements and reversals from before this migration get their entries too. The rows are seen as the platform sees them.
_SEE = "SELECT set_config('jishiyu.role', 'platform', true), set_config('jishiyu.region', '*', true)"
_OWE_FROM_BEFORE = """
INSERT INTO receivable (id, settlement_id, layer, title, payer, is_counter, region, hospital, amount_fen, owed_on, booked_at)
SELECT gen_random_uuid(), s.id, share ->> 'layer', share ->> 'title', share ->> 'payer', false, s.region, s.hospital,
       (share ->> 'paid_fen')::bigint, s.settled_on, s.settled_at
FROM settlement s CROSS JOIN LATERAL jsonb_array_elements(s.result -> 'shares') AS share
WHERE (share ->> 'paid_fen')::bigint > 0 AND NOT (share ->> 'is_given')::boolean AND share ->> 'payer' <> '就诊医疗机构'
"""
_COUNTER_FROM_BEFORE = """
INSERT INTO receivable (id, settlement_id, layer, title, payer, is_counter, region, hospital, amount_fen, owed_on, booked_at)
SELECT gen_random_uuid(), o.settlement_id, o.layer, o.title, o.payer, true, o.region, o.hospital, -o.amount_fen,
       (r.reversed_at AT TIME ZONE 'Asia/Shanghai')::date, r.reversed_at
FROM receivable o JOIN reversal r ON r.settlement_id = o.settlement_id
"""

# Whoever reverses a settlement sets an entry against each receivable: no code path can forget it. Checked at commit, because
# reversal and entries are written by two statements.
_MUST_BE_COUNTERED = """
CREATE FUNCTION must_be_countered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT coalesce(sum(amount_fen), 0) FROM receivable WHERE settlement_id = NEW.settlement_id) <> 0 THEN
        RAISE EXCEPTION 'settlement % is reversed, its receivables are not', NEW.settlement_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""

# What a statement says is fixed; its state moves as services/medical/rules/statement.py says; it is approved by another person
# than its maker, and only while its lines come to its total.
_GUARD_STATEMENT = """
CREATE FUNCTION guard_statement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving CONSTANT text[] := '{state, approved_by, approved_at, discarded_by, discarded_at, discard_reason, asks, refusal_code,
                               refusal_reason, paid_on, transfer_id}';
    lines record;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a clearing statement is never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving
       OR OLD.approved_by IS NOT NULL
          AND (NEW.approved_by, NEW.approved_at) IS DISTINCT FROM (OLD.approved_by, OLD.approved_at) THEN
        RAISE EXCEPTION 'what a clearing statement says is fixed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('drafted', 'approved'), ('drafted', 'discarded'),
        ('approved', 'paid'), ('approved', 'refused'), ('refused', 'approved')) THEN
        RAISE EXCEPTION 'a clearing statement does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state = 'drafted' AND NEW.state = 'approved' THEN
        SELECT count(*) AS count, coalesce(sum(amount_fen), 0) AS total INTO lines
          FROM clearing_line WHERE statement_id = NEW.id AND NOT is_released;
        IF lines.count <> NEW.line_count OR lines.total <> NEW.total_fen THEN
            RAISE EXCEPTION 'statement %: % lines of % do not come to its total', NEW.id, lines.count, lines.total
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$
"""
_GUARD_LINE = """
CREATE FUNCTION guard_clearing_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.is_released AND NOT OLD.is_released
       AND (NEW.statement_id, NEW.receivable_id, NEW.amount_fen, NEW.is_late)
           IS NOT DISTINCT FROM (OLD.statement_id, OLD.receivable_id, OLD.amount_fen, OLD.is_late)
       AND EXISTS (SELECT FROM clearing_statement WHERE id = OLD.statement_id AND state = 'discarded') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the lines of a clearing statement are let go by discarding it alone' USING ERRCODE = 'restrict_violation';
END $$
"""
_GUARD_NEW_LINES = """
CREATE FUNCTION guard_new_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM clearing_statement WHERE id IN (SELECT statement_id FROM added) AND state <> 'drafted') THEN
        RAISE EXCEPTION 'a line is added to a draft alone' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    _lay_receivables()
    _lay_reconciliations()
    _lay_statements()
    op.add_column("year_account", sa.Column("burden_share_told_at", INSTANT))
    op.create_index(
        "year_account_share_told",
        "year_account",
        ["year", "identity_hash"],
        postgresql_where=sa.text("burden_share_told_at IS NOT NULL"),
    )
    op.create_index("settlement_in_time", "settlement", ["settled_at", "settled_on"], postgresql_using="brin")
    op.create_index("reversal_in_time", "reversal", ["hospital", "reversed_at"])


def _lay_receivables() -> None:
    op.create_table(
        "receivable",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("settlement_id", sa.Uuid(), sa.ForeignKey("settlement.id"), nullable=False),
        sa.Column("layer", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("payer", sa.String(), nullable=False),
        sa.Column("is_counter", sa.Boolean(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("hospital", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("owed_on", sa.Date(), nullable=False),
        sa.Column("booked_at", INSTANT, nullable=False),
        sa.UniqueConstraint("settlement_id", "layer", "payer", "is_counter", name="receivable_once"),
        sa.CheckConstraint("CASE WHEN is_counter THEN amount_fen < 0 ELSE amount_fen > 0 END", name="receivable_sign"),
    )
    op.create_index("receivable_of_hospital", "receivable", ["hospital", "owed_on"])
    op.execute(_SEE)
    op.execute(_OWE_FROM_BEFORE)
    op.execute(_COUNTER_FROM_BEFORE)
    op.execute(_MUST_BE_COUNTERED)
    op.execute(
        "CREATE CONSTRAINT TRIGGER must_be_countered AFTER INSERT ON reversal DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION must_be_countered()"
    )
    append_only(op, "receivable")
    guard(op, "receivable", org="hospital")


def _lay_reconciliations() -> None:
    op.create_table(
        "reconciliation",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("hospital", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("upload", sa.LargeBinary(), nullable=False),
        sa.Column("upload_digest", sa.String(), nullable=False),
        sa.Column("theirs", JSONB(), nullable=False),
        sa.Column("ours", JSONB(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("difference_count", sa.Integer(), nullable=False),
        sa.Column("differences_by_kind", JSONB(), nullable=False),
        sa.Column("repeats_id", sa.Uuid(), sa.ForeignKey("reconciliation.id")),
        sa.Column("run_by", sa.String(), nullable=False),
        sa.Column("run_at", INSTANT, nullable=False),
    )
    op.create_index("reconciliation_of_day", "reconciliation", ["hospital", "day", "id"])
    op.create_index("reconciliation_repeats", "reconciliation", ["repeats_id"])
    op.create_table(
        "difference",
        sa.Column("reconciliation_id", sa.Uuid(), sa.ForeignKey("reconciliation.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("hospital", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("settlement_id", sa.Uuid()),
        sa.Column("line_no", sa.Integer()),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("here_fen", sa.BigInteger(), nullable=False),
        sa.Column("there_fen", sa.BigInteger(), nullable=False),
        sa.Column("here_state", sa.String()),
        sa.Column("there_state", sa.String()),
        sa.Column("detail", sa.String(), nullable=False),
    )
    for table in ("reconciliation", "difference"):
        append_only(op, table)
    guard(op, "reconciliation", org="hospital", unaudited=("upload",))
    guard(op, "difference", org="hospital")


def _lay_statements() -> None:
    op.create_table(
        "clearing_statement",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("hospital", sa.String(), nullable=False),
        sa.Column("payer", sa.String(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("late_count", sa.Integer(), nullable=False),
        sa.Column("late_fen", sa.BigInteger(), nullable=False),
        sa.Column("counter_count", sa.Integer(), nullable=False),
        sa.Column("counter_fen", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("approved_by", sa.String()),
        sa.Column("approved_at", INSTANT),
        sa.Column("discarded_by", sa.String()),
        sa.Column("discarded_at", INSTANT),
        sa.Column("discard_reason", sa.String()),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("refusal_code", sa.String()),
        sa.Column("refusal_reason", sa.String()),
        sa.Column("paid_on", sa.Date()),
        sa.Column("transfer_id", sa.Uuid()),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> made_by", name="clearing_statement_four_eyes"),
        sa.CheckConstraint("(state IN ('drafted', 'discarded')) = (approved_by IS NULL)", name="clearing_statement_approved"),
        sa.CheckConstraint("total_fen > 0", name="clearing_statement_owes"),
    )
    op.create_index(
        "clearing_statement_once",
        "clearing_statement",
        ["region", "hospital", "payer", "period_from"],
        unique=True,
        postgresql_where=sa.text("state <> 'discarded'"),
    )
    op.create_table(
        "clearing_line",
        sa.Column("statement_id", sa.Uuid(), sa.ForeignKey("clearing_statement.id"), primary_key=True),
        sa.Column("receivable_id", sa.Uuid(), sa.ForeignKey("receivable.id"), primary_key=True),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("hospital", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("is_released", sa.Boolean(), nullable=False),
    )
    op.create_index(
        "clearing_line_once", "clearing_line", ["receivable_id"], unique=True, postgresql_where=sa.text("NOT is_released")
    )
    op.create_index("clearing_line_of_receivable", "clearing_line", ["receivable_id"])
    for function in (_GUARD_STATEMENT, _GUARD_LINE, _GUARD_NEW_LINES):
        op.execute(function)
    op.execute(
        "CREATE TRIGGER guard_statement BEFORE UPDATE OR DELETE ON clearing_statement"
        " FOR EACH ROW EXECUTE FUNCTION guard_statement()"
    )
    op.execute(
        "CREATE TRIGGER guard_clearing_line BEFORE UPDATE OR DELETE ON clearing_line"
        " FOR EACH ROW EXECUTE FUNCTION guard_clearing_line()"
    )
    op.execute(
        "CREATE TRIGGER guard_new_lines AFTER INSERT ON clearing_line REFERENCING NEW TABLE AS added"
        " FOR EACH STATEMENT EXECUTE FUNCTION guard_new_lines()"
    )
    guard(op, "clearing_statement", org="hospital")
    guard(op, "clearing_line", org="hospital")
