"""Keep what funds says of money that is asked back."""

import sqlalchemy as sa
from alembic import op

from shared.migrations import guard

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "money_recovery",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("payment_id", sa.Uuid, nullable=False),
        sa.Column("renovation_id", sa.Uuid, sa.ForeignKey("renovation.id")),
        sa.Column("acceptance_id", sa.Uuid, sa.ForeignKey("acceptance.id")),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("recovered_fen", sa.BigInteger, nullable=False),
        sa.Column("why", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("back_by", sa.Date),
        sa.Column("closed_on", sa.Date),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_fen > 0 AND recovered_fen BETWEEN 0 AND amount_fen", name="money_recovery_never_too_much"),
    )
    op.create_index("ix_money_recovery_renovation_id", "money_recovery", ["renovation_id"])
    op.create_index("ix_money_recovery_acceptance_id", "money_recovery", ["acceptance_id"])
    guard(op, "money_recovery")
