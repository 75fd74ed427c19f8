"""Keep houses: what stands where, who lives in it, what was looked for and found."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TEXT

from shared.migrations import audit_by_statement, guard, guard_trace, lay_audits, open_to_all

revision = "0005"
down_revision = "0004"

_INSTANT = sa.DateTime(timezone=True)
_SEE = """SELECT set_config('jishiyu.by', 'migration 0005', true), set_config('jishiyu.role', 'platform', true),
                 set_config('jishiyu.region', '*', true)"""

# A house for every household whose house was found unsafe, as accepted ones have theirs.
_HOUSES_OF_UNSAFE = """
INSERT INTO house (id, household_id, region, number, address, state, gone_why, entered_by)
SELECT gen_random_uuid(), found.household_id, found.region, '', '', 'standing', '', ''
FROM (SELECT DISTINCT ON (household_id) household_id, region, grade FROM survey WHERE state = 'completed'
      ORDER BY household_id, completed_on DESC, id DESC) AS found
WHERE found.grade IN ('C', 'D') AND NOT EXISTS (SELECT FROM house WHERE house.household_id = found.household_id)
"""
_NUMBERS = """
UPDATE house SET number = 'H-' || house.region || '-' || lpad(given.at::text, 4, '0')
FROM (SELECT id, row_number() OVER (PARTITION BY region ORDER BY id) AS at FROM house) AS given WHERE given.id = house.id
"""
_SERIES = """
INSERT INTO number_series (id, series, region, last)
SELECT gen_random_uuid(), 'house', region, count(*) FROM house GROUP BY region
"""
_OCCUPANCIES = """
INSERT INTO occupancy (id, house_id, household_id, region, tenure, told_by)
SELECT gen_random_uuid(), id, household_id, region, 'unknown', '' FROM house
"""
_SURVEYED = """
UPDATE survey SET house_id = house.id FROM house WHERE house.household_id = survey.household_id AND survey.state = 'completed'
"""
# The latest grade of each house counts, unless the house was made safe since.
_LEDGER = """
INSERT INTO hazard (id, house_id, household_id, region, grade, graded_on, listed_by, listed_on, survey_id, note,
                    struck_on, struck_why, struck_reason, struck_by, acceptance_id)
SELECT gen_random_uuid(), found.house_id, found.household_id, found.region, found.grade, found.completed_on, 'survey',
       found.completed_on, found.id, '',
       CASE WHEN safe.id IS NOT NULL THEN greatest(safe.accepted_on, found.completed_on) END,
       CASE WHEN safe.id IS NOT NULL THEN 'made-safe' END, '', coalesce(safe.accepted_by, ''), safe.id
FROM (SELECT DISTINCT ON (household_id) id, house_id, household_id, region, grade, completed_on FROM survey
      WHERE state = 'completed' ORDER BY household_id, completed_on DESC, id DESC) AS found
LEFT JOIN LATERAL (SELECT id, accepted_on, accepted_by FROM acceptance
    WHERE acceptance.survey_id = found.id AND revoked_at IS NULL ORDER BY accepted_at LIMIT 1) AS safe ON true
WHERE found.grade IN ('C', 'D')
"""


def upgrade() -> None:
    lay_audits(op)
    _lay_households()
    _widen_houses()
    _lay_occupancies()
    _lay_campaigns()
    _widen_surveys()
    _lay_ledger()
    _lay_papers()
    for table in ("survey", "house", "occupancy", "hazard", "household", "resident"):
        # A county's campaign or ledger writes tens of thousands in one statement.
        audit_by_statement(op, table)
    _carry_over()


def _lay_households() -> None:
    op.create_table(
        "household",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("code", sa.String(20)),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("enrolled_on", sa.Date),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_index("household_by_place", "household", ["region", "id"])
    op.create_table(
        "resident",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("household_id", sa.Uuid),
        sa.Column("identity_hash", sa.String(64), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("relation", sa.String(40), nullable=False),
        sa.Column("classes", ARRAY(TEXT), nullable=False),
        sa.Column("is_living", sa.Boolean, nullable=False),
        sa.Column("is_disabled", sa.Boolean, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_index("resident_of_household", "resident", ["household_id"])
    op.create_index("resident_by_hash", "resident", ["identity_hash"])
    guard(op, "household")
    guard(op, "resident")
    op.create_table(
        "number_series",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("series", sa.String(32), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.UniqueConstraint("series", "region", name="number_series_once"),
    )
    open_to_all(op, "number_series")  # a county's series is taken from by its villages


def _widen_houses() -> None:
    for column in (
        sa.Column("number", sa.String(24), nullable=False, server_default=""),
        sa.Column("address", sa.String(100), nullable=False, server_default=""),
        sa.Column("structure", sa.String(32)),
        sa.Column("floor_area_m2", sa.Numeric(8, 2)),
        sa.Column("state", sa.String(32), nullable=False, server_default="standing"),
        sa.Column("gone_on", sa.Date),
        sa.Column("gone_why", sa.String(200), nullable=False, server_default=""),
        sa.Column("merged_into_id", sa.Uuid, sa.ForeignKey("house.id")),
        sa.Column("entered_by", sa.String(100), nullable=False, server_default=""),
        sa.Column("entered_at", _INSTANT),
    ):
        op.add_column("house", column)
    whole = dict.fromkeys(("built_year", "storeys", "latitude_e6", "longitude_e6"), sa.Integer())
    for name, kind in (whole | dict.fromkeys(("length_m", "width_m", "height_m"), sa.Numeric(5, 2))).items():
        op.add_column("house", sa.Column(name, kind))
    for name, holds in (
        ("house_positioned_whole", "(latitude_e6 IS NULL) = (longitude_e6 IS NULL)"),
        ("house_gone_on_a_day", "(state = 'standing') = (gone_on IS NULL)"),
        ("house_merged_into_another", "(state = 'merged') = (merged_into_id IS NOT NULL)"),
        ("house_of_some_area", "floor_area_m2 > 0"),
    ):
        op.create_check_constraint(name, "house", holds)
    op.create_index("house_by_place", "house", ["region", "id"])
    op.create_index("house_merged_into", "house", ["merged_into_id"])


def _lay_occupancies() -> None:
    op.create_table(
        "occupancy",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("house_id", sa.Uuid, sa.ForeignKey("house.id"), nullable=False),
        sa.Column("household_id", sa.Uuid, nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("tenure", sa.String(32), nullable=False),
        sa.Column("since_on", sa.Date),
        sa.Column("until_on", sa.Date),
        sa.Column("left_why", sa.String(32)),
        sa.Column("told_by", sa.String(100), nullable=False),
        sa.CheckConstraint("since_on <= until_on", name="occupancy_ends_after_it_begins"),
        sa.CheckConstraint("(until_on IS NULL) = (left_why IS NULL)", name="occupancy_ends_for_a_reason"),
    )
    is_open = sa.text("until_on IS NULL")
    op.create_index("occupancy_open_once", "occupancy", ["household_id"], unique=True, postgresql_where=is_open)
    op.create_index("occupancy_of_household", "occupancy", ["household_id", "id"])
    op.create_index("occupancy_of_house", "occupancy", ["house_id", "id"])
    guard(op, "occupancy")


def _lay_campaigns() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("asked_by", sa.String(200), nullable=False),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("policy_version", sa.String(16), nullable=False),
        *(sa.Column(day, sa.Date, nullable=False) for day in ("opened_on", "due_on")),
        *(sa.Column(name, sa.String(100), nullable=False) for name in ("opened_by", "ended_by")),
        sa.Column("opened_at", _INSTANT, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.CheckConstraint("(ended_on IS NULL) = (ended_by = '')", name="campaign_ended_by_somebody"),
    )
    runs = sa.text("ended_on IS NULL")
    op.create_index("campaign_runs_once", "campaign", ["kind", "region"], unique=True, postgresql_where=runs)
    guard(op, "campaign", open_to=("village", "town"))


def _widen_surveys() -> None:
    op.alter_column("survey", "case_id", nullable=True)
    op.alter_column("survey", "trigger", nullable=True)
    for column in (
        sa.Column("origin", sa.String(32), nullable=False, server_default="case"),
        sa.Column("campaign_id", sa.Uuid, sa.ForeignKey("campaign.id")),
        sa.Column("house_id", sa.Uuid, sa.ForeignKey("house.id")),
        sa.Column("why", sa.String(200), nullable=False, server_default=""),
        *(sa.Column(name, sa.String(100), nullable=False, server_default="") for name in ("opened_by", "completed_by")),
        sa.Column("latitude_e6", sa.Integer),
        sa.Column("longitude_e6", sa.Integer),
        sa.Column("cancelled_why", sa.String(200), nullable=False, server_default=""),
    ):
        op.add_column("survey", column)
    op.create_check_constraint("survey_of_a_case", "survey", "(origin = 'case') = (case_id IS NOT NULL)")
    op.create_check_constraint("survey_of_a_campaign", "survey", "(origin = 'campaign') = (campaign_id IS NOT NULL)")
    op.create_check_constraint("survey_positioned_whole", "survey", "(latitude_e6 IS NULL) = (longitude_e6 IS NULL)")
    of_campaign = sa.text("campaign_id IS NOT NULL")
    op.create_index(
        "survey_once_per_campaign", "survey", ["campaign_id", "household_id"], unique=True, postgresql_where=of_campaign
    )
    on_the_spot = sa.text("state = 'open' AND origin NOT IN ('case', 'campaign')")
    op.create_index("survey_open_once_on_the_spot", "survey", ["house_id"], unique=True, postgresql_where=on_the_spot)
    op.create_index("survey_of_house", "survey", ["house_id"])
    op.create_index("survey_of_household", "survey", ["household_id"])


def _lay_ledger() -> None:
    op.create_table(
        "hazard_file",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        *(sa.Column(count, sa.Integer, nullable=False) for count in ("rows", "entering", "updating", "unchanged", "refused")),
        sa.Column("faults", JSONB, nullable=False),
        *(sa.Column(name, sa.String(100), nullable=False) for name in ("uploaded_by", "taken_by")),
        sa.Column("uploaded_at", _INSTANT, nullable=False),
        sa.Column("taken_at", _INSTANT),
        sa.CheckConstraint("(taken_at IS NULL) = (taken_by = '')", name="hazard_file_taken_by_somebody"),
    )
    op.create_table(
        "hazard",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("house_id", sa.Uuid, sa.ForeignKey("house.id"), nullable=False),
        sa.Column("household_id", sa.Uuid),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("grade", sa.String(32), nullable=False),
        sa.Column("graded_on", sa.Date, nullable=False),
        sa.Column("listed_by", sa.String(32), nullable=False),
        sa.Column("listed_on", sa.Date, nullable=False),
        sa.Column("survey_id", sa.Uuid, sa.ForeignKey("survey.id")),
        sa.Column("file_id", sa.Uuid, sa.ForeignKey("hazard_file.id")),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("struck_on", sa.Date),
        sa.Column("struck_why", sa.String(32)),
        sa.Column("struck_reason", sa.String(200), nullable=False),
        sa.Column("struck_by", sa.String(100), nullable=False),
        sa.Column("acceptance_id", sa.Uuid, sa.ForeignKey("acceptance.id")),
        sa.CheckConstraint("grade IN ('C', 'D')", name="hazard_is_unsafe"),
        sa.CheckConstraint("(struck_on IS NULL) = (struck_why IS NULL)", name="hazard_struck_for_a_reason"),
        sa.CheckConstraint("listed_on <= struck_on", name="hazard_struck_after_it_was_listed"),
    )
    stands = sa.text("struck_on IS NULL")
    op.create_index("hazard_standing_once", "hazard", ["house_id"], unique=True, postgresql_where=stands)
    op.create_index("hazard_of_house", "hazard", ["house_id", "id"])
    op.create_index("hazard_by_place", "hazard", ["region", "id"])
    op.create_index("hazard_of_survey", "hazard", ["survey_id"])
    op.create_index("hazard_of_file", "hazard", ["file_id"])
    op.create_index("ix_hazard_acceptance_id", "hazard", ["acceptance_id"])
    guard(op, "hazard_file", unaudited=("content_sealed",))
    guard(op, "hazard")


def _lay_papers() -> None:
    op.create_table(
        "paper",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("about", sa.String(32), nullable=False),
        sa.Column("about_id", sa.Uuid, nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("media_type", sa.String(32), nullable=False),
        sa.Column("size_bytes", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("taken_on", sa.Date),
        sa.Column("has_particulars", sa.Boolean, nullable=False),
        sa.Column("filed_by", sa.Text, nullable=False),
        sa.Column("filed_at", _INSTANT, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("withdrawn_by", "withdrawn_why")),
        sa.Column("withdrawn_at", _INSTANT),
    )
    stands = sa.text("withdrawn_at IS NULL")
    op.create_index("paper_filed_once", "paper", ["about", "about_id", "sha256"], unique=True, postgresql_where=stands)
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
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("read_at", _INSTANT, nullable=False),
    )
    op.create_index("ix_paper_read_paper_id", "paper_read", ["paper_id"])
    guard(op, "paper")
    guard(op, "paper_content", part_of=("id", "paper"), unaudited=("content_sealed",))
    guard_trace(op, "paper_read")


def _carry_over() -> None:
    for statement in (_SEE, _HOUSES_OF_UNSAFE, _NUMBERS, _SERIES, _OCCUPANCIES, _SURVEYED, _LEDGER):
        op.execute(statement)
    op.create_unique_constraint("house_number_once", "house", ["number"])
    op.drop_constraint("house_once_per_household", "house")
    op.drop_column("house", "household_id")
