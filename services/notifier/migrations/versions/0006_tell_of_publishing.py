"""Tell of publishing: a message may be about a duty to publish or an objection to a notice of funds."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("message", sa.Column("matter_id", sa.Uuid()))
    op.drop_constraint("message_is_about_something", "message")
    op.create_check_constraint("message_is_about_something", "message", "num_nonnulls(case_id, errand_id, matter_id) = 1")
