"""Join what was kept twice about former lists and disasters, and send somebody each day to who is sheltered."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("shelter", sa.Column("asked_on", sa.Date))
    op.add_column("shelter", sa.Column("is_filling", sa.Boolean, nullable=False, server_default=sa.false()))
    op.alter_column("shelter", "is_filling", server_default=None)
    op.create_index("shelter_lived_in", "shelter", ["id"], postgresql_where=sa.text("taken > 0"))
