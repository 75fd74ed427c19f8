"""Pay special insurance: purchases for confirmed rosters, claims, their steps, and what insurers owe."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import append_only, guard

revision = "0010"
down_revision = "0009"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _lay_purchases()
    _lay_claims()
    _lay_steps_and_entries()
    guard(op, "insurance_purchase")
    guard(op, "insurance_claim", unaudited=("id_number_sealed", "name_sealed", "payee_sealed"))
    for table in ("insurance_claim_step", "insurer_entry"):
        guard(op, table)
        append_only(op, table)
    # Like the head of a roster, an order says sums and no person: whoever works within its region reads it.
    op.execute(
        "CREATE POLICY within ON insurance_purchase FOR SELECT USING (setting('role') IN ('village', 'town', 'county')"
        " AND setting('region') <> '' AND starts_with(setting('region'), region))"
    )
    op.execute("""
        CREATE FUNCTION keep_ordered() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.status <> 'draft' OR TG_OP = 'DELETE' THEN
                RAISE EXCEPTION 'an order is never changed' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON insurance_purchase FOR EACH ROW EXECUTE FUNCTION keep_ordered()")


def _lay_purchases() -> None:
    op.create_table(
        "insurance_purchase",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("roster_id", sa.Uuid(), sa.ForeignKey("roster.id"), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("previous_id", sa.Uuid(), sa.ForeignKey("insurance_purchase.id")),
        sa.Column("policy_no", sa.String(), nullable=False),
        sa.Column("insurer", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("policy_version", sa.String(), nullable=False),
        sa.Column("insured", JSONB(), nullable=False),
        sa.Column("premiums", JSONB(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("premium_fen", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("ordered_by", sa.String()),
        sa.Column("ordered_at", INSTANT),
        sa.CheckConstraint("ordered_by IS NULL OR ordered_by <> made_by", name="insurance_purchase_four_eyes"),
        sa.CheckConstraint("(status = 'ordered') = (ordered_by IS NOT NULL)", name="insurance_purchase_ordered"),
        sa.CheckConstraint("from_on <= to_on", name="insurance_purchase_period"),
    )
    op.create_index(
        "insurance_purchase_once",
        "insurance_purchase",
        ["roster_id"],
        unique=True,
        postgresql_where=sa.text("status <> 'discarded'"),
    )
    op.create_index("insurance_purchase_roster", "insurance_purchase", ["roster_id"])
    op.create_index("ix_insurance_purchase_previous_id", "insurance_purchase", ["previous_id"])


def _lay_claims() -> None:
    op.create_table(
        "insurance_claim",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("purchase_id", sa.Uuid(), sa.ForeignKey("insurance_purchase.id"), nullable=False),
        sa.Column("identity_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("insurer", sa.String(), nullable=False),
        sa.Column("benefit", sa.String(), nullable=False),
        sa.Column("benefit_title", sa.String(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("policy_version", sa.String(), nullable=False),
        sa.Column("bill", sa.String(), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), sa.ForeignKey("settlement.id")),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("payee_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("claimant", sa.String(), nullable=False),
        sa.Column("event_on", sa.Date(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("accepted_on", sa.Date()),
        sa.Column("asked_on", sa.Date()),
        sa.Column("papers_due_on", sa.Date()),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("papers", JSONB(), nullable=False),
        sa.Column("asked", JSONB(), nullable=False),
        sa.Column("loss_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_elsewhere_fen", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("proposes_refusal", sa.Boolean(), nullable=False),
        sa.Column("assessed_fen", sa.BigInteger(), nullable=False),
        sa.Column("assessed_by", sa.String()),
        sa.Column("approved_fen", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.String()),
        sa.Column("decided_on", sa.Date()),
        sa.Column("refusal_reason", sa.String()),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date()),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("reported_by", sa.String(), nullable=False),
        sa.Column("reported_at", INSTANT, nullable=False),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> assessed_by", name="insurance_claim_four_eyes"),
        sa.CheckConstraint("0 <= paid_fen AND paid_fen <= approved_fen", name="insurance_claim_paid_within"),
    )
    op.create_index(
        "insurance_claim_once",
        "insurance_claim",
        ["identity_hash", "benefit", "bill"],
        unique=True,
        postgresql_where=sa.text("status <> 'refused'"),
    )
    op.create_index("insurance_claim_purchase", "insurance_claim", ["purchase_id", "benefit"])
    op.create_index("insurance_claim_drawn", "insurance_claim", ["household_id", "year", "benefit"])
    op.create_index("ix_insurance_claim_settlement_id", "insurance_claim", ["settlement_id"])


def _lay_steps_and_entries() -> None:
    op.create_table(
        "insurance_claim_step",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("claim_id", sa.Uuid(), sa.ForeignKey("insurance_claim.id"), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.create_index("ix_insurance_claim_step_claim_id", "insurance_claim_step", ["claim_id"])
    op.create_table(
        "insurer_entry",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("claim_id", sa.Uuid(), sa.ForeignKey("insurance_claim.id"), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("insurer", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("voucher_no", sa.String()),
        sa.Column("booked_at", INSTANT, nullable=False),
        sa.CheckConstraint("CASE WHEN kind = 'approved' THEN amount_fen > 0 ELSE amount_fen < 0 END", name="insurer_entry_sign"),
    )
    op.create_index("ix_insurer_entry_claim_id", "insurer_entry", ["claim_id"])
