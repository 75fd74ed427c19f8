"""Ask a second person for plans, receipts, the end of a year and guarantee funds; part approvals of projects among sources."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import append_only, guard, guard_trace, open_to_all

revision = "0021"
down_revision = "0020"

# Whoever noted money before had no second person: that it stands in the pool is so, and that nobody looked is said.
_SEE = """SELECT set_config('jishiyu.by', 'migration 0021', true), set_config('jishiyu.role', 'platform', true),
               set_config('jishiyu.region', '*', true)"""
_SEE_NOTHING = """SELECT set_config('jishiyu.by', '', true), set_config('jishiyu.role', '', true),
                       set_config('jishiyu.region', '', true)"""
# All parts of an approval are its sum, and what lines bear of a source is its part: looked at when the transaction ends.
_PARTS_ADD_UP = """
CREATE FUNCTION project_parts_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(approved_fen) FROM project_source WHERE project_id = NEW.project_id)
       <> (SELECT approved_fen FROM project WHERE id = NEW.project_id) THEN
        RAISE EXCEPTION 'the parts of an approval are not its sum' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT FROM (SELECT source, sum(amount_fen) AS drawn_fen FROM project_funding
                     WHERE project_id = NEW.project_id GROUP BY source) AS drawn
        LEFT JOIN project_source part ON part.project_id = NEW.project_id AND part.source = drawn.source
        WHERE part.approved_fen IS DISTINCT FROM drawn.drawn_fen
    ) THEN
        RAISE EXCEPTION 'what lines bear is not the part of their source' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""
BEFORE = "（启用两人确认以前登记）"


def upgrade() -> None:
    _receipts()
    _plans()
    _year_ends()
    _guarantee_moves()
    _project_funding()
    _exports()
    _reserve_fills()
    _recoveries()


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _id(name: str, table: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey(f"{table}.id"), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _decided() -> list[sa.Column[Any]]:
    return [sa.Column("decided_by", sa.String(100)), _instant("decided_at", nullable=True)]


def _receipts() -> None:
    op.add_column("money_receipt", sa.Column("state", sa.String(32)))
    op.add_column("money_receipt", sa.Column("posted_id", sa.Uuid, sa.ForeignKey("transfer.id")))
    op.add_column("money_receipt", sa.Column("confirmed_by", sa.String(100)))
    op.add_column("money_receipt", _instant("confirmed_at", nullable=True))
    op.execute(_SEE)
    op.execute(
        "UPDATE money_receipt SET posted_id = transfer_id, confirmed_at = received_at,"  # noqa: S608  our own words
        f" confirmed_by = '{BEFORE}', state = CASE WHEN taken_back_id IS NULL THEN 'confirmed' ELSE 'taken-back' END"
    )
    op.execute(_SEE_NOTHING)
    op.alter_column("money_receipt", "state", nullable=False)
    op.alter_column("money_receipt", "disclosure_id", nullable=True)
    op.create_unique_constraint("receipt_posted_once", "money_receipt", ["posted_id"])
    op.create_check_constraint(
        "receipt_confirmed_by_another", "money_receipt", "confirmed_by IS NULL OR confirmed_by <> received_by"
    )
    op.create_check_constraint(
        "receipt_confirmed_by_a_transfer",
        "money_receipt",
        "(confirmed_by IS NULL) = (posted_id IS NULL) AND (confirmed_by IS NULL) = (disclosure_id IS NULL)"
        " AND (confirmed_by IS NULL) = (confirmed_at IS NULL)",
    )
    op.create_check_constraint(
        "receipt_state_as_it_is",
        "money_receipt",
        "(state = 'noted') = (confirmed_by IS NULL AND taken_back_id IS NULL)"
        " AND (state = 'taken-back') = (taken_back_id IS NOT NULL)",
    )
    op.create_index("receipt_by_state", "money_receipt", ["state", "id"])


def _plans() -> None:
    op.add_column("budget_year", sa.Column("agreed_by", sa.String(100)))
    op.add_column("budget_year", _instant("agreed_at", nullable=True))
    op.create_check_constraint("budget_year_agreed_by_another", "budget_year", "agreed_by IS NULL OR agreed_by <> planned_by")
    op.create_check_constraint("budget_year_agreed_at_a_time", "budget_year", "(agreed_by IS NULL) = (agreed_at IS NULL)")
    op.create_table(
        "budget_plan",
        sa.Column("id", sa.Uuid, primary_key=True),
        _text("region", 6),
        _text("source", 32),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("planned_fen", sa.BigInteger, nullable=False),
        sa.Column("last_year_fen", sa.BigInteger),
        sa.Column("warning", sa.Text, nullable=False),
        *(_text(*column) for column in (("document_number", 60), ("state", 32), ("prepared_by", 100))),
        _instant("prepared_at"),
        *_decided(),
        _text("decision", 200),
        sa.CheckConstraint("planned_fen > 0", name="budget_plan_of_something"),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> prepared_by", name="budget_plan_decided_by_another"),
        sa.CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="budget_plan_decided_at_a_time"),
        sa.CheckConstraint("(state IN ('agreed', 'refused')) = (decided_by IS NOT NULL)", name="budget_plan_decided_by_somebody"),
    )
    op.create_index(
        "budget_plan_open_once",
        "budget_plan",
        ["region", "source", "year"],
        unique=True,
        postgresql_where=sa.text("state = 'prepared'"),
    )
    op.create_index("budget_plan_by_state", "budget_plan", ["state", "id"])
    guard(op, "budget_plan")


def _year_ends() -> None:
    op.create_table(
        "year_end",
        sa.Column("id", sa.Uuid, primary_key=True),
        _text("region", 6),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("rows", JSONB, nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        *(_text(*column) for column in (("state", 32), ("asked_by", 100))),
        _instant("asked_at"),
        *_decided(),
        _text("decision", 200),
        sa.CheckConstraint("amount_fen > 0", name="year_end_of_something"),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="year_end_decided_by_another"),
        sa.CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="year_end_decided_at_a_time"),
        sa.CheckConstraint("(state IN ('done', 'refused')) = (decided_by IS NOT NULL)", name="year_end_decided_by_somebody"),
    )
    op.create_index(
        "year_end_open_once", "year_end", ["region", "year"], unique=True, postgresql_where=sa.text("state = 'asked'")
    )
    op.create_index("year_end_by_state", "year_end", ["state", "id"])
    guard(op, "year_end")


def _guarantee_moves() -> None:
    op.create_table(
        "guarantee_move",
        sa.Column("id", sa.Uuid, primary_key=True),
        _id("fund_id", "guarantee_fund"),
        _text("region", 6),
        _id("line_id", "budget_line"),
        sa.Column("is_back", sa.Boolean, nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        *(_text(*column) for column in (("memo", 200), ("state", 32))),
        _id("reserved_id", "transfer"),
        _id("transfer_id", "transfer", nullable=True),
        _id("disclosure_id", "disclosure", nullable=True),
        _text("asked_by", 100),
        _instant("asked_at"),
        *_decided(),
        _text("why", 200),
        sa.CheckConstraint("amount_fen > 0", name="guarantee_move_of_something"),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="guarantee_move_decided_by_another"),
        sa.CheckConstraint("(state = 'asked') = (decided_by IS NULL)", name="guarantee_move_decided_by_somebody"),
        sa.CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="guarantee_move_decided_at_a_time"),
    )
    op.create_index("guarantee_move_of_fund", "guarantee_move", ["fund_id", "id"])
    for name in ("line_id", "reserved_id", "transfer_id", "disclosure_id"):
        op.create_index(f"ix_guarantee_move_{name}", "guarantee_move", [name])
    guard(op, "guarantee_move")


def _project_funding() -> None:
    op.add_column("project_source", sa.Column("approved_fen", sa.BigInteger))
    op.create_check_constraint(
        "project_source_approved_within_its_plan", "project_source", "approved_fen BETWEEN 0 AND amount_fen"
    )
    op.create_table(
        "project_funding",
        sa.Column("id", sa.Uuid, primary_key=True),
        _id("project_id", "project"),
        _text("region", 12),
        _text("source", 32),
        _id("line_id", "budget_line"),
        _id("from_line_id", "budget_line", nullable=True),
        _id("transfer_id", "transfer", nullable=True),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("line_id", name="project_funding_once_per_line"),
        sa.CheckConstraint("amount_fen > 0", name="project_funding_of_something"),
        sa.CheckConstraint("(from_line_id IS NULL) = (transfer_id IS NULL)", name="project_funding_moved_by_a_transfer"),
    )
    op.create_index("project_funding_of_project", "project_funding", ["project_id", "id"])
    for name in ("from_line_id", "transfer_id"):
        op.create_index(f"ix_project_funding_{name}", "project_funding", [name])
    guard(op, "project_funding")
    append_only(op, "project_funding")
    op.execute(_PARTS_ADD_UP)
    op.execute(
        "CREATE CONSTRAINT TRIGGER parts_add_up AFTER INSERT OR UPDATE OF approved_fen ON project_source"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION project_parts_add_up()"
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER parts_add_up AFTER INSERT ON project_funding"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION project_parts_add_up()"
    )


def _exports() -> None:
    op.create_table(
        "list_export",
        sa.Column("id", sa.Uuid, primary_key=True),
        _text("region", 12),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("asked", sa.Text, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        *(_text(*column) for column in (("exported_by", 100), ("role", 32))),
        _instant("exported_at"),
    )
    op.create_index("list_export_of_region", "list_export", ["region", "id"])
    guard_trace(op, "list_export")
    open_to_all(op, "list_export")  # in the audit too, so that the auditor's trail shows it among all other deeds


def _reserve_fills() -> None:
    op.create_table(
        "reserve_fill",
        sa.Column("id", sa.Uuid, primary_key=True),
        _text("region", 9),
        _id("transfer_id", "transfer"),
        _id("disclosure_id", "disclosure"),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("transfer_id", name="reserve_fill_told_once"),
    )
    op.create_index("reserve_fill_of_town", "reserve_fill", ["region", "id"])
    op.create_index("ix_reserve_fill_disclosure_id", "reserve_fill", ["disclosure_id"])
    guard(op, "reserve_fill")
    append_only(op, "reserve_fill")


def _recoveries() -> None:
    op.add_column("recovery_order", sa.Column("decided_by", sa.String(100)))
    op.add_column("recovery_order", _instant("decided_at", nullable=True))
    op.add_column("recovery_order", sa.Column("outcome", sa.String(32), nullable=False, server_default=""))
    op.alter_column("recovery_order", "outcome", server_default=None)
    op.create_check_constraint("recovery_proposed_undecided", "recovery_order", "state <> 'proposed' OR decided_by IS NULL")
    op.create_check_constraint("recovery_decided_at_a_time", "recovery_order", "(decided_by IS NULL) = (decided_at IS NULL)")
    op.create_index(
        "recovery_proposed_once",
        "recovery_order",
        ["payment_id"],
        unique=True,
        postgresql_where=sa.text("state = 'proposed'"),
    )
