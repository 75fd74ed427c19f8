"""Give orders of any kind by rules: which rule gave one and what it heard of its cause; where a household moved last."""

import sqlalchemy as sa
from alembic import op

from shared.migrations import guard

revision = "0015"
down_revision = "0014"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("work_order", sa.Column("rule", sa.String(60), nullable=False, server_default=""))
    op.alter_column("work_order", "rule", server_default=None)
    op.add_column("work_order", sa.Column("is_by_record", sa.Boolean, nullable=False, server_default=sa.false()))
    op.alter_column("work_order", "is_by_record", server_default=None)
    op.create_index(
        "work_order_of_household", "work_order", ["household_id"], postgresql_where=sa.text("household_id IS NOT NULL")
    )

    op.create_table(
        "order_cause",
        sa.Column("source_id", sa.Uuid, primary_key=True),
        sa.Column("part", sa.String(12), primary_key=True),
        sa.Column("rule", sa.String(60), primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("caused_at", _INSTANT),
        sa.Column("ended_at", _INSTANT),
        sa.Column("extended_at", _INSTANT),
        sa.Column("due_at", _INSTANT),
        sa.Column("order_id", sa.Uuid, sa.ForeignKey("work_order.id")),
    )
    op.create_index("ix_order_cause_order_id", "order_cause", ["order_id"])
    guard(op, "order_cause")

    op.create_table(
        "household_move",
        sa.Column("household_id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("moved_at", _INSTANT, nullable=False),
    )
    guard(op, "household_move")
