"""Hear complaints: what is known of one, the letter sealed to the desk's own key, and what somebody is to look into."""

import sqlalchemy as sa
from alembic import op

from shared.migrations import guard, guard_trace

revision = "0010"
down_revision = "0009"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("about", sa.String(32), nullable=False),
        sa.Column("about_number", sa.String(60), nullable=False),
        sa.Column("receipt_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("sent_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("said_hash", sa.String(64), nullable=False),
        sa.Column("repeats_id", sa.Uuid(), sa.ForeignKey("complaint.id")),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("accept_by", sa.Date(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("matter", sa.String(32), nullable=False),
        sa.Column("accepted_at", INSTANT),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("finish_by", sa.Date()),
        sa.Column("extended_on", sa.Date()),
        sa.Column("extension", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(32)),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", INSTANT),
        sa.Column("is_late", sa.Boolean()),
        sa.Column("satisfaction", sa.String(32)),
        sa.Column("closed_at", INSTANT),
        sa.Column("urged_on", sa.Date()),
    )
    op.create_index("complaint_of_place", "complaint", ["region", "id"])
    op.create_index("complaint_same_words", "complaint", ["said_hash", "received_at"])
    op.create_index("complaint_owed", "complaint", ["accept_by"], postgresql_where=sa.text("state = 'received'"))
    op.create_index(
        "complaint_due",
        "complaint",
        ["finish_by"],
        postgresql_where=sa.text("state IN ('accepted', 'handed-on', 'reported')"),
    )
    op.create_index("ix_complaint_repeats_id", "complaint", ["repeats_id"])
    op.create_table(
        "complaint_letter",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("complaint_id", sa.Uuid(), sa.ForeignKey("complaint.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
    )
    op.create_index("ix_complaint_letter_complaint_id", "complaint_letter", ["complaint_id"])
    op.create_table(
        "complaint_task",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("complaint_id", sa.Uuid(), sa.ForeignKey("complaint.id"), nullable=False),
        sa.Column("region", sa.String(9), nullable=False),
        sa.Column("level", sa.String(32), nullable=False),
        sa.Column("department", sa.String(32)),
        sa.Column("matter", sa.String(32), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reported_at", INSTANT),
        sa.Column("reported_by", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("found", sa.String(32)),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_complaint_task_complaint_id", "complaint_task", ["complaint_id"])
    op.create_index("complaint_task_of_place", "complaint_task", ["region", "id"])
    op.create_table(
        "complaint_reading",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("complaint_id", sa.Uuid(), sa.ForeignKey("complaint.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("read_by", sa.Text(), nullable=False),
        sa.Column("read_at", INSTANT, nullable=False),
    )
    op.create_index("ix_complaint_reading_complaint_id", "complaint_reading", ["complaint_id"])

    guard(op, "complaint", roles=("complaints",), readers=("auditor",), open_to=("public",))
    guard(op, "complaint_letter", roles=("complaints",), unaudited=("sealed",))
    guard(op, "complaint_task", roles=("complaints", "town", "county", "department"), readers=("auditor",))
    guard_trace(op, "complaint_reading")
    for table in ("complaint", "complaint_letter"):
        op.execute(f"CREATE POLICY anyone_complains ON {table} FOR INSERT WITH CHECK (setting('role') = 'public')")
    # Whoever has the receipt says whether the answer did, or asks for another look; nothing else, and nothing before the answer.
    op.execute("""
        CREATE POLICY anyone_replies ON complaint FOR UPDATE
        USING (setting('role') = 'public' AND state IN ('answered', 'closed'))
        WITH CHECK (setting('role') = 'public' AND state IN ('answered', 'closed', 'accepted'))
    """)
    # Whoever looks into it moves it on by what they report, and reads of it no more than its state and terms.
    op.execute("""
        CREATE POLICY handlers_report ON complaint FOR UPDATE
        USING (setting('role') IN ('town', 'county', 'department') AND state = 'handed-on')
        WITH CHECK (setting('role') IN ('town', 'county', 'department') AND state = 'reported')
    """)
    op.execute("""
        CREATE POLICY handlers_read ON complaint FOR SELECT
        USING (setting('role') IN ('town', 'county', 'department')
               AND EXISTS (SELECT FROM complaint_task WHERE complaint_task.complaint_id = complaint.id))
    """)
