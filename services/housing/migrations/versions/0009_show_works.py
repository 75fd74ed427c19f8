"""Show works before, during and after: when a renovation's photo was taken."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("paper", sa.Column("phase", sa.String(32)))
    op.create_check_constraint("paper_phase_of_a_renovation", "paper", "phase IS NULL OR (about = 'renovation' AND kind <> '')")
