"""Ask for subsidy: what an accepted house asks of funds."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import guard

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "house",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("household_id", sa.Uuid, nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.UniqueConstraint("household_id", name="house_once_per_household"),
    )
    op.create_table(
        "acceptance",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("survey_id", sa.Uuid, sa.ForeignKey("survey.id"), nullable=False),
        sa.Column("house_id", sa.Uuid, sa.ForeignKey("house.id"), nullable=False),
        sa.Column("household_id", sa.Uuid, nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("work", sa.String(32), nullable=False),
        sa.Column("parts", JSONB, nullable=False),
        sa.Column("grade_before", sa.String(32), nullable=False),
        sa.Column("grade", sa.String(32), nullable=False),
        sa.Column("reasons", JSONB, nullable=False),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("policy_version", sa.String(16), nullable=False),
        sa.Column("budget_code", sa.String(40), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("subsidy_fen", sa.BigInteger, nullable=False),
        sa.Column("accepted_on", sa.Date, nullable=False),
        sa.Column("accepted_by", sa.String(100), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subsidy", sa.String(32), nullable=False),
        sa.Column("subsidy_code", sa.String(60), nullable=False),
        sa.Column("subsidy_reason", sa.String(200), nullable=False),
        sa.Column("payment_id", sa.Uuid),
        sa.Column("paid_on", sa.Date),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_by", sa.String(100), nullable=False),
        sa.Column("revocation", sa.String(200), nullable=False),
        sa.CheckConstraint("subsidy_fen > 0", name="acceptance_of_something"),
        sa.CheckConstraint("(revoked_at IS NULL) = (revoked_by = '')", name="acceptance_revoked_by_somebody"),
    )
    op.create_index("ix_acceptance_survey_id", "acceptance", ["survey_id"])
    op.create_index(
        "acceptance_once_per_house_and_budget",
        "acceptance",
        ["house_id", "budget_code"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    guard(op, "house")
    guard(op, "acceptance")
