"""Renovate houses: from application to return visit, who builds, and everything that happened."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import append_only, guard

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "contractor",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("licence", sa.String(60), nullable=False),
        sa.Column("valid_until", sa.Date),
        sa.Column("registered_by", sa.String(100), nullable=False),
        sa.Column("is_barred", sa.Boolean, nullable=False),
        sa.Column("barred_why", sa.String(200), nullable=False),
        sa.CheckConstraint("is_barred = (barred_why <> '')", name="contractor_barred_with_a_reason"),
        sa.UniqueConstraint("region", "licence", name="contractor_once_per_licence"),
    )
    op.create_table(
        "renovation",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("survey_id", sa.Uuid, sa.ForeignKey("survey.id"), nullable=False),
        sa.Column("house_id", sa.Uuid, sa.ForeignKey("house.id"), nullable=False),
        sa.Column("household_id", sa.Uuid, nullable=False),
        sa.Column("grade", sa.String(32), nullable=False),
        sa.Column("groups", JSONB, nullable=False),
        sa.Column("persons", sa.Integer, nullable=False),
        sa.Column("oldest", sa.Integer, nullable=False),
        sa.Column("wishes_care", sa.Boolean, nullable=False),
        sa.Column("mode", sa.String(32), nullable=False),
        sa.Column("mode_reason", sa.String(200), nullable=False),
        sa.Column("looked_into", sa.String(500), nullable=False),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("policy_version", sa.String(16), nullable=False),
        sa.Column("standard_fen", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("applied_on", sa.Date, nullable=False),
        sa.Column("applied_by", sa.String(100), nullable=False),
        sa.Column("notice_for", sa.Uuid),
        sa.Column("has_stood", sa.Boolean, nullable=False),
        sa.Column("contractor_id", sa.Uuid, sa.ForeignKey("contractor.id")),
        sa.Column("planned_cost_fen", sa.BigInteger),
        sa.Column("planned_area_m2", sa.Numeric(6, 2)),
        sa.Column("retention_percent", sa.Numeric(5, 2)),
        sa.Column("signed_on", sa.Date),
        sa.Column("starts_on", sa.Date),
        sa.Column("ends_on", sa.Date),
        sa.Column("started_on", sa.Date),
        sa.Column("stop_why", sa.String(32)),
        sa.Column("finished_on", sa.Date),
        sa.Column("acceptance_id", sa.Uuid, sa.ForeignKey("acceptance.id")),
        sa.Column("closed_on", sa.Date),
        sa.Column("visits_due", JSONB, nullable=False),
        sa.CheckConstraint("(state = 'stopped') = (stop_why IS NOT NULL)", name="renovation_stopped_for_a_reason"),
        sa.CheckConstraint("standard_fen >= 0", name="renovation_standard_not_negative"),
        sa.UniqueConstraint("number", name="renovation_number_once"),
    )
    op.create_index("ix_renovation_acceptance_id", "renovation", ["acceptance_id"])
    op.create_index("ix_renovation_contractor_id", "renovation", ["contractor_id"])
    op.create_index("ix_renovation_house_id", "renovation", ["house_id"])
    op.create_index("ix_renovation_household_id", "renovation", ["household_id"])
    op.create_index("ix_renovation_survey_id", "renovation", ["survey_id"])
    op.create_index("renovation_by_notice", "renovation", ["notice_for"], postgresql_where=sa.text("notice_for IS NOT NULL"))
    op.create_index("renovation_by_place", "renovation", ["region", "id"])
    op.create_index(
        "renovation_open_once_per_house",
        "renovation",
        ["house_id"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('closed', 'refused', 'withdrawn')"),
    )
    op.create_table(
        "renovation_event",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("renovation_id", sa.Uuid, sa.ForeignKey("renovation.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("level", sa.String(32)),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("said", sa.String(500), nullable=False),
        sa.Column("present", sa.Integer),
        sa.Column("agreed", sa.Integer),
    )
    op.create_index("renovation_event_of", "renovation_event", ["renovation_id", "id"])
    op.create_table(
        "inspection",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("renovation_id", sa.Uuid, sa.ForeignKey("renovation.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("stage", sa.String(32), nullable=False),
        sa.Column("inspected_on", sa.Date, nullable=False),
        sa.Column("answers", JSONB, nullable=False),
        sa.Column("inspectors", sa.String(200), nullable=False),
        sa.Column("entered_by", sa.String(100), nullable=False),
    )
    op.create_index("ix_inspection_renovation_id", "inspection", ["renovation_id"])
    op.create_table(
        "defect",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("inspection_id", sa.Uuid, sa.ForeignKey("inspection.id"), nullable=False),
        sa.Column("renovation_id", sa.Uuid, sa.ForeignKey("renovation.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("assurance", sa.String(32), nullable=False),
        sa.Column("what", sa.String(200), nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("cured_on", sa.Date),
        sa.Column("cured_by", sa.String(100), nullable=False),
        sa.Column("cure", sa.String(200), nullable=False),
        sa.CheckConstraint("(cured_on IS NULL) = (cured_by = '')", name="defect_cured_by_somebody"),
    )
    op.create_index("defect_open", "defect", ["due_on"], postgresql_where=sa.text("cured_on IS NULL"))
    op.create_index("ix_defect_inspection_id", "defect", ["inspection_id"])
    op.create_index("ix_defect_renovation_id", "defect", ["renovation_id"])
    guard(op, "contractor", open_to=("town", "village"))  # a county's builders are chosen by its towns
    guard(op, "renovation")
    guard(op, "renovation_event")
    guard(op, "inspection")
    guard(op, "defect")
    append_only(op, "renovation_event")
    op.add_column("acceptance", sa.Column("cost_fen", sa.BigInteger))
    op.add_column("acceptance", sa.Column("area_m2", sa.Numeric(6, 2)))
