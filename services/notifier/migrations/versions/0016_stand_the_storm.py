"""Stand the storm: messages in lanes by urgency, and detections that came in a flood put down until it is their turn."""

import sqlalchemy as sa
from alembic import op

from shared.migrations import audit_by_statement, guard, lay_audits

revision = "0016"
down_revision = "0015"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("delivery", sa.Column("urgency", sa.SmallInteger, nullable=False, server_default="1"))
    op.alter_column("delivery", "urgency", server_default=None)
    op.drop_index("delivery_due", "delivery")
    op.create_index(
        "delivery_due",
        "delivery",
        ["channel", "urgency", "due_at", "id"],
        postgresql_where=sa.text("state IN ('queued', 'failed')"),
    )
    op.create_table(
        "waiting_call",
        sa.Column("event_id", sa.Uuid, primary_key=True),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("urgency", sa.SmallInteger, nullable=False),
        sa.Column("detected_at", _INSTANT, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("traceparent", sa.Text),
        sa.Column("moved_at", _INSTANT),
    )
    op.create_index("waiting_call_by_urgency", "waiting_call", ["urgency", "detected_at", "event_id"])
    op.create_index("waiting_call_of_case", "waiting_call", ["case_id"])
    guard(op, "waiting_call")
    # Like the inbox: the event is on the bus, and what comes of it is audited.
    op.execute("DROP TRIGGER audit ON waiting_call")
    lay_audits(op)
    for table in ("work_order", "message", "delivery", "errand"):
        audit_by_statement(op, table)
