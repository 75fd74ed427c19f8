"""Compare lists: what other departments' lists say otherwise."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared.migrations import guard

revision = "0010"
down_revision = "0009"

INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(32)


def upgrade() -> None:
    _lay_lists()
    _lay_differences()
    # What lies sealed is personal and goes away again; the audit keeps everything for ever.
    guard(op, "compared_list", unaudited=("refused_rows_sealed", "faults"))
    guard(op, "list_difference", unaudited=("row_sealed",))


def _lay_lists() -> None:
    op.create_table(
        "compared_list",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("policy", sa.String(60), nullable=False),
        sa.Column("policy_version", sa.String(80), nullable=False),
        sa.Column("listed_on", sa.Date, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("refused", sa.Integer, nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("matched", sa.Integer, nullable=False),
        sa.Column("new", sa.Integer, nullable=False),
        sa.Column("standing", sa.Integer, nullable=False),
        sa.Column("quiet", sa.Integer, nullable=False),
        sa.Column("ended", sa.Integer, nullable=False),
        sa.Column("is_compared", sa.Boolean, nullable=False),
        sa.Column("is_current", sa.Boolean, nullable=False),
        sa.Column("headings", ARRAY(sa.Text), nullable=False),
        sa.Column("faults", JSONB, nullable=False),
        sa.Column("refused_rows_sealed", sa.LargeBinary),
        sa.Column("compared_by", sa.Text, nullable=False),
        sa.Column("compared_at", INSTANT, nullable=False),
    )
    counts = sa.text("is_current")
    op.create_index("compared_list_counts_once", "compared_list", ["kind", "region"], unique=True, postgresql_where=counts)
    op.create_index("compared_list_of_place", "compared_list", ["region", "kind"])
    kept = sa.text("refused_rows_sealed IS NOT NULL")
    op.create_index("compared_list_with_rows", "compared_list", ["compared_at"], postgresql_where=kept)


def _lay_differences() -> None:
    op.create_table(
        "list_difference",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("list_id", sa.Uuid, sa.ForeignKey("compared_list.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("rule", sa.String(40), nullable=False),
        sa.Column("severity", WORD, nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id")),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id")),
        sa.Column("identity_hash", sa.String(64)),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("said_hash", sa.String(64), nullable=False),
        sa.Column("row_sealed", sa.LargeBinary),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("clause", sa.Text, nullable=False),
        sa.Column("who", WORD, nullable=False),
        sa.Column("found_at", INSTANT, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("outcome", WORD),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("settled_by", sa.Text, nullable=False),
        sa.Column("settled_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        # Whoever settles says why; and what is settled or gone keeps nothing of the list.
        sa.CheckConstraint("(settled_at IS NULL) = (outcome IS NULL)", name="settled_with_an_outcome"),
        sa.CheckConstraint("row_sealed IS NULL OR (settled_at IS NULL AND ended_at IS NULL)", name="rows_no_longer_than_needed"),
    )
    table, stands = "list_difference", sa.text("ended_at IS NULL")
    op.create_index("list_difference_stands_once", table, ["rule", "subject"], unique=True, postgresql_where=stands)
    op.create_index("list_difference_of_kind", table, ["kind", "region"], postgresql_where=stands)
    op.create_index("list_difference_of_list", table, ["list_id", "region"])
    is_open = sa.text("settled_at IS NULL AND ended_at IS NULL")
    op.create_index("list_difference_open", table, ["region", "due_on"], postgresql_where=is_open)
    op.create_index("ix_list_difference_household_id", table, ["household_id"])
    op.create_index("ix_list_difference_person_id", table, ["person_id"])
