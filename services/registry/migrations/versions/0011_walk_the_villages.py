"""Walk the villages: helpers, campaigns, visits."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared.migrations import append_only, guard

revision = "0011"
down_revision = "0010"

SQL = Path(__file__).parents[1] / "walk_the_villages.sql"
INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(32)
OF_A_PLACE = ("helper", "helper_substitution", "campaign", "spot_sample")
OF_A_HOUSEHOLD = ("helper_assignment", "household_visit", "visit_problem")
OF_A_REGION = ("assignment_import", "campaign_task", "spot_check", "village_position")

# Officers below a county see its helpers and campaigns: somebody of the county helps in their village, and is asked for there.
READS_ABOVE = """
CREATE POLICY reads_above ON {table} FOR SELECT USING (
    setting('role') IN ('village', 'town', 'county', 'department', 'auditor')
    AND setting('region') NOT IN ('', '*') AND starts_with(setting('region'), region))
"""


def upgrade() -> None:
    _lay_helpers()
    _lay_campaigns()
    _lay_visits()
    _lay_spot_checks()
    for table in (*OF_A_PLACE, *OF_A_REGION):
        guard(op, table)
    for table in OF_A_HOUSEHOLD:
        guard(op, table, part_of=("household_id", "household"))
    guard(op, "visit_problem_step", part_of=("problem_id", "visit_problem"))
    for table in OF_A_PLACE:
        op.execute(READS_ABOVE.format(table=table))
    append_only(op, "visit_problem_step")
    for statement in SQL.read_text("utf-8").strip().split("\n\n")[1:]:
        op.get_bind().exec_driver_sql(statement)
    op.execute("ALTER TABLE helper_assignment ADD CHECK (until_on >= since_on)")
    op.execute(
        "CREATE TRIGGER ended_once BEFORE UPDATE OR DELETE ON helper_assignment FOR EACH ROW EXECUTE FUNCTION helper_ended_once()"
    )
    op.execute(
        "CREATE TRIGGER one_a_day AFTER INSERT ON helper_assignment REFERENCING NEW TABLE AS fresh"
        " FOR EACH STATEMENT EXECUTE FUNCTION one_helper_a_day()"
    )


def _id() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid, primary_key=True)


def _to(column: str, table: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(column, sa.Uuid, sa.ForeignKey(f"{table}.id"), nullable=nullable)


def _region() -> sa.Column[object]:
    return sa.Column("region", sa.String(12), nullable=False)


def _text(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _lay_helpers() -> None:
    op.create_table(
        "helper",
        _id(),
        _region(),
        sa.Column("name_sealed", sa.LargeBinary, nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary),
        sa.Column("phone_hash", sa.String(64)),
        *_text("office", "post"),
        sa.Column("subject", sa.Text),
        *_text("entered_by"),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("left_on", sa.Date),
        *_text("left_why"),
    )
    in_office = sa.text("left_on IS NULL AND subject IS NOT NULL")
    op.create_index("helper_subject_once", "helper", ["subject"], unique=True, postgresql_where=in_office)
    op.create_index("helper_of_phone", "helper", ["phone_hash"])
    op.create_table(
        "helper_assignment",
        _id(),
        _to("household_id", "household"),
        _to("helper_id", "helper"),
        _region(),
        sa.Column("since_on", sa.Date, nullable=False),
        sa.Column("until_on", sa.Date),
        *_text("why", "assigned_by"),
        sa.Column("assigned_at", INSTANT, nullable=False),
        *_text("ended_why", "ended_by"),
        sa.Column("ended_at", INSTANT),
    )
    current = sa.text("until_on IS NULL")
    op.create_index("one_helper_at_a_time", "helper_assignment", ["household_id"], unique=True, postgresql_where=current)
    op.create_index("helper_assignment_of_household", "helper_assignment", ["household_id"])
    op.create_index("helper_assignment_of_helper", "helper_assignment", ["helper_id"])
    op.create_table(
        "helper_substitution",
        _id(),
        _to("helper_id", "helper"),
        _to("substitute_id", "helper"),
        _region(),
        sa.Column("since_on", sa.Date, nullable=False),
        sa.Column("until_on", sa.Date, nullable=False),
        *_text("why", "arranged_by"),
        sa.Column("arranged_at", INSTANT, nullable=False),
    )
    op.create_index("ix_helper_substitution_helper_id", "helper_substitution", ["helper_id"])
    op.create_index("ix_helper_substitution_substitute_id", "helper_substitution", ["substitute_id"])
    op.create_table(
        "assignment_import",
        _id(),
        _region(),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("rows", "taken", "unchanged", "helpers")),
        sa.Column("refused_sealed", sa.LargeBinary),
        *_text("imported_by"),
        sa.Column("imported_at", INSTANT, nullable=False),
    )


def _lay_campaigns() -> None:
    op.create_table(
        "campaign",
        _id(),
        _region(),
        sa.Column("kind", sa.String(40), nullable=False),
        *_text("title", "policy", "policy_version"),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("dues", ARRAY(sa.Date), nullable=False),
        *_text("opened_by"),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("closed_by", sa.Text),
        sa.Column("closed_at", INSTANT),
        *_text("summary"),
        sa.Column("report", JSONB),
    )
    running = sa.text("closed_at IS NULL")
    op.create_index("campaign_runs_once", "campaign", ["kind", "region"], unique=True, postgresql_where=running)
    op.create_table(
        "campaign_task",
        _id(),
        _to("campaign_id", "campaign"),
        _to("household_id", "household"),
        _region(),
        sa.Column("first_round", sa.Integer, nullable=False),
        sa.Column("joined_on", sa.Date, nullable=False),
        sa.Column("left_on", sa.Date),
        sa.Column("left_why", WORD),
    )
    there = sa.text("left_on IS NULL")
    op.create_index("task_once", "campaign_task", ["campaign_id", "household_id"], unique=True, postgresql_where=there)
    op.create_index("task_of_campaign", "campaign_task", ["campaign_id"])
    op.create_index("task_of_household", "campaign_task", ["household_id"])


def _lay_visits() -> None:
    op.create_table(
        "household_visit",
        _id(),
        sa.Column("visit_id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        _to("household_id", "household"),
        _region(),
        _to("task_id", "campaign_task", nullable=True),
        sa.Column("round", sa.Integer),
        _to("helper_id", "helper", nullable=True),
        sa.Column("visited_on", sa.Date, nullable=False),
        sa.Column("met", ARRAY(sa.Uuid), nullable=False),
        sa.Column("answers", JSONB, nullable=False),
        sa.Column("photos", JSONB, nullable=False),
        sa.Column("latitude_e6", sa.Integer),
        sa.Column("longitude_e6", sa.Integer),
        sa.Column("metres_off", sa.Integer),
        sa.Column("gaps", ARRAY(sa.Text), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        *_text("why"),
        sa.Column("notes_sealed", sa.LargeBinary),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        *_text("recorded_by"),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("replaced_at", INSTANT),
        sa.UniqueConstraint("visit_id", "version", name="visit_version_once"),
    )
    newest = sa.text("replaced_at IS NULL")
    op.create_index("visit_current", "household_visit", ["visit_id"], unique=True, postgresql_where=newest)
    op.create_index("visit_of_household", "household_visit", ["household_id", "visited_on"])
    op.create_index("visit_of_task", "household_visit", ["task_id", "round"])
    op.create_index("ix_household_visit_helper_id", "household_visit", ["helper_id"])
    op.create_table(
        "visit_problem",
        _id(),
        sa.Column("visit_id", sa.Uuid, nullable=False),
        _to("household_id", "household"),
        _to("task_id", "campaign_task", nullable=True),
        _region(),
        *_text("found", "whose"),
        sa.Column("found_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("mended_by", sa.Text),
        *_text("recorded_by"),
        sa.Column("recorded_at", INSTANT, nullable=False),
    )
    owed = sa.text("state IN ('open', 'mended')")
    op.create_index("problem_owed", "visit_problem", ["due_on"], postgresql_where=owed)
    for column in ("visit_id", "household_id", "task_id"):
        op.create_index(f"ix_visit_problem_{column}", "visit_problem", [column])
    op.create_table(
        "visit_problem_step",
        _id(),
        _to("problem_id", "visit_problem"),
        _region(),
        sa.Column("act", WORD, nullable=False),
        *_text("note"),
        sa.Column("papers", ARRAY(sa.Uuid), nullable=False),
        sa.Column("due_on", sa.Date),
        *_text("by"),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.create_index("ix_visit_problem_step_problem_id", "visit_problem_step", ["problem_id"])
    op.create_table(
        "village_position",
        _id(),
        _region(),
        sa.Column("latitude_e6", sa.Integer, nullable=False),
        sa.Column("longitude_e6", sa.Integer, nullable=False),
        *_text("told_by"),
        sa.Column("told_at", INSTANT, nullable=False),
        sa.UniqueConstraint("region", name="village_position_once"),
    )


def _lay_spot_checks() -> None:
    op.create_table(
        "spot_sample",
        _id(),
        _to("campaign_id", "campaign"),
        _region(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("seed", sa.String(64), nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("per_mille", "population", "drawn")),
        *_text("drawn_by"),
        sa.Column("drawn_at", INSTANT, nullable=False),
        sa.UniqueConstraint("campaign_id", "number", name="spot_sample_number"),
    )
    op.create_table(
        "spot_check",
        _id(),
        _to("sample_id", "spot_sample"),
        _to("task_id", "campaign_task"),
        _to("household_id", "household"),
        _to("helper_id", "helper", nullable=True),
        _to("visit_row_id", "household_visit"),
        _region(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("checked_on", sa.Date),
        sa.Column("checked_by", sa.Text),
        sa.Column("checked_at", INSTANT),
        sa.Column("was_visited", sa.Boolean),
        sa.Column("answers", JSONB, nullable=False),
        sa.Column("differences", JSONB, nullable=False),
        sa.Column("notes_sealed", sa.LargeBinary),
    )
    for column in ("sample_id", "task_id", "household_id", "helper_id", "visit_row_id"):
        op.create_index(f"ix_spot_check_{column}", "spot_check", [column])
