"""Give back: a payer's share of a settlement may be below zero, what an earlier settlement of the stay had it pay too much."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.drop_constraint("receivable_sign", "receivable")
    # Not checked over the whole table while it is locked: every row from before is above or below zero.
    op.execute("ALTER TABLE receivable ADD CONSTRAINT receivable_is_something CHECK (amount_fen <> 0) NOT VALID")
    op.execute("ALTER TABLE receivable VALIDATE CONSTRAINT receivable_is_something")
