"""Keep when a telephone knew its place, and what a second officer saw."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import append_only, guard

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("survey", sa.Column("fixed_at", sa.DateTime(timezone=True)))
    op.create_table(
        "second_finding",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("survey_id", sa.Uuid, sa.ForeignKey("survey.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("told_by", sa.String(100), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("visited_at", sa.DateTime(timezone=True)),
        sa.Column("parts", JSONB, nullable=False),
        sa.Column("grade", sa.String(32), nullable=False),
        sa.Column("reasons", JSONB, nullable=False),
        sa.Column("latitude_e6", sa.Integer),
        sa.Column("longitude_e6", sa.Integer),
        sa.Column("accuracy_m", sa.Integer),
        sa.Column("fixed_at", sa.DateTime(timezone=True)),
        sa.Column("notes", sa.String(500), nullable=False),
        sa.Column("photos", JSONB, nullable=False),
        sa.UniqueConstraint("survey_id", "told_by", name="second_finding_once_an_officer"),
        sa.CheckConstraint("(latitude_e6 IS NULL) = (longitude_e6 IS NULL)", name="second_finding_positioned_whole"),
    )
    guard(op, "second_finding")
    append_only(op, "second_finding")
