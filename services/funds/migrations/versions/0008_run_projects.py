"""Run projects: the papers of any matter, and projects from the library to the review of what became of them."""

import sqlalchemy as sa
from alembic import op

from shared.migrations import guard, guard_trace

revision = "0008"
down_revision = "0007"

WORD = sa.String(32)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _papers()


def _papers() -> None:
    op.create_table(
        "paper",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("about", WORD, nullable=False),
        sa.Column("about_id", sa.Uuid, nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("media_type", WORD, nullable=False),
        sa.Column("size_bytes", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("taken_on", sa.Date),
        sa.Column("has_particulars", sa.Boolean, nullable=False),
        sa.Column("filed_by", sa.Text, nullable=False),
        sa.Column("filed_at", INSTANT, nullable=False),
        sa.Column("withdrawn_by", sa.Text),
        sa.Column("withdrawn_at", INSTANT),
        sa.Column("withdrawn_why", sa.Text),
    )
    there = sa.text("withdrawn_at IS NULL")
    op.create_index("paper_filed_once", "paper", ["about", "about_id", "sha256"], unique=True, postgresql_where=there)
    op.create_index("paper_of_matter", "paper", ["about", "about_id", "id"])
    op.create_table(
        "paper_content",
        sa.Column("id", sa.Uuid, sa.ForeignKey("paper.id"), primary_key=True),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "paper_read",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("paper_id", sa.Uuid, sa.ForeignKey("paper.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("read_by", sa.Text, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("read_at", INSTANT, nullable=False),
    )
    op.create_index("ix_paper_read_paper_id", "paper_read", ["paper_id"])
    guard(op, "paper")
    guard(op, "paper_content", part_of=("id", "paper"), unaudited=("content_sealed",))
    guard_trace(op, "paper_read")
