"""Let stays be of every kind: visits, refunds, corrections, instalments."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import append_only, guard, open_to_all

revision = "0003"
down_revision = "0002"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _widen_stays()
    _lay_resettlements()
    _widen_settlements()
    _lay_hospitals()
    _lay_agreements_and_claims()
    _lay_instalments()
    _lay_default_listings()
    # What a family or a life has drawn is one, wherever its members lie in hospital.
    open_to_all(op, "family_account")
    # Whoever takes a settlement back notes what depended on it, without seeing other hospitals' settlements.
    guard(op, "resettlement_due", org="hospital")
    guard(op, "resettlement")
    # Which hospitals there are, and of what grade, is on their signboards.
    guard(op, "hospital", is_public=True)
    guard(op, "agreement", org="hospital")
    guard(op, "paper_claim")
    guard(op, "instalment_plan", org="hospital")
    guard(op, "instalment", org="hospital")
    guard(op, "instalment_payment", org="hospital")
    # Any hospital asks, by hash, whether somebody is listed; lists show each hospital its own.
    guard(op, "default_listing", org="hospital", open_to=("hospital",))
    guard(op, "default_step", org="hospital")
    for table in ("agreement", "instalment_payment", "default_step", "resettlement"):
        append_only(op, table)


def _widen_stays() -> None:
    for column in (
        _filled("scheme", "resident"),
        _filled("visit", "inpatient"),
        _filled("place", "in_county"),
        sa.Column("is_paper", sa.Boolean(), nullable=False, server_default=sa.false()),
        _json("diseases", "[]"),
        _json("traits", "[]"),
        _json("given", "{}"),
        _json("class_sums", "{}"),
        _json("item_sums", "{}"),
        _json("settled", "{}"),
        sa.Column("portion", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("settled_portion", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("discharged_at", INSTANT),
        sa.Column("discharge_reason", sa.String()),
        sa.Column("cancel_reason", sa.String()),
    ):
        op.add_column("admission", column)
    # A settled stay of before has taken all of its lines.
    op.execute("UPDATE admission SET settled_portion = 1, portion = 2 WHERE status = 'settled'")
    op.drop_index("admission_one_open", "admission")
    op.create_index(
        "admission_one_open",
        "admission",
        ["identity_hash", "hospital"],
        unique=True,
        postgresql_where=sa.text("status = 'open' AND visit = 'inpatient' AND NOT is_paper"),
    )
    op.add_column("charge", sa.Column("item", sa.String()))
    op.add_column("charge", sa.Column("refunds_line_no", sa.Integer()))
    op.add_column("charge", sa.Column("portion", sa.Integer(), nullable=False, server_default="1"))
    op.create_index(
        "charge_refunds",
        "charge",
        ["admission_id", "refunds_line_no"],
        postgresql_where=sa.text("refunds_line_no IS NOT NULL"),
    )
    op.create_index("charge_days", "charge", ["admission_id", "charged_on"])


def _lay_resettlements() -> None:
    op.create_table(
        "family_account",
        sa.Column("family", sa.String(), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True),
        sa.Column("counters", JSONB(), nullable=False),
        sa.Column("standing", JSONB(), nullable=False),
    )
    op.create_table(
        "resettlement",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("identity_hash", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
    )
    op.create_table(
        "resettlement_due",
        sa.Column("id", sa.Uuid(), primary_key=True),
        *_whose(),
        sa.Column("settlement_id", sa.Uuid(), sa.ForeignKey("settlement.id"), nullable=False, index=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("since_on", sa.Date()),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.Column("resettlement_id", sa.Uuid(), sa.ForeignKey("resettlement.id"), index=True),
    )
    op.create_index(
        "resettlement_due_once",
        "resettlement_due",
        ["settlement_id"],
        unique=True,
        postgresql_where=sa.text("resettlement_id IS NULL"),
    )


def _widen_settlements() -> None:
    for column in (
        sa.Column("is_interim", sa.Boolean(), nullable=False, server_default=sa.false()),
        _filled("family", ""),
        _json("facts", "{}"),
        _json("drawn", "{}"),
        _json("settled_before", "{}"),
        sa.Column("portion_before", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("replaces", sa.Uuid(), sa.ForeignKey("settlement.id", name="settlement_replaces_fkey"), unique=True),
        sa.Column("resettlement_id", sa.Uuid(), sa.ForeignKey("resettlement.id", name="settlement_resettlement_id_fkey")),
    ):
        op.add_column("settlement", column)
    op.create_index("ix_settlement_resettlement_id", "settlement", ["resettlement_id"])
    op.create_index("ix_settlement_admission_id", "settlement", ["admission_id"])
    op.create_index("settlement_of_person", "settlement", ["identity_hash", "settled_on"])
    op.add_column(
        "reversal",
        sa.Column("resettlement_id", sa.Uuid(), sa.ForeignKey("resettlement.id", name="reversal_resettlement_id_fkey")),
    )
    op.create_index("ix_reversal_resettlement_id", "reversal", ["resettlement_id"])


def _lay_hospitals() -> None:
    op.create_table(
        "hospital",
        sa.Column("code", sa.String(), primary_key=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("traits", JSONB(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("uscc", sa.String()),
        sa.Column("updated_at", INSTANT, nullable=False),
    )


def _lay_agreements_and_claims() -> None:
    op.create_table(
        "agreement",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("admission_id", sa.Uuid(), sa.ForeignKey("admission.id"), nullable=False, unique=True),
        *_whose(),
        sa.Column("signed_by_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("papers", JSONB(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
    )
    op.create_table(
        "paper_claim",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("admission_id", sa.Uuid(), sa.ForeignKey("admission.id"), nullable=False, unique=True),
        sa.Column("identity_hash", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("hospital_title", sa.String(), nullable=False),
        sa.Column("invoice_no", sa.String(), nullable=False),
        sa.Column("papers", JSONB(), nullable=False),
        sa.Column("payee_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("refusal_reason", sa.String()),
        sa.Column("decided_at", INSTANT),
    )
    op.create_index(
        "paper_claim_invoice_once",
        "paper_claim",
        ["identity_hash", "invoice_no"],
        unique=True,
        postgresql_where=sa.text("status <> 'refused'"),
    )


def _lay_instalments() -> None:
    op.create_table(
        "instalment_plan",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("settlement_id", sa.Uuid(), sa.ForeignKey("settlement.id"), nullable=False, index=True),
        sa.Column("identity_hash", sa.String(), nullable=False),
        *_whose(),
        sa.Column("guarantor_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("certified_by", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.CheckConstraint("paid_fen BETWEEN 0 AND amount_fen", name="instalment_plan_paid_within"),
    )
    op.create_index(
        "instalment_plan_one_active",
        "instalment_plan",
        ["settlement_id"],
        unique=True,
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_table(
        "instalment",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("plan_id", sa.Uuid(), sa.ForeignKey("instalment_plan.id"), nullable=False),
        *_whose(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("upto_fen", sa.BigInteger(), nullable=False),
        sa.Column("told_on", sa.Date()),
        sa.Column("told_times", sa.Integer(), nullable=False),
        sa.UniqueConstraint("plan_id", "number", name="instalment_once"),
    )
    op.create_index("instalment_due", "instalment", ["due_on"])
    op.create_table(
        "instalment_payment",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("plan_id", sa.Uuid(), sa.ForeignKey("instalment_plan.id"), nullable=False, index=True),
        *_whose(),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("receipt_no", sa.String(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
    )


def _lay_default_listings() -> None:
    op.create_table(
        "default_listing",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("plan_id", sa.Uuid(), sa.ForeignKey("instalment_plan.id"), nullable=False, index=True),
        sa.Column("identity_hash", sa.String(), nullable=False, index=True),
        *_whose(),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("confirmed_on", sa.Date()),
        sa.Column("lifted_on", sa.Date()),
        sa.Column("proposed_at", INSTANT, nullable=False),
    )
    op.create_index(
        "default_listing_one_open",
        "default_listing",
        ["plan_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('proposed', 'confirmed', 'appealed')"),
    )
    op.create_table(
        "default_step",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("listing_id", sa.Uuid(), sa.ForeignKey("default_listing.id"), nullable=False, index=True),
        *_whose(),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )


def _whose() -> list[sa.Column[Any]]:
    return [sa.Column("region", sa.String(), nullable=False), sa.Column("hospital", sa.String(), nullable=False)]


def _filled(name: str, value: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False, server_default=value)


def _json(name: str, empty: str) -> sa.Column[Any]:
    return sa.Column(name, JSONB(), nullable=False, server_default=sa.text(f"'{empty}'"))
