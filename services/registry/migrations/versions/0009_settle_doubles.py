"""Settle doubles: two files that may be one human, and what was decided."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared.migrations import guard

revision = "0009"
down_revision = "0008"

SQL = Path(__file__).parents[1] / "settle_doubles.sql"
INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(32)
MARKS = (
    "sound_born",
    "sound_village",
    "born_village",
    "phone_year",
    "phone_day",
    "no_county",
    "no_day",
    "no_month",
    "no_year",
    "shuffled",
)


def upgrade() -> None:
    op.add_column("person", sa.Column("merged_into_id", sa.Uuid, sa.ForeignKey("person.id")))
    merged = sa.text("merged_into_id IS NOT NULL")
    op.create_index("person_merged_into", "person", ["merged_into_id"], postgresql_where=merged)
    _lay_marks()
    _lay_pairs()
    _lay_mergers()
    _lay_sweeps()
    for statement in SQL.read_text("utf-8").strip().split("\n\n")[1:]:
        op.get_bind().exec_driver_sql(statement)


def _lay_marks() -> None:
    op.create_table(
        "double_key",
        sa.Column("id", sa.Uuid, sa.ForeignKey("person.id"), primary_key=True),
        _region(),
        sa.Column("revision", sa.Integer, nullable=False),
        *(sa.Column(mark, sa.BigInteger) for mark in MARKS),
    )
    for mark in MARKS:
        op.create_index(f"double_key_{mark}", "double_key", [mark], postgresql_where=sa.text(f"{mark} IS NOT NULL"))
    guard(op, "double_key", unaudited=MARKS)


def _lay_pairs() -> None:
    op.create_table(
        "double_pair",
        _id(),
        *(sa.Column(side, sa.Uuid, sa.ForeignKey("person.id"), nullable=False) for side in ("low_id", "high_id")),
        _region(),
        sa.Column("other_region", sa.String(12), nullable=False),
        sa.Column("points", sa.Integer, nullable=False),
        sa.Column("reasons", JSONB, nullable=False),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("policy_version", sa.String(80), nullable=False),
        sa.Column("likeness", sa.String(64), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("noted_at", INSTANT, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("named_by", "named_why")),
        sa.Column("later_on", sa.Date),
        sa.Column("decided_points", sa.Integer),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("decided_at", INSTANT),
        sa.Column("why", sa.Text, nullable=False),
        sa.UniqueConstraint("low_id", "high_id", name="double_pair_once"),
        sa.CheckConstraint("low_id < high_id"),
    )
    op.create_index("double_pair_of_high", "double_pair", ["high_id"])
    undecided = sa.text("state IN ('open', 'later')")
    op.create_index("double_pair_undecided", "double_pair", ["id"], postgresql_where=undecided)
    guard(op, "double_pair")
    op.execute("CREATE POLICY other_side ON double_pair USING (may_see(other_region)) WITH CHECK (may_see(other_region))")


def _lay_mergers() -> None:
    op.create_table(
        "person_merger",
        _id(),
        sa.Column("pair_id", sa.Uuid, sa.ForeignKey("double_pair.id"), nullable=False),
        *(sa.Column(side, sa.Uuid, sa.ForeignKey("person.id"), nullable=False) for side in ("winner_id", "loser_id")),
        _region(),
        sa.Column("change_ids", ARRAY(sa.Text), nullable=False),
        *(sa.Column(name, JSONB, nullable=False) for name in ("before", "seats", "edits", "emptied")),
        sa.Column("merged_on", sa.Date, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("papers", ARRAY(sa.Text), nullable=False),
        sa.Column("merged_by", sa.Text, nullable=False),
        sa.Column("merged_at", INSTANT, nullable=False),
        sa.Column("undone_by", sa.Text, nullable=False),
        sa.Column("undone_at", INSTANT),
        sa.Column("undone_why", sa.Text, nullable=False),
    )
    standing = sa.text("undone_at IS NULL")
    op.create_index("person_merger_standing", "person_merger", ["loser_id"], unique=True, postgresql_where=standing)
    for side in ("loser", "winner", "pair"):
        op.create_index(f"person_merger_of_{side}", "person_merger", [f"{side}_id"])
    guard(op, "person_merger")


def _lay_sweeps() -> None:
    op.create_table(
        "double_sweep",
        _id(),
        _region(),
        sa.Column("swept_on", sa.Date, nullable=False),
        sa.Column("reached", sa.Uuid),
        sa.Column("is_marked", sa.Boolean, nullable=False),
        *(
            sa.Column(name, sa.Integer, nullable=False)
            for name in ("key", "persons", "compared", "found", "large_groups", "persons_in_large_groups")
        ),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT),
        sa.UniqueConstraint("swept_on", name="double_sweep_once"),
    )
    guard(op, "double_sweep", is_public=True)  # numbers of the whole register; they name nobody


def _id() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid, primary_key=True)


def _region() -> sa.Column[str]:
    return sa.Column("region", sa.String(12), nullable=False)
