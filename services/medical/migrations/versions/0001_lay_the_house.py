"""Lay the house: who is entitled, stays and their lines, yearly accounts, settlements and reversals."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import append_only, guard, lay_street, open_to_all

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    lay_street(op)
    _lay_people()
    _lay_stays()
    _lay_settlements()
    # A hospital looks a person up by hash, wherever they are registered.
    guard(op, "beneficiary", open_to=("hospital",))
    guard(op, "cover", open_to=("hospital",))
    guard(op, "admission", org="hospital")
    guard(op, "charge", org="hospital")
    # A settlement is only ever added; its eight kilobytes of reasons stand in the row itself.
    guard(op, "settlement", org="hospital", unaudited=("result",))
    guard(op, "reversal", org="hospital")
    # A person's year is one, in whichever county they lie in hospital; it names nobody and no place.
    open_to_all(op, "year_account")
    append_only(op, "settlement")
    append_only(op, "reversal")


def _lay_people() -> None:
    op.create_table(
        "beneficiary",
        sa.Column("identity_hash", sa.String(), primary_key=True),
        sa.Column("in_force_on", sa.Date(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("classes", JSONB(), nullable=False),
    )
    op.create_table(
        "cover",
        sa.Column("identity_hash", sa.String(), primary_key=True),
        sa.Column("case_id", sa.Uuid(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("in_force_on", sa.Date(), nullable=False),
    )
    op.create_table(
        "year_account",
        sa.Column("identity_hash", sa.String(), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True),
        sa.Column("counters", JSONB(), nullable=False),
        sa.Column("standing", JSONB(), nullable=False),
        sa.Column("burden_fen", sa.BigInteger(), nullable=False),
        sa.Column("burden_told_at", INSTANT),
    )


def _lay_stays() -> None:
    op.create_table(
        "admission",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("identity_hash", sa.String(), nullable=False),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("hospital", sa.String(), nullable=False),
        sa.Column("hospital_level", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("admitted_on", sa.Date(), nullable=False),
        sa.Column("is_without_deposit", sa.Boolean(), nullable=False),
        sa.Column("deposit_reason", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("settlement_id", sa.Uuid()),
        sa.Column("discharged_on", sa.Date()),
        sa.Column("last_charged_on", sa.Date()),
        sa.Column("line_count", sa.Integer(), nullable=False),
        *_amounts("total_fen", "in_policy_fen", "pre_pay_fen", "over_ceiling_fen", "out_of_policy_fen"),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "total_fen = in_policy_fen + pre_pay_fen + over_ceiling_fen + out_of_policy_fen", name="admission_parts_add_up"
        ),
    )
    op.create_index(
        "admission_one_open", "admission", ["identity_hash", "hospital"], unique=True, postgresql_where=sa.text("status = 'open'")
    )
    op.create_table(
        "charge",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("admission_id", sa.Uuid(), sa.ForeignKey("admission.id"), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("hospital", sa.String(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("charged_on", sa.Date(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("catalogue_class", sa.String(), nullable=False),
        sa.Column("unit_price", sa.Numeric(16, 6), nullable=False),
        sa.Column("quantity", sa.Numeric(16, 4), nullable=False),
        *_amounts("amount_fen"),
        sa.Column("price_ceiling", sa.Numeric(16, 6)),
        sa.Column("self_pay_ratio", sa.Numeric(5, 4)),
        *_amounts("in_policy_fen", "pre_pay_fen", "over_ceiling_fen", "out_of_policy_fen"),
        sa.UniqueConstraint("admission_id", "line_no", name="charge_line_once"),
        sa.CheckConstraint(
            "amount_fen = in_policy_fen + pre_pay_fen + over_ceiling_fen + out_of_policy_fen", name="charge_parts_add_up"
        ),
    )


def _lay_settlements() -> None:
    op.create_table(
        "settlement",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("admission_id", sa.Uuid(), sa.ForeignKey("admission.id"), nullable=False),
        sa.Column("identity_hash", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("hospital", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=False),
        sa.Column("settled_at", INSTANT, nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("policy_version", sa.String(), nullable=False),
        *_amounts("total_fen", "patient_fen"),
        sa.Column("result", JSONB(), nullable=False),
    )
    op.create_table(
        "reversal",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("settlement_id", sa.Uuid(), sa.ForeignKey("settlement.id"), nullable=False, unique=True),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("hospital", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reversed_at", INSTANT, nullable=False),
    )


def _amounts(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]
