"""Follow cases: urgency, deadlines, closing and reopening."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared.migrations import append_only, guard

revision = "0008"
down_revision = "0007"

INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(32)

# A table's own owner sees no row either unless a scope is set.
SCOPE = (
    "SELECT set_config('jishiyu.region', '{region}', true), set_config('jishiyu.role', '{role}', true),"
    " set_config('jishiyu.by', '{role}', true), set_config('jishiyu.why', '{why}', true)"
)
SEE_ALL = SCOPE.format(region="*", role="platform", why="migration 0008")
SEE_NOTHING = SCOPE.format(region="", role="", why="")

# What cases opened before this had: fifteen days to conclude, a grant within a day, and the same four parts for everyone.
OLD_CASES = """
UPDATE relief_case SET kind = trigger, urgency = 'ordinary', policy = 'needs-national', policy_version = '',
    conclude_by = detected_at + interval '15 days', ending = CASE WHEN closed_at IS NOT NULL THEN 'completed' END
"""
OLD_PARTS = """
UPDATE case_part SET
    who = CASE part WHEN 'medical-cover' THEN 'medical-security' WHEN 'emergency-grant' THEN 'town'
                    WHEN 'housing-survey' THEN 'housing' ELSE 'each-department' END,
    begin_by = CASE part WHEN 'emergency-grant' THEN relief_case.detected_at + interval '24 hours' END
FROM relief_case WHERE relief_case.id = case_part.case_id
"""

# Citizens see how fast help comes, by county, month and kind, where at least five households make a figure. Counting sees every
# row and gives back no household. Only what is complete and was no mistake is counted.
PUBLIC_TIMES = """
CREATE FUNCTION public_case_times(since timestamptz, until timestamptz, at_least integer)
RETURNS TABLE (county text, month text, kind text, cases bigint, first_ms bigint, money_ms bigint, close_ms bigint)
LANGUAGE plpgsql AS $$
DECLARE own_region text := setting('region'); own_role text := setting('role');
BEGIN
    PERFORM set_config('jishiyu.region', '*', true), set_config('jishiyu.role', 'platform', true);
    RETURN QUERY
    WITH timed AS (
        SELECT left(one.region, 6) AS county, to_char(one.detected_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS month,
               one.kind::text AS kind, first.first_ms, first.money_ms,
               (extract(epoch FROM one.closed_at - one.detected_at) * 1000)::bigint AS close_ms
        FROM relief_case one
        CROSS JOIN LATERAL (
            SELECT min(step.after_ms) FILTER (WHERE step.what = 'opened') AS first_ms,
                   min(step.after_ms) FILTER (WHERE step.what = 'opened' AND step.part = 'emergency-grant') AS money_ms
            FROM case_step step WHERE step.case_id = one.id
        ) first
        WHERE one.detected_at >= since AND one.detected_at < until AND one.ending IS DISTINCT FROM 'withdrawn'
    )
    SELECT timed.county, timed.month, timed.kind, count(*),
        CASE WHEN count(timed.first_ms) >= at_least THEN percentile_disc(0.5) WITHIN GROUP (ORDER BY timed.first_ms) END,
        CASE WHEN count(timed.money_ms) >= at_least THEN percentile_disc(0.5) WITHIN GROUP (ORDER BY timed.money_ms) END,
        CASE WHEN count(timed.close_ms) >= at_least THEN percentile_disc(0.5) WITHIN GROUP (ORDER BY timed.close_ms) END
    FROM timed GROUP BY timed.county, timed.month, timed.kind HAVING count(*) >= at_least
    ORDER BY timed.month, timed.county, timed.kind;
    PERFORM set_config('jishiyu.region', own_region, true), set_config('jishiyu.role', own_role, true);
END $$
"""


def upgrade() -> None:
    _lengthen_cases()
    _lay_acts()
    op.execute(PUBLIC_TIMES)


def _lengthen_cases() -> None:
    for column in (
        sa.Column("kind", WORD),
        sa.Column("urgency", WORD),
        sa.Column("policy", sa.String(64)),
        sa.Column("policy_version", sa.String(16)),
        sa.Column("conclude_by", INSTANT),
        sa.Column("is_closed_by_officer", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("round", sa.Integer, nullable=False, server_default="1"),
        sa.Column("ending", WORD),
        sa.Column("lasting_at", INSTANT),
    ):
        op.add_column("relief_case", column)
    op.add_column("case_fact", sa.Column("kind", WORD))
    op.add_column("case_fact", sa.Column("person_ids", ARRAY(sa.Uuid), nullable=False, server_default=sa.text("'{}'")))
    op.add_column("case_part", sa.Column("who", sa.Text, nullable=False, server_default=""))
    for name in ("begin_by", "since", "waived_at"):
        op.add_column("case_part", sa.Column(name, INSTANT))
    for statement in (SEE_ALL, OLD_CASES, OLD_PARTS, SEE_NOTHING):
        op.execute(statement)
    for name in ("kind", "urgency", "policy", "policy_version", "conclude_by"):
        op.alter_column("relief_case", name, nullable=False)
    op.create_index(
        "case_to_conclude", "relief_case", ["conclude_by"], postgresql_where=sa.text("closed_at IS NULL AND lasting_at IS NULL")
    )
    op.create_index("case_detected", "relief_case", ["detected_at"])
    # A case that moves takes its history along: whoever sees the case sees what was known and done before, elsewhere.
    for table in ("case_fact", "case_step"):
        whole = f"EXISTS (SELECT FROM relief_case WHERE relief_case.id = {table}.case_id)"
        op.execute(f"CREATE POLICY reads_with_case ON {table} FOR SELECT USING ({whole})")


def _lay_acts() -> None:
    op.create_table(
        "case_act",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("relief_case.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("act", WORD, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("parts", JSONB, nullable=False),
        sa.Column("papers", JSONB, nullable=False),
    )
    op.create_index("case_act_of", "case_act", ["case_id", "at"])
    op.create_table(
        "case_reminder",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("relief_case.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("step", WORD, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("is_late", sa.Boolean, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("level", WORD, nullable=False),
        sa.Column("told_at", INSTANT, nullable=False),
        sa.UniqueConstraint("case_id", "step", "due_at", "is_late", name="case_reminder_once"),
    )
    for table in ("case_act", "case_reminder"):
        guard(op, table)
        append_only(op, table)
        whole = f"EXISTS (SELECT FROM relief_case WHERE relief_case.id = {table}.case_id)"
        op.execute(f"CREATE POLICY reads_with_case ON {table} FOR SELECT USING ({whole})")
