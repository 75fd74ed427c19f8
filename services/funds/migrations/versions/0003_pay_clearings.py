"""Pay clearings: accounts of payers and hospitals beside those of places, and what medical asked to be paid."""

import sqlalchemy as sa
from alembic import op

from shared.migrations import guard

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("account", sa.Column("holder", sa.String(100), nullable=False, server_default=""))
    op.drop_constraint("account_once_per_place", "account")
    op.create_unique_constraint("account_once_per_place", "account", ["kind", "region", "holder"])
    op.create_table(
        "clearing_payment",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("statement_id", sa.Uuid, nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("hospital", sa.String(100), nullable=False),
        sa.Column("payer", sa.String(100), nullable=False),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("asks", sa.Integer, nullable=False),
        sa.Column("refusal_code", sa.String(64)),
        sa.Column("transfer_id", sa.Uuid, sa.ForeignKey("transfer.id")),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("statement_id", name="clearing_once_per_statement"),
        sa.UniqueConstraint("transfer_id", name="clearing_once_per_transfer"),
        sa.CheckConstraint("amount_fen > 0", name="clearing_pays_something"),
        sa.CheckConstraint("(state = 'paid') = (transfer_id IS NOT NULL)", name="clearing_paid_by_a_transfer"),
    )
    guard(op, "clearing_payment")
