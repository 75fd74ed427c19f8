"""Answer disasters: a list or an area, shelter, and ahead of the queue."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TEXT

from shared.migrations import append_only, audit_by_statement, guard

revision = "0011"
down_revision = "0010"

_INSTANT = sa.DateTime(timezone=True)
# Whoever may not write a place's row cannot fill it: what is not found is an error, never a bed that nobody counted.
_COUNT_BEDS = """
CREATE FUNCTION count_beds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.until_at IS NULL THEN
        UPDATE shelter SET taken = taken - OLD.persons WHERE id = OLD.shelter_id;
        IF NOT FOUND THEN RAISE EXCEPTION 'no such shelter' USING ERRCODE = 'foreign_key_violation'; END IF;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.until_at IS NULL THEN
        UPDATE shelter SET taken = taken + NEW.persons WHERE id = NEW.shelter_id;
        IF NOT FOUND THEN RAISE EXCEPTION 'no such shelter' USING ERRCODE = 'foreign_key_violation'; END IF;
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    _disasters()
    _shelters()
    _ahead_of_the_queue()


def _disasters() -> None:
    op.create_table(
        "disaster",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("happened_at", _INSTANT, nullable=False),
        sa.Column("places", ARRAY(TEXT), nullable=False),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("policy_version", sa.String(16), nullable=False),
        sa.Column("declared_by", sa.String(100), nullable=False),
        sa.Column("declared_at", _INSTANT, nullable=False),
        sa.Column("ended_by", sa.String(100), nullable=False),
        sa.Column("ended_at", _INSTANT),
        sa.Column("ended_why", sa.String(200), nullable=False),
        sa.Column("report", JSONB, nullable=False),
        sa.CheckConstraint("happened_at <= declared_at", name="disaster_declared_after_it_happened"),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by = '')", name="disaster_ended_by_somebody"),
    )
    op.create_index("disaster_by_place", "disaster", ["region", "id"])
    op.create_index("disaster_running", "disaster", ["region"], postgresql_where=sa.text("ended_at IS NULL"))
    op.create_table(
        "disaster_event",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("disaster_id", sa.Uuid, sa.ForeignKey("disaster.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("by", sa.String(100), nullable=False),
        sa.Column("said", sa.String(500), nullable=False),
        *(sa.Column(count, sa.Integer, nullable=False) for count in ("households", "surveys")),
    )
    op.create_index("disaster_event_of", "disaster_event", ["disaster_id", "id"])
    op.create_table(
        "disaster_list",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("disaster_id", sa.Uuid, sa.ForeignKey("disaster.id")),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        *(sa.Column(count, sa.Integer, nullable=False) for count in ("rows", "households", "refused")),
        sa.Column("faults", JSONB, nullable=False),
        sa.Column("uploaded_by", sa.String(100), nullable=False),
        sa.Column("uploaded_at", _INSTANT, nullable=False),
        sa.Column("taken_at", _INSTANT),
        sa.CheckConstraint("(taken_at IS NULL) = (disaster_id IS NULL)", name="disaster_list_taken_for_a_disaster"),
    )
    op.create_index("ix_disaster_list_disaster_id", "disaster_list", ["disaster_id"])
    op.create_table(
        "struck_household",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("disaster_id", sa.Uuid, sa.ForeignKey("disaster.id"), nullable=False),
        sa.Column("household_id", sa.Uuid, nullable=False),
        sa.Column("house_id", sa.Uuid, sa.ForeignKey("house.id")),
        sa.Column("survey_id", sa.Uuid, sa.ForeignKey("survey.id")),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("came_by", sa.String(32), nullable=False),
        *(sa.Column(instant, _INSTANT, nullable=False) for instant in ("joined_at", "survey_due_at", "grade_due_at")),
        sa.UniqueConstraint("disaster_id", "household_id", name="struck_once_per_disaster"),
    )
    op.create_index("struck_by_place", "struck_household", ["disaster_id", "region", "id"])
    op.create_index("struck_of_survey", "struck_household", ["survey_id"])
    op.create_index("struck_of_house", "struck_household", ["house_id"])
    op.create_index("struck_of_household", "struck_household", ["household_id"])
    guard(op, "disaster", open_to=("village", "town"))  # a village has to see what strikes it
    guard(op, "disaster_event", open_to=("village", "town"))
    append_only(op, "disaster_event")
    guard(op, "disaster_list", unaudited=("content_sealed",))
    guard(op, "struck_household")
    audit_by_statement(op, "struck_household")


def _shelters() -> None:
    op.create_table(
        "shelter",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        *(sa.Column(count, sa.Integer, nullable=False) for count in ("capacity", "taken")),
        sa.Column("keeper_sealed", sa.LargeBinary, nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary, nullable=False),
        sa.Column("opened_by", sa.String(100), nullable=False),
        sa.Column("opened_at", _INSTANT, nullable=False),
        sa.Column("closed_at", _INSTANT),
        sa.Column("closed_by", sa.String(100), nullable=False),
        sa.CheckConstraint("taken BETWEEN 0 AND capacity", name="shelter_never_overfull"),
        sa.CheckConstraint("closed_at IS NULL OR taken = 0", name="shelter_closed_when_empty"),
    )
    op.create_index("shelter_by_place", "shelter", ["region", "id"])
    op.create_table(
        "shelter_stay",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("shelter_id", sa.Uuid, sa.ForeignKey("shelter.id"), nullable=False),
        sa.Column("disaster_id", sa.Uuid, sa.ForeignKey("disaster.id"), nullable=False),
        sa.Column("household_id", sa.Uuid, nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("persons", sa.Integer, nullable=False),
        sa.Column("since_at", _INSTANT, nullable=False),
        sa.Column("placed_by", sa.String(100), nullable=False),
        sa.Column("until_at", _INSTANT),
        sa.Column("left_as", sa.String(32)),
        sa.Column("left_reason", sa.String(200), nullable=False),
        sa.Column("left_by", sa.String(100), nullable=False),
        *(sa.Column(count, sa.Integer, nullable=False) for count in ("days", "counted_days")),
        sa.CheckConstraint("persons > 0", name="shelter_stay_of_somebody"),
        sa.CheckConstraint("since_at <= until_at", name="shelter_stay_ends_after_it_begins"),
        sa.CheckConstraint("(until_at IS NULL) = (left_as IS NULL)", name="shelter_stay_ends_somehow"),
    )
    is_there = sa.text("until_at IS NULL")
    op.create_index("shelter_stay_one_at_a_time", "shelter_stay", ["household_id"], unique=True, postgresql_where=is_there)
    op.create_index("shelter_stay_in", "shelter_stay", ["shelter_id", "id"])
    op.create_index("shelter_stay_of_disaster", "shelter_stay", ["disaster_id", "id"])
    op.create_index("shelter_stay_of_household", "shelter_stay", ["household_id", "id"])
    guard(op, "shelter", open_to=("village", "town"))  # the next village may have room
    guard(op, "shelter_stay")
    op.execute(_COUNT_BEDS)
    op.execute(
        "CREATE TRIGGER count_beds AFTER INSERT OR UPDATE OR DELETE ON shelter_stay FOR EACH ROW EXECUTE FUNCTION count_beds()"
    )


def _ahead_of_the_queue() -> None:
    for table in ("survey", "renovation"):
        op.add_column(table, sa.Column("is_urgent", sa.Boolean, nullable=False, server_default=sa.false()))
    for instant in ("due_at", "completed_at"):
        op.add_column("survey", sa.Column(instant, _INSTANT))
    op.create_index("survey_urgent", "survey", ["id"], postgresql_where=sa.text("state = 'open' AND is_urgent"))
    op.create_index("renovation_urgent", "renovation", ["id"], postgresql_where=sa.text("is_urgent"))
    # A case may join a survey that a disaster opened, and leave one that a disaster took over.
    op.drop_constraint("survey_of_a_case", "survey")
    op.create_check_constraint("survey_of_a_case", "survey", "origin <> 'case' OR case_id IS NOT NULL OR is_urgent")
