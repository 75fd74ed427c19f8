"""Reach people: short messages, robots and letters; what closes and paces a line; what receipts say."""

import sqlalchemy as sa
from alembic import op

from shared.migrations import append_only, guard

revision = "0012"
down_revision = "0011"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("delivery", sa.Column("line", sa.String(60)))
    op.add_column("delivery", sa.Column("waiting_since", _INSTANT))
    op.add_column("delivery", sa.Column("gateway_id", sa.String(120)))
    op.add_column("delivery", sa.Column("heard_at", _INSTANT))
    op.drop_index("delivery_due", "delivery")
    op.create_index(
        "delivery_due", "delivery", ["channel", "lane", "due_at", "id"], postgresql_where=sa.text("state IN ('queued', 'failed')")
    )
    op.create_index(
        "delivery_of_line",
        "delivery",
        ["line", "due_at"],
        postgresql_where=sa.text("line IS NOT NULL AND state IN ('queued', 'failed')"),
    )
    op.create_index(
        "delivery_of_gateway", "delivery", ["channel", "gateway_id"], postgresql_where=sa.text("gateway_id IS NOT NULL")
    )
    op.create_index("message_written", "message", ["written_at"])
    _lay_lines()
    _lay_letters()


def _lay_lines() -> None:
    op.create_table(
        "line",
        sa.Column("code", sa.String(60), primary_key=True),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("closings", sa.Integer, nullable=False),
        sa.Column("closed_until", _INSTANT),
        sa.Column("next_at", _INSTANT),
        sa.Column("last_sent_at", _INSTANT),
        sa.Column("last_failed_at", _INSTANT),
        sa.Column("last_error", sa.Text),
    )
    op.create_table(
        "stray_receipt",
        sa.Column("channel", sa.String(32), primary_key=True),
        sa.Column("gateway_id", sa.String(120), primary_key=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("came_at", _INSTANT, nullable=False),
    )


def _lay_letters() -> None:
    op.create_table(
        "print_run",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("letters", sa.Integer, nullable=False),
        sa.Column("taken_by", sa.Text, nullable=False),
        sa.Column("taken_at", _INSTANT, nullable=False),
    )
    op.create_table(
        "paper_letter",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("delivery_id", sa.Uuid, sa.ForeignKey("delivery.id"), nullable=False, unique=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("sealed_recipient", sa.LargeBinary, nullable=False),
        sa.Column("written_at", _INSTANT, nullable=False),
        sa.Column("print_run_id", sa.Uuid, sa.ForeignKey("print_run.id")),
        sa.Column("ended_by", sa.Text),
        sa.Column("ended_at", _INSTANT),
        sa.Column("taken_by", sa.String(32)),
        sa.Column("came_back_because", sa.Text),
    )
    op.create_index("paper_letter_waiting", "paper_letter", ["region", "id"], postgresql_where=sa.text("state = 'waiting'"))
    op.create_index("ix_paper_letter_print_run_id", "paper_letter", ["print_run_id"])
    guard(op, "print_run")
    append_only(op, "print_run")
    guard(op, "paper_letter", unaudited=("body", "sealed_recipient"))
