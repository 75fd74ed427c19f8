"""Move subscriptions: the address itself is sealed and kept out of the audit, so that it changed is written down beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("subscription", sa.Column("moved_at", sa.DateTime(timezone=True)))
