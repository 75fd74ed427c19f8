"""Miss readers: what stands in an inbox alone waits for one until it is due."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_index(
        "delivery_in_inbox", "delivery", ["due_at", "id"], postgresql_where=sa.text("channel = 'page' AND state = 'sent'")
    )
