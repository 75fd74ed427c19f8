"""Unite what was kept twice about houses: the numbers of appraisals and disputes are counted with all others."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import guard

revision = "0014"
down_revision = "0013"

# Their numbers stay what they are: `J-371311-2020-0012` goes on with 0013. Series were named by their letter already.
_MOVE_NUMBERS = """
INSERT INTO number_series (id, series, region, last)
SELECT id, series, region || '-' || year, last FROM appraisal_number
"""
# Houses of before 0005 were counted under a name that nobody reads: the next house of such a village took a given number.
_COUNT_HOUSES = """
INSERT INTO number_series (id, series, region, last)
SELECT gen_random_uuid(), 'H', region, last FROM number_series WHERE series = 'house'
ON CONFLICT (series, region) DO UPDATE SET last = greatest(number_series.last, excluded.last)
"""


def upgrade() -> None:
    _unite_numbers()
    _follow_renovations()
    _await_steps()


def _follow_renovations() -> None:
    """What a change of the household asks, where it went, and where what its application says was taken from."""
    op.add_column("renovation", sa.Column("asks", sa.String(32)))
    op.add_column("renovation", sa.Column("asked_on", sa.Date))
    op.add_column("renovation", sa.Column("housed_in_id", sa.Uuid, sa.ForeignKey("house.id")))
    op.create_index("ix_renovation_housed_in_id", "renovation", ["housed_in_id"])
    for name, empty in (("told_from", "{}"), ("differences", "[]")):
        op.add_column("renovation", sa.Column(name, JSONB, nullable=False, server_default=empty))
        op.alter_column("renovation", name, server_default=None)
    op.add_column("renovation", sa.Column("differs_because", sa.String(200), nullable=False, server_default=""))
    op.alter_column("renovation", "differs_because", server_default=None)
    op.create_check_constraint("renovation_asked_on_a_day", "renovation", "(asks IS NULL) = (asked_on IS NULL)")


def _unite_numbers() -> None:
    op.execute(_MOVE_NUMBERS)
    op.drop_table("appraisal_number")
    op.execute(_COUNT_HOUSES)
    op.execute("DELETE FROM number_series WHERE series = 'house'")


def _await_steps() -> None:
    op.create_table(
        "awaited_step",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("matter", sa.String(32), nullable=False),
        sa.Column("matter_id", sa.Uuid, nullable=False),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("level", sa.String(32), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("things", sa.Integer),
        sa.Column("since_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("tell_on", sa.Date, nullable=False),
        sa.Column("told_on", sa.Date),
        sa.Column("ended_on", sa.Date),
        sa.Column("is_end_told", sa.Boolean, nullable=False),
        sa.CheckConstraint("since_on <= due_on", name="awaited_step_due_after_it_began"),
    )
    op.create_index(
        "awaited_step_open_once",
        "awaited_step",
        ["matter", "matter_id", "region", "step", "due_on"],
        unique=True,
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_index(
        "awaited_step_untold", "awaited_step", ["tell_on"], postgresql_where=sa.text("ended_on IS NULL AND told_on IS NULL")
    )
    op.create_index(
        "awaited_step_end_untold",
        "awaited_step",
        ["id"],
        postgresql_where=sa.text("ended_on IS NOT NULL AND told_on IS NOT NULL AND NOT is_end_told"),
    )
    guard(op, "awaited_step")
