"""Show for others: notices that another service asked for, which is told how they ended."""

import sqlalchemy as sa
from alembic import op

from shared.migrations import guard

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "commissioned_notice",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("notice_id", sa.Uuid, sa.ForeignKey("notice.id"), nullable=False, unique=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("told_on", sa.Date),
    )
    op.create_index("commissioned_notice_untold", "commissioned_notice", ["id"], postgresql_where=sa.text("told_on IS NULL"))
    guard(op, "commissioned_notice")
