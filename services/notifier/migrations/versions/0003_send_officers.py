"""Send officers: errands of villages, messages about them, and when orders moved along with a household."""

import sqlalchemy as sa
from alembic import op

from shared.migrations import guard

revision = "0003"
down_revision = "0002"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "errand",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(12), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("differences", sa.Integer()),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("told", sa.String(32)),
        sa.Column("moved_at", INSTANT),
        sa.Column("closed_at", INSTANT),
        sa.Column("is_late", sa.Boolean()),
        sa.UniqueConstraint("source_id", "part", name="errand_once"),
    )
    op.create_index("errand_owed", "errand", ["due_at"], postgresql_where=sa.text("state = 'open'"))
    op.create_index("errand_of_place", "errand", ["region"])
    guard(op, "errand")
    op.alter_column("message", "case_id", nullable=True)
    op.add_column("message", sa.Column("errand_id", sa.Uuid(), sa.ForeignKey("errand.id")))
    op.create_index("ix_message_errand_id", "message", ["errand_id"])
    op.create_check_constraint("message_is_about_something", "message", "(case_id IS NULL) <> (errand_id IS NULL)")
    op.add_column("work_order", sa.Column("moved_at", INSTANT))
