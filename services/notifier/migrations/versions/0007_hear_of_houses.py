"""Hear of houses: errands by rules of `policy/orders`, to whom they are sent, and what was reported of those done by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_WORDS = {"rule": sa.String(60), "title": sa.String(40), "page": sa.Text(), "reported_by": sa.Text(), "report": sa.Text()}


def upgrade() -> None:
    for name, kind in _WORDS.items():
        op.add_column("errand", sa.Column(name, kind, nullable=False, server_default=""))
        op.alter_column("errand", name, server_default=None)
    op.add_column("errand", sa.Column("addressee", sa.String(32)))
    op.add_column("errand", sa.Column("department", sa.String(32)))
    op.add_column("errand", sa.Column("is_by_hand", sa.Boolean, nullable=False, server_default=sa.false()))
    op.alter_column("errand", "is_by_hand", server_default=None)
    op.drop_constraint("errand_once", "errand")
    op.create_unique_constraint("errand_once", "errand", ["source_id", "part", "rule"])
