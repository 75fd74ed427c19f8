"""Lay budgets: money received by source, allocations, budget lines; and the law that money keeps its source and its earmark."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import append_only, guard, open_to_all

revision = "0007"
down_revision = "0006"

# Nothing is paid out of the treasury or the pool: there is always a line, a reserve or a fund between. Between pools and lines
# money keeps its source; it keeps its programme, save that money bound to none may be set down for any, and goes back there.
# The line's own row must say so too, so it is written in the same transaction: the check waits for the commit.
_MUST_KEEP_EARMARK = """
CREATE FUNCTION must_keep_earmark() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wrong text;
BEGIN
    WITH leg AS (
        SELECT a.kind, a.source, a.programme, b.pool_programme,
               p.debits_posted_fen + p.debits_pending_fen <> 0 AS is_debit
        FROM posting p JOIN account a ON a.id = p.account_id LEFT JOIN budget_line b ON b.account_id = a.id
        WHERE p.transfer_id = NEW.id
    ), fund AS (SELECT * FROM leg WHERE kind IN ('county-pool', 'budget-line'))
    SELECT CASE
        WHEN EXISTS (SELECT FROM leg WHERE kind IN ('treasury', 'county-pool'))
             AND EXISTS (SELECT FROM leg WHERE kind IN ('household-paid-out', 'supplier-paid-out', 'bank-paid-out',
                                                        'collective-paid-out', 'hospital-paid-out'))
        THEN 'is paid without a budget line'
        WHEN (SELECT count(*) > 1 AND bool_or(kind = 'budget-line' AND pool_programme IS NULL) FROM fund)
        THEN 'is of a line that is not there'
        WHEN (SELECT count(DISTINCT source) > 1 FROM fund) THEN 'changes its source'
        WHEN (SELECT count(DISTINCT coalesce(pool_programme, programme)) > 1 FROM fund)
             OR (SELECT count(DISTINCT programme) > 1 FROM fund WHERE programme <> '') THEN 'changes its programme'
        END INTO wrong;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'transfer % %', NEW.id, wrong USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    _received()
    _allocations()
    _lines()
    op.execute(_MUST_KEEP_EARMARK)
    op.execute(
        "CREATE CONSTRAINT TRIGGER must_keep_earmark AFTER INSERT ON transfer DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION must_keep_earmark()"
    )
    append_only(op, "budget_move")
    for table in (
        "money_receipt",
        "budget_year",
        "allocation",
        "budget_line",
        "budget_move",
        "budget_adjustment",
    ):
        guard(op, table)
    guard(op, "allocation_share")
    # The last number of a county and year is counted by whoever needs one (a village that proposes a project), and names nobody.
    open_to_all(op, "number_series")


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _fen(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _instant(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _to(name: str, table: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey(f"{table}.id"), nullable=nullable)


def _received() -> None:
    op.create_table(
        "money_receipt",
        sa.Column("id", sa.Uuid, primary_key=True),
        *(_text(*column) for column in (("region", 6), ("source", 32), ("programme", 40))),
        _number("year"),
        _text("document_number", 60),
        sa.Column("issued_on", sa.Date),
        _number("instalment"),
        _fen("amount_fen"),
        *(_text(*column) for column in (("memo", 200), ("policy", 64), ("policy_version", 16))),
        _to("transfer_id", "transfer"),
        _to("disclosure_id", "disclosure"),
        _text("received_by", 100),
        _instant("received_at"),
        _to("taken_back_id", "transfer", nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True)),
        _text("taken_back_by", 100),
        _text("reason", 200),
        sa.UniqueConstraint("transfer_id", name="receipt_once_per_transfer"),
        sa.UniqueConstraint("taken_back_id", name="receipt_taken_back_once"),
        sa.CheckConstraint("amount_fen > 0", name="receipt_of_something"),
        sa.CheckConstraint("(taken_back_id IS NULL) = (taken_back_at IS NULL)", name="receipt_taken_back_by_a_transfer"),
    )
    op.create_index("ix_money_receipt_disclosure_id", "money_receipt", ["disclosure_id"])
    # A receipt that was taken back makes room for the right one.
    op.create_index(
        "receipt_once_per_document",
        "money_receipt",
        ["region", "document_number", "source", "programme", "year", "instalment"],
        unique=True,
        postgresql_where=sa.text("taken_back_id IS NULL"),
    )
    op.create_table(
        "budget_year",
        sa.Column("id", sa.Uuid, primary_key=True),
        _text("region", 6),
        _text("source", 32),
        _number("year"),
        sa.Column("planned_fen", sa.BigInteger),
        _text("plan_document", 60),
        _text("planned_by", 100),
        sa.Column("planned_at", sa.DateTime(timezone=True)),
        sa.Column("last_year_fen", sa.BigInteger),
        sa.Column("warning", sa.Text, nullable=False),
        _fen("received_fen"),
        _fen("fee_fen"),
        sa.Column("fee_limit_per_10000", sa.Integer),
        sa.UniqueConstraint("region", "source", "year", name="budget_year_once"),
        sa.CheckConstraint("received_fen >= 0 AND fee_fen >= 0", name="budget_year_not_negative"),
        sa.CheckConstraint(
            "fee_limit_per_10000 IS NULL OR fee_fen::numeric * 10000 <= received_fen::numeric * fee_limit_per_10000",
            name="management_fee_within_its_ceiling",
        ),
    )
    op.create_table(
        "number_series",
        sa.Column("id", sa.Uuid, primary_key=True),
        _text("series", 2),
        _text("region", 12),
        _number("year"),
        _number("last"),
        sa.UniqueConstraint("series", "region", "year", name="number_series_once"),
    )


def _allocations() -> None:
    op.create_table(
        "allocation",
        sa.Column("id", sa.Uuid, primary_key=True),
        *(_text(*column) for column in (("number", 24), ("region", 6), ("title", 100), ("source", 32))),
        *(_text(*column) for column in (("pool_programme", 40), ("programme", 40), ("programme_title", 60))),
        _number("year"),
        _text("method", 32),
        _text("document_number", 60),
        _fen("amount_fen"),
        sa.Column("worksheet", JSONB, nullable=False),
        sa.Column("clause", sa.Text, nullable=False),
        *(_text(*column) for column in (("policy", 64), ("policy_version", 16), ("state", 32), ("drafted_by", 100))),
        _instant("drafted_at"),
        sa.Column("approved_by", sa.String(100)),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("discarded_by", sa.String(100)),
        _text("discard_reason", 200),
        sa.UniqueConstraint("number", name="allocation_number_once"),
        sa.CheckConstraint("amount_fen > 0", name="allocation_of_something"),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> drafted_by", name="allocation_approved_by_another"),
        sa.CheckConstraint("(state = 'approved') = (approved_by IS NOT NULL)", name="allocation_approved_by_somebody"),
    )
    op.create_table(
        "allocation_share",
        sa.Column("id", sa.Uuid, primary_key=True),
        _to("allocation_id", "allocation"),
        _number("position"),
        *(_text(*column) for column in (("region", 9), ("project", 40), ("title", 100), ("use", 40))),
        _fen("amount_fen"),
        sa.UniqueConstraint("allocation_id", "position", name="allocation_share_once"),
        sa.CheckConstraint("amount_fen >= 0", name="allocation_share_not_negative"),
    )


def _lines() -> None:
    op.create_table(
        "budget_line",
        sa.Column("id", sa.Uuid, primary_key=True),
        *(_text(*column) for column in (("number", 24), ("region", 9), ("county", 6), ("title", 100), ("project", 40))),
        *(_text(*column) for column in (("source", 32), ("pool_programme", 40), ("programme", 40), ("programme_title", 60))),
        _number("year"),
        _number("money_of_year"),
        _text("use", 40),
        _text("use_title", 60),
        _to("account_id", "account"),
        _to("allocation_id", "allocation", nullable=True),
        _to("carried_from_id", "budget_line", nullable=True),
        _instant("opened_at"),
        sa.UniqueConstraint("number", name="budget_line_number_once"),
        sa.UniqueConstraint("account_id", name="budget_line_once_per_account"),
        sa.UniqueConstraint("carried_from_id", name="budget_line_carried_once_to_a_year"),
    )
    op.create_index("budget_line_of_year", "budget_line", ["year", "programme", "id"])
    op.create_index("budget_line_of_project", "budget_line", ["project"])
    op.create_index("ix_budget_line_allocation_id", "budget_line", ["allocation_id"])
    op.create_table(
        "budget_move",
        sa.Column("id", sa.Uuid, primary_key=True),
        _to("line_id", "budget_line"),
        _text("region", 9),
        _text("kind", 32),
        _fen("amount_fen"),
        _to("transfer_id", "transfer"),
        _instant("made_at"),
        sa.CheckConstraint("amount_fen <> 0", name="budget_move_changes_something"),
    )
    op.create_index("budget_move_of_line", "budget_move", ["line_id", "id"])
    op.create_index("ix_budget_move_transfer_id", "budget_move", ["transfer_id"])
    op.create_table(
        "budget_adjustment",
        sa.Column("id", sa.Uuid, primary_key=True),
        _text("region", 6),
        _to("from_line_id", "budget_line"),
        _to("to_line_id", "budget_line"),
        _fen("amount_fen"),
        *(_text(*column) for column in (("reason", 200), ("document_number", 60), ("state", 32))),
        _to("reserved_id", "transfer"),
        _text("asked_by", 100),
        _instant("asked_at"),
        sa.Column("decided_by", sa.String(100)),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        _text("decision", 200),
        sa.CheckConstraint("amount_fen > 0", name="adjustment_of_something"),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="adjustment_decided_by_another"),
        sa.CheckConstraint("(state = 'asked') = (decided_by IS NULL)", name="adjustment_decided_by_somebody"),
    )
    for name in ("from_line_id", "to_line_id", "reserved_id"):
        op.create_index(f"ix_budget_adjustment_{name}", "budget_adjustment", [name])
