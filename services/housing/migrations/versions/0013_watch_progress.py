"""Watch progress: a record that can be read as of any day, small pictures, and renovations of the years before the platform."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import guard

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "former_file",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("entering", sa.Integer, nullable=False),
        sa.Column("updating", sa.Integer, nullable=False),
        sa.Column("unchanged", sa.Integer, nullable=False),
        sa.Column("refused", sa.Integer, nullable=False),
        sa.Column("faults", JSONB, nullable=False),
        sa.Column("uploaded_by", sa.String(100), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(100), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("(taken_at IS NULL) = (taken_by = '')", name="former_file_taken_by_somebody"),
    )
    op.create_table(
        "former_renovation",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("file_id", sa.Uuid, sa.ForeignKey("former_file.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("house_id", sa.Uuid, sa.ForeignKey("house.id"), nullable=False),
        sa.Column("household_id", sa.Uuid, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("mode", sa.String(32), nullable=False),
        sa.Column("accepted_on", sa.Date, nullable=False),
        sa.Column("subsidy_fen", sa.BigInteger, nullable=False),
        sa.Column("paid_on", sa.Date),
        sa.Column("cost_fen", sa.BigInteger),
        sa.Column("area_m2", sa.Numeric(6, 2)),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("taken_by", sa.String(100), nullable=False),
        sa.CheckConstraint("subsidy_fen >= 0", name="former_subsidy_not_negative"),
        sa.CheckConstraint("paid_on >= accepted_on", name="former_paid_after_it_was_accepted"),
        sa.UniqueConstraint("house_id", "year", name="former_once_a_house_and_year"),
    )
    op.create_index("former_by_place", "former_renovation", ["region", "id"])
    op.create_index("ix_former_renovation_file_id", "former_renovation", ["file_id"])
    op.create_index("ix_former_renovation_household_id", "former_renovation", ["household_id"])
    op.create_table(
        "thumbnail",
        sa.Column("id", sa.Uuid, sa.ForeignKey("paper.id"), primary_key=True),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    guard(op, "former_file", unaudited=("content_sealed",))
    guard(op, "former_renovation")
    guard(op, "thumbnail", part_of=("id", "paper"), unaudited=("content_sealed",))
    # The last line of a record until a day is found by one look, whatever day is asked for.
    op.create_index("renovation_event_by_day", "renovation_event", ["renovation_id", "on", "id"])
