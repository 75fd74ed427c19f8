"""Pay households: accounts that money goes to, signatures, batches and the bank's answers, requests, kin, double payments."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import append_only, guard, guard_trace

revision = "0009"
down_revision = "0008"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _payees()
    _payments()
    _batches()
    _requests()
    _households()


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.Uuid, primary_key=True)


def _text(name: str, length: int, *, default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length), nullable=False, server_default=default)


def _at(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, _INSTANT, nullable=nullable)


def _link(name: str, to: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey(f"{to}.id"), nullable=nullable)


def _payees() -> None:
    op.create_table(
        "payee_file",
        _id(),
        _text("region", 12),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("rows", "taken", "unchanged", "refused")),
        sa.Column("faults", JSONB, nullable=False),
        sa.Column("refused_rows_sealed", sa.LargeBinary),
        *(_text("uploaded_by", 100), _at("uploaded_at")),
    )
    op.create_table(
        "payee",
        _id(),
        sa.Column("household_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid),
        _text("region", 12),
        _text("bank", 60),
        _text("bank_code", 12),
        sa.Column("card_sealed", sa.LargeBinary, nullable=False),
        _text("card_hash", 64),
        _text("card_tail", 4),
        sa.Column("holder_name_sealed", sa.LargeBinary, nullable=False),
        sa.Column("holder_id_sealed", sa.LargeBinary, nullable=False),
        _text("holder_hash", 64),
        _text("state", 32),
        sa.Column("findings", JSONB, nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("until_on", sa.Date),
        _link("file_id", "payee_file", nullable=True),
        _text("recorded_by", 100),
        _at("recorded_at"),
        *(_text("decided_by", 100), _at("decided_at", nullable=True), _text("decision", 200)),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name="payee_ends_after_it_starts"),
    )
    op.create_index(
        "payee_once_at_a_time",
        "payee",
        ["household_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("until_on IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    for name in ("card", "holder"):
        op.create_index(f"payee_by_{name}", "payee", [f"{name}_hash"])
    op.create_index("ix_payee_file_id", "payee", ["file_id"])
    guard(op, "payee_file", unaudited=("refused_rows_sealed",))
    guard(op, "payee", unaudited=("card_sealed", "holder_name_sealed", "holder_id_sealed"))


def _payments() -> None:
    for column in (
        _text("source", 32, default=""),
        _text("programme", 40, default=""),
        _text("period", 10, default=""),
        _link("payee_id", "payee", nullable=True),
        sa.Column("findings", JSONB, nullable=False, server_default="[]"),
        _at("checked_at", nullable=True),
        _at("approved_at", nullable=True),
        _at("sent_at", nullable=True),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        _text("failure_code", 35, default=""),
        _text("failure", 200, default=""),
        _at("withdrawn_at", nullable=True),
        _text("withdrawal", 200, default=""),
    ):
        op.add_column("payment", column)
    op.create_index("payment_to_check", "payment", ["id"], postgresql_where=sa.text("checked_at IS NULL"))
    op.create_index("payment_by_day", "payment", ["paid_at"], postgresql_where=sa.text("paid_at IS NOT NULL"))
    op.create_index("payment_by_programme", "payment", ["programme", "period", "household_id"])
    op.create_index("ix_payment_payee_id", "payment", ["payee_id"])
    op.create_table(
        "payment_signature",
        _id(),
        _link("payment_id", "payment"),
        _text("region", 12),
        _text("signed_by", 100),
        sa.Column("is_countys", sa.Boolean, nullable=False),
        _at("signed_at"),
        sa.UniqueConstraint("payment_id", "signed_by", name="payment_signed_once_by_each"),
    )
    append_only(op, "payment_signature")
    guard(op, "payment_signature")


def _batches() -> None:
    op.create_table(
        "paying_account",
        _id(),
        _text("region", 12),
        _text("title", 60),
        sa.Column("number_sealed", sa.LargeBinary, nullable=False),
        _text("number_tail", 4),
        _text("bank", 60),
        _text("bank_code", 12),
        _text("recorded_by", 100),
        _at("recorded_at"),
        _at("until_at", nullable=True),
    )
    in_use = sa.text("until_at IS NULL")
    op.create_index("paying_account_one_in_use", "paying_account", ["region"], unique=True, postgresql_where=in_use)
    op.create_table(
        "payment_batch",
        _id(),
        _text("number", 30),
        _text("region", 12),
        _link("paying_account_id", "paying_account"),
        sa.Column("lines", sa.Integer, nullable=False),
        sa.Column("total_fen", sa.BigInteger, nullable=False),
        sa.Column("pay_on", sa.Date, nullable=False),
        _text("state", 32),
        _text("made_by", 100),
        _at("made_at"),
        *(_at(name, nullable=True) for name in ("taken_at", "answered_at", "cancelled_at")),
        _text("cancellation", 200),
        sa.UniqueConstraint("number", name="payment_batch_number_once"),
        sa.CheckConstraint("lines > 0 AND total_fen > 0", name="payment_batch_pays_something"),
    )
    op.create_index("ix_payment_batch_paying_account_id", "payment_batch", ["paying_account_id"])
    op.create_table(
        "batch_file",
        _id(),
        _link("batch_id", "payment_batch"),
        _text("form", 32),
        _text("sha256", 64),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("batch_id", "form", name="batch_file_once_per_form"),
    )
    by = (_text("region", 12), _text("read_by", 100), _at("read_at"))
    op.create_table("batch_file_read", _id(), _link("file_id", "batch_file"), *by)
    op.create_index("ix_batch_file_read_file_id", "batch_file_read", ["file_id"])
    op.create_table(
        "bank_answer",
        _id(),
        _text("region", 12),
        _text("sha256", 64),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("lines", "paid", "failed", "said_before", "waiting")),
        sa.Column("troubles", JSONB, nullable=False),
        *(_text("received_by", 100), _at("received_at")),
        sa.UniqueConstraint("region", "sha256", name="bank_answer_once"),
    )
    _lines()
    append_only(op, "batch_file")
    append_only(op, "bank_answer")
    guard(op, "paying_account", unaudited=("number_sealed",))
    guard(op, "payment_batch")
    # Whole account numbers: for the county alone, and for the auditor neither in the file nor in the audit.
    guard(op, "batch_file", part_of=("batch_id", "payment_batch"), unaudited=("content_sealed",))
    guard(op, "bank_answer", unaudited=("content_sealed",))
    guard(op, "batch_line")
    guard_trace(op, "batch_file_read")


def _lines() -> None:
    op.create_table(
        "batch_line",
        _id(),
        _text("number", 35),
        _link("batch_id", "payment_batch"),
        _link("payment_id", "payment"),
        _link("payee_id", "payee"),
        _text("region", 12),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        _text("state", 32),
        _text("code", 35),
        _text("reason", 200),
        _link("answer_id", "bank_answer", nullable=True),
        _at("answered_at", nullable=True),
        sa.UniqueConstraint("number", name="batch_line_number_once"),
        sa.UniqueConstraint("batch_id", "payment_id", name="batch_line_once_per_payment"),
    )
    on_its_way = sa.text("state = 'sent'")
    op.create_index("batch_line_one_on_its_way", "batch_line", ["payment_id"], unique=True, postgresql_where=on_its_way)
    for name in ("payment", "payee", "answer"):
        op.create_index(f"batch_line_of_{name}", "batch_line", [f"{name}_id"])


def _requests() -> None:
    op.create_table(
        "payment_request",
        _id(),
        _text("number", 30),
        _text("region", 12),
        _text("org", 60),
        _text("about", 32),
        sa.Column("about_id", sa.Uuid, nullable=False),
        _text("title", 100),
        _link("account_id", "account"),
        _text("programme", 40),
        _text("period", 10),
        sa.Column("clause", sa.Text, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        _text("state", 32),
        sa.Column("households", sa.Integer, nullable=False),
        sa.Column("total_fen", sa.BigInteger, nullable=False),
        sa.Column("refused", sa.Integer, nullable=False),
        sa.Column("entries", JSONB, nullable=False),
        sa.Column("faults", JSONB, nullable=False),
        sa.Column("refused_rows_sealed", sa.LargeBinary),
        *(_text("made_by", 100), _at("made_at")),
        *(_text("asked_by", 100), _at("asked_at", nullable=True)),
        sa.UniqueConstraint("number", name="payment_request_number_once"),
    )
    op.create_index("ix_payment_request_account_id", "payment_request", ["account_id"])
    guard(op, "payment_request", unaudited=("refused_rows_sealed", "entries"))


def _households() -> None:
    op.create_table(
        "household_member",
        _id(),
        sa.Column("household_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        _text("identity_hash", 64),
        _text("region", 12),
        sa.Column("is_member", sa.Boolean, nullable=False),
        sa.Column("is_by_merger", sa.Boolean, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("household_id", "person_id", "identity_hash", name="household_member_once"),
    )
    for name, column in (("person", "person_id"), ("hash", "identity_hash")):
        op.create_index(f"household_member_by_{name}", "household_member", [column])
    op.create_table(
        "double_dip",
        _id(),
        _link("payment_id", "payment"),
        _link("other_id", "payment"),
        _text("region", 12),
        _text("kind", 32),
        _text("verdict", 32),
        _text("clause", 300),
        _text("programme", 40),
        _text("period", 10),
        _text("other_region", 12),
        sa.Column("other_amount_fen", sa.BigInteger, nullable=False),
        _at("found_at"),
        _text("state", 32),
        *(_text("decided_by", 100), _at("decided_at", nullable=True), _text("reason", 200)),
        sa.UniqueConstraint("payment_id", "other_id", name="double_dip_once"),
        sa.CheckConstraint("payment_id <> other_id", name="double_dip_of_two"),
    )
    op.create_index("double_dip_by_other", "double_dip", ["other_id"])
    op.create_table(
        "household_statement",
        _id(),
        sa.Column("household_id", sa.Uuid, nullable=False),
        sa.Column("month", sa.Date, nullable=False),
        _text("region", 12),
        sa.Column("payments", sa.Integer, nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        _at("told_at"),
        sa.UniqueConstraint("household_id", "month", name="household_statement_once_a_month"),
    )
    op.create_index("ix_household_statement_month", "household_statement", ["month"])
    for table in ("household_member", "double_dip", "household_statement"):
        guard(op, table)
