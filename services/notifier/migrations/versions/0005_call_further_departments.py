"""Call further departments: on account of which later facts a case had further orders."""

import sqlalchemy as sa
from alembic import op

from shared.migrations import append_only, guard

revision = "0005"
down_revision = "0004"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "further_dispatch",
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("dispatch.case_id"), primary_key=True),
        sa.Column("trigger", sa.String(32), primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("detected_at", INSTANT, nullable=False),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("policy_version", sa.String(64), nullable=False),
    )
    guard(op, "further_dispatch")
    append_only(op, "further_dispatch")
