"""Take photos and papers with complaints: content sealed to the desk's own key, and a trace of who opened one."""

import sqlalchemy as sa
from alembic import op

from shared.migrations import guard, guard_trace

revision = "0019"
down_revision = "0018"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "complaint_paper",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("complaint_id", sa.Uuid, sa.ForeignKey("complaint.id"), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("media_type", sa.String(32), nullable=False),
        sa.Column("size_bytes", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("taken_on", sa.Date),
        sa.Column("has_particulars", sa.Boolean, nullable=False),
        sa.Column("filed_by", sa.Text, nullable=False),
        sa.Column("filed_at", _INSTANT, nullable=False),
        sa.Column("withdrawn_by", sa.Text),
        sa.Column("withdrawn_at", _INSTANT),
        sa.Column("withdrawn_why", sa.Text),
    )
    stands = sa.text("withdrawn_at IS NULL")
    op.create_index(
        "complaint_paper_filed_once", "complaint_paper", ["complaint_id", "sha256"], unique=True, postgresql_where=stands
    )
    op.create_index("complaint_paper_of_complaint", "complaint_paper", ["complaint_id", "id"])
    op.create_index("complaint_paper_of_strangers", "complaint_paper", ["filed_at"], postgresql_where=sa.text("filed_by = ''"))
    op.create_table(
        "complaint_paper_content",
        sa.Column("id", sa.Uuid, sa.ForeignKey("complaint_paper.id"), primary_key=True),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "complaint_paper_read",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("paper_id", sa.Uuid, sa.ForeignKey("complaint_paper.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("read_by", sa.Text, nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("read_at", _INSTANT, nullable=False),
    )
    op.create_index("ix_complaint_paper_read_paper_id", "complaint_paper_read", ["paper_id"])

    # A digest tells whoever has the same file that it was sent in, so auditors do not read it either.
    hidden = ("name_sealed", "sha256", "withdrawn_why")
    guard(op, "complaint_paper", roles=("complaints",), open_to=("public",), unaudited=hidden)
    place = "(SELECT p.region FROM complaint_paper p WHERE p.id = complaint_paper_content.id)"
    guard(op, "complaint_paper_content", region=place, roles=("complaints",), unaudited=("content_sealed",))
    guard_trace(op, "complaint_paper_read")
    # A stranger adds to what stands open, and never reads what anybody sent.
    op.execute("""
        CREATE POLICY anyone_adds ON complaint_paper FOR INSERT WITH CHECK (setting('role') = 'public' AND EXISTS (
            SELECT FROM complaint c WHERE c.id = complaint_paper.complaint_id AND c.region = complaint_paper.region
            AND c.state IN ('received', 'accepted', 'handed-on', 'reported')))
    """)
    op.execute("""
        CREATE POLICY anyone_adds ON complaint_paper_content FOR INSERT WITH CHECK (setting('role') = 'public' AND EXISTS (
            SELECT FROM complaint_paper p WHERE p.id = complaint_paper_content.id AND p.filed_by = ''))
    """)
