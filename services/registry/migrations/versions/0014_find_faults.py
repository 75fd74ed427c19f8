"""Find faults: findings of the data-quality rules."""

import sqlalchemy as sa
from alembic import op

from shared.migrations import guard

revision = "0014"
down_revision = "0013"

INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(32)


def upgrade() -> None:
    _lay_findings()
    op.create_table(
        "quality_sweep",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("swept_on", sa.Date, nullable=False),
        sa.Column("reached", sa.Uuid),
        sa.Column("households", sa.Integer, nullable=False),
        sa.Column("persons", sa.Integer, nullable=False),
        sa.Column("found", sa.Integer, nullable=False),
        sa.Column("gone", sa.Integer, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT),
        sa.UniqueConstraint("swept_on", name="quality_sweep_once"),
    )
    guard(op, "quality_finding")
    guard(op, "quality_sweep")


def _lay_findings() -> None:
    op.create_table(
        "quality_finding",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id")),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("rule", sa.String(60), nullable=False),
        sa.Column("severity", WORD, nullable=False),
        sa.Column("field", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("basis_hash", sa.String(64), nullable=False),
        sa.Column("policy_version", sa.String(80), nullable=False),
        sa.Column("found_at", INSTANT, nullable=False),
        sa.Column("found_revision", sa.Integer, nullable=False),
        sa.Column("gone_at", INSTANT),
        sa.Column("gone_revision", sa.Integer),
        sa.Column("ending", WORD),
        sa.Column("accepted_at", INSTANT),
        sa.Column("accepted_by", sa.Text, nullable=False),
        sa.Column("accepted_reason", sa.Text, nullable=False),
    )
    is_open = "gone_at IS NULL"
    op.create_index(
        "finding_of_person_once",
        "quality_finding",
        ["person_id", "rule"],
        unique=True,
        postgresql_where=sa.text(f"{is_open} AND person_id IS NOT NULL"),
    )
    op.create_index(
        "finding_of_household_once",
        "quality_finding",
        ["household_id", "rule"],
        unique=True,
        postgresql_where=sa.text(f"{is_open} AND person_id IS NULL"),
    )
    op.create_index("finding_of_household", "quality_finding", ["household_id", "gone_at"])
    op.create_index("finding_of_person", "quality_finding", ["person_id"])
    op.create_index("finding_open_in", "quality_finding", ["region", "id"], postgresql_where=sa.text(is_open))
    op.create_index("finding_open_of", "quality_finding", ["rule", "id"], postgresql_where=sa.text(is_open))
    op.create_index("finding_found", "quality_finding", ["found_at"])
    op.create_index("finding_mended", "quality_finding", ["gone_at"], postgresql_where=sa.text("gone_at IS NOT NULL"))
