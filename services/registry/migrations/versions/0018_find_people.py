"""Find people: marks to search by, and the traces of searching and of taking lists out."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from shared.migrations import guard_trace

revision = "0018"
down_revision = "0017"

SQL = Path(__file__).parents[1] / "find_people.sql"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "person_mark",
        sa.Column("id", sa.Uuid, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("marks", ARRAY(sa.Integer), nullable=False),
        sa.Column("is_gone", sa.Boolean, nullable=False),
    )
    op.create_index("person_mark_marks", "person_mark", ["marks"], postgresql_using="gin")
    # The end of a code is a prefix of nothing: lists of a place read a stretch of these.
    op.create_index("person_of_place", "person", ["region", "id"])
    op.create_index("household_of_place", "household", ["region", "id"])
    _lay_traces()
    op.execute("ALTER TABLE person_mark ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE person_mark FORCE ROW LEVEL SECURITY")
    for statement in SQL.read_text("utf-8").strip().split("\n\n")[1:]:
        op.get_bind().exec_driver_sql(statement)


def _lay_traces() -> None:
    op.create_table(
        "person_search",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("kinds", ARRAY(sa.Text), nullable=False),
        sa.Column("asked_sealed", sa.LargeBinary, nullable=False),
        sa.Column("seen", sa.Integer, nullable=False),
        sa.Column("searched_by", sa.Text, nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("searched_at", INSTANT, nullable=False),
    )
    op.create_table(
        "list_export",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("asked_sealed", sa.LargeBinary, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("has_whole_numbers", sa.Boolean, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("exported_by", sa.Text, nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("exported_at", INSTANT, nullable=False),
    )
    guard_trace(op, "person_search")
    guard_trace(op, "list_export")
