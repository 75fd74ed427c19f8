"""Lay the foundation: dispatches, work orders, escalations, posts, messages and their deliveries."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.migrations import append_only, guard, lay_street

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    lay_street(op)
    _lay_dispatch()
    _lay_work_order()
    _lay_escalation()
    _lay_post()
    _lay_message()
    _lay_delivery()
    for table in ("dispatch", "work_order", "escalation", "post", "message", "delivery"):
        guard(op, table, region="region")
    for table in ("dispatch", "escalation", "message"):
        append_only(op, table)


def _lay_dispatch() -> None:
    op.create_table(
        "dispatch",
        sa.Column("case_id", sa.Uuid(), primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("trigger", sa.String(32), nullable=False),
        sa.Column("detected_at", INSTANT, nullable=False),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("policy_version", sa.String(64), nullable=False),
    )


def _lay_work_order() -> None:
    op.create_table(
        "work_order",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("dispatch.case_id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("department", sa.String(32), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("is_inferred", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("accepted_at", INSTANT),
        sa.Column("accepted_by", sa.Text()),
        sa.Column("completed_at", INSTANT),
        sa.Column("completed_by", sa.Text()),
        sa.Column("result", sa.Text()),
        sa.Column("is_late", sa.Boolean()),
        sa.Column("reopened_because", sa.Text()),
        sa.UniqueConstraint("case_id", "department", name="work_order_once_per_department"),
    )
    op.create_index("work_order_owed", "work_order", ["due_at"], postgresql_where=sa.text("state IN ('open', 'accepted')"))


def _lay_escalation() -> None:
    op.create_table(
        "escalation",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("order_id", sa.Uuid(), sa.ForeignKey("work_order.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(32), nullable=False),
        sa.Column("told_at", INSTANT, nullable=False),
        sa.UniqueConstraint("order_id", "turn", "level", name="escalation_once_per_level"),
    )


def _lay_post() -> None:
    op.create_table(
        "post",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("department", sa.String(32)),
        sa.Column("channels", postgresql.JSONB(), nullable=False),
        sa.Column("sealed_contact", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.UniqueConstraint("region", "department", name="post_once_per_desk", postgresql_nulls_not_distinct=True),
    )


def _lay_message() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), sa.ForeignKey("work_order.id")),
        sa.Column("post_id", sa.Uuid(), sa.ForeignKey("post.id")),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
    )
    op.create_index("ix_message_case_id", "message", ["case_id"])


def _lay_delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("message_id", sa.Uuid(), sa.ForeignKey("message.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", INSTANT),
        sa.Column("last_error", sa.Text()),
        sa.Column("sent_at", INSTANT),
        sa.UniqueConstraint("message_id", "rank", name="delivery_once_per_channel"),
    )
    op.create_index("delivery_due", "delivery", ["due_at"], postgresql_where=sa.text("state IN ('queued', 'failed')"))
