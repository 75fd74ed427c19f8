"""Open surveys: one safety survey per case."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import guard, lay_street

revision = "0001"
down_revision = None


def upgrade() -> None:
    lay_street(op)
    op.create_table(
        "survey",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("household_id", sa.Uuid, nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("trigger", sa.String(32), nullable=False),
        sa.Column("detected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("policy_version", sa.String(16), nullable=False),
        sa.Column("parts", JSONB, nullable=False),
        sa.Column("grade", sa.String(32)),
        sa.Column("reasons", JSONB, nullable=False),
        sa.Column("needs_shelter", sa.Boolean, nullable=False),
        sa.Column("needs_follow_up", sa.Boolean, nullable=False),
        sa.Column("completed_on", sa.Date),
        sa.Column("is_late", sa.Boolean, nullable=False),
        sa.UniqueConstraint("case_id", name="survey_once_per_case"),
    )
    op.create_index("survey_open", "survey", ["due_on", "id"], postgresql_where=sa.text("state = 'open'"))
    guard(op, "survey")
