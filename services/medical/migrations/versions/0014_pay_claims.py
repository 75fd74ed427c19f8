"""Pay claims: what payers owe a person for a bill on paper; and money to people may come back from funds."""

import sqlalchemy as sa
from alembic import op

from shared.migrations import guard

revision = "0014"
down_revision = "0013"

# The states move as services/medical/rules/top_up.py says: by people, and by what funds answers.
_KEEP = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving CONSTANT text[] := '{{state, asks, paid_on, voucher, refusal_reason, answered_by}}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'what a payer owes a person is never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving THEN
        RAISE EXCEPTION 'what a payer owes a person is fixed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('drafted', 'awaiting'), ('drafted', 'nothing'),
        ('awaiting', 'paid'), ('awaiting', 'refused'), ('refused', 'awaiting'), ('refused', 'replaced'), ('refused', 'paid'),
        ('paid', 'refused')) THEN
        RAISE EXCEPTION 'a payment does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    op.execute(_KEEP.format(name="keep_top_up_share"))
    op.create_table(
        "claim_payout",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("claim_id", sa.Uuid(), sa.ForeignKey("paper_claim.id"), nullable=False),
        sa.Column("settlement_id", sa.Uuid(), sa.ForeignKey("settlement.id"), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("household_id", sa.Uuid()),
        sa.Column("payer", sa.String(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=False),
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
        sa.UniqueConstraint("settlement_id", "payer", name="claim_payout_once"),
        sa.CheckConstraint(
            "pay_fen >= 0 AND over_fen >= 0 AND pay_fen - over_fen = owed_fen - before_fen", name="claim_payout_adds"
        ),
        sa.CheckConstraint("(state = 'paid') = (paid_on IS NOT NULL)", name="claim_payout_paid"),
    )
    op.create_index("claim_payout_of_claim", "claim_payout", ["claim_id", "payer"])
    op.execute(_KEEP.format(name="keep_claim_payout"))
    op.execute("CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON claim_payout FOR EACH ROW EXECUTE FUNCTION keep_claim_payout()")
    guard(op, "claim_payout")
