"""Show the public that a house's subsidy was paid in part: in stages, or but for what is kept back for quality."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.add_column("shown_renovation", sa.Column("is_partly_paid", sa.Boolean, nullable=False, server_default=sa.false()))
    op.alter_column("shown_renovation", "is_partly_paid", server_default=None)
