"""Take in what a telephone kept: photos and surveys that were sent late."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("survey", sa.Column("visited_at", sa.DateTime(timezone=True)))
    op.add_column("survey", sa.Column("notes", sa.String(500), nullable=False, server_default=""))
    op.add_column("survey", sa.Column("accuracy_m", sa.Integer))
    op.add_column("paper", sa.Column("taken_at", sa.DateTime(timezone=True)))
