"""Open the books: accounts by source, programme and year; transfers with their day, their link and what they are about."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_DAY_OF_TRANSFER = "(SELECT booked_on FROM transfer WHERE transfer.id = posting.transfer_id)"


def upgrade() -> None:
    account: tuple[sa.Column[Any], ...] = (
        sa.Column("source", sa.String(32), nullable=False, server_default=""),
        sa.Column("programme", sa.String(40), nullable=False, server_default=""),
        sa.Column("year", sa.Integer, nullable=False, server_default="0"),
        sa.Column("may_be_negative", sa.Boolean, nullable=False, server_default="false"),
    )
    transfer: tuple[sa.Column[Any], ...] = (
        sa.Column("link_id", sa.Uuid),
        sa.Column("about", sa.String(32), nullable=False, server_default=""),
        sa.Column("about_id", sa.Uuid),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("booked_on", sa.Date),
    )
    for table, columns in (("account", account), ("transfer", transfer)):
        for column in columns:
            op.add_column(table, column)
    op.add_column("posting", sa.Column("booked_on", sa.Date))
    _fill("account", "may_be_negative = (kind = 'treasury')")
    _fill("transfer", "booked_on = (made_at AT TIME ZONE 'Asia/Shanghai')::date")
    _fill("posting", f"booked_on = {_DAY_OF_TRANSFER}")
    op.alter_column("transfer", "booked_on", nullable=False)
    op.alter_column("posting", "booked_on", nullable=False)
    op.drop_constraint("account_once_per_place", "account")
    op.create_unique_constraint("account_once_per_key", "account", ["kind", "region", "holder", "source", "programme", "year"])
    op.drop_constraint("account_never_overdrawn", "account")
    op.create_check_constraint(
        "account_never_overdrawn",
        "account",
        "may_be_negative OR debits_posted_fen - credits_posted_fen - credits_pending_fen >= 0",
    )
    op.create_index("transfer_by_link", "transfer", ["link_id"], postgresql_where=sa.text("link_id IS NOT NULL"))
    op.create_index("transfer_about", "transfer", ["about", "about_id"], postgresql_where=sa.text("about_id IS NOT NULL"))
    op.create_index("transfer_to_expire", "transfer", ["expires_at"], postgresql_where=sa.text("expires_at IS NOT NULL"))
    op.create_index("posting_by_day", "posting", ["booked_on", "account_id"])
    _payments()


def _payments() -> None:
    """A payment is about any matter, not an emergency grant alone, and is asked for before it is made."""
    for column in (
        sa.Column("about", sa.String(32)),
        sa.Column("about_id", sa.Uuid),
        sa.Column("round", sa.Integer, nullable=False, server_default="1"),
        sa.Column("person_id", sa.Uuid),
        sa.Column("clause", sa.Text, nullable=False, server_default=""),
        sa.Column("memo", sa.String(200), nullable=False, server_default=""),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id")),
        sa.Column("reserved_id", sa.Uuid, sa.ForeignKey("transfer.id")),
        sa.Column("asked_by", sa.String(100), nullable=False, server_default=""),
        sa.Column("asked_at", sa.DateTime(timezone=True)),
    ):
        op.add_column("payment", column)
    _fill("payment", "about = 'emergency-grant', about_id = grant_id, asked_at = paid_at")
    for name in ("about", "about_id", "asked_at"):
        op.alter_column("payment", name, nullable=False)
    op.drop_constraint("payment_once_per_grant", "payment")
    op.drop_column("payment", "grant_id")
    for name in ("transfer_id", "disclosure_id", "paid_at"):
        op.alter_column("payment", name, nullable=True)
    op.create_unique_constraint(
        "payment_once_per_matter",
        "payment",
        ["about", "about_id", "household_id", "person_id", "round"],
        postgresql_nulls_not_distinct=True,
    )
    op.create_check_constraint(
        "payment_paid_by_a_transfer",
        "payment",
        "state NOT IN ('paid', 'returned') OR (transfer_id IS NOT NULL AND paid_at IS NOT NULL)",
    )
    op.create_index("payment_of_household", "payment", ["household_id"])
    op.create_index("payment_by_state", "payment", ["state", "id"])
    for name in ("account_id", "reserved_id", "disclosure_id"):
        op.create_index(f"ix_payment_{name}", "payment", [name])


def _fill(table: str, assignment: str) -> None:
    """Give the rows of before what the new columns say: the one time that the books are touched, and nothing of them changes."""
    op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    op.execute(f"UPDATE {table} SET {assignment}")  # noqa: S608  our own words
    op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
