"""Count work: every order's record is whole, boards find it quickly, and what leaders were told each week is kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.migrations import append_only, guard

revision = "0014"
down_revision = "0013"

_INSTANT = sa.DateTime(timezone=True)
_SEE = """SELECT set_config('jishiyu.by', 'migration 0014', true), set_config('jishiyu.role', 'platform', true),
                 set_config('jishiyu.region', '*', true)"""
_SEE_NOTHING = """SELECT set_config('jishiyu.by', '', true), set_config('jishiyu.role', '', true),
                         set_config('jishiyu.region', '', true)"""

# Until now the orders of cases had no line for having been given, given anew, taken back or moved; the audit has seen it.
_GIVEN = """
INSERT INTO order_act (id, order_id, turn, act, at, done_by, words, due_at)
SELECT w.id, w.id, 1, 'given', coalesce((first.after ->> 'opened_at')::timestamptz, w.opened_at), '', '',
       coalesce((first.after ->> 'due_at')::timestamptz, w.due_at)
FROM work_order w
LEFT JOIN LATERAL (SELECT after FROM audit a WHERE a.thing = 'work_order' AND a.thing_id = w.id::text AND a.action = 'insert'
                   ORDER BY a.position LIMIT 1) first ON true
WHERE NOT EXISTS (SELECT FROM order_act a WHERE a.order_id = w.id AND a.act = 'given')
"""
_CHANGED = """
INSERT INTO order_act (id, order_id, turn, act, at, done_by, words, due_at, was_region, was_department, was_addressee)
SELECT gen_random_uuid(), w.id, (a.after ->> 'turn')::int, seen.act, seen.at, '', '',
       CASE WHEN seen.act = 'reopened' THEN (a.after ->> 'due_at')::timestamptz END,
       CASE WHEN seen.act = 'moved' THEN a.before ->> 'region' END,
       CASE WHEN seen.act = 'moved' THEN a.before ->> 'department' END,
       CASE WHEN seen.act = 'moved' THEN a.before ->> 'addressee' END
FROM audit a JOIN work_order w ON w.id::text = a.thing_id
CROSS JOIN LATERAL (VALUES
    ('reopened', (a.after ->> 'turn')::int > (a.before ->> 'turn')::int, (a.after ->> 'opened_at')::timestamptz),
    ('cancelled', a.after ->> 'state' = 'cancelled' AND a.before ->> 'state' <> 'cancelled', a.at),
    ('moved', a.after ->> 'region' <> a.before ->> 'region', (a.after ->> 'moved_at')::timestamptz)
) AS seen (act, is_so, at)
WHERE a.thing = 'work_order' AND a.action = 'update' AND seen.is_so
  AND NOT EXISTS (SELECT FROM order_act o WHERE o.order_id = w.id AND o.act = seen.act AND o.turn = (a.after ->> 'turn')::int)
"""


def upgrade() -> None:
    _make_records_whole()
    _find_quickly()
    _keep_weekly_reports()


def _make_records_whole() -> None:
    op.add_column("order_act", sa.Column("was_region", sa.String(12)))
    op.add_column("order_act", sa.Column("was_department", sa.String(32)))
    op.add_column("order_act", sa.Column("was_addressee", sa.String(32)))
    op.execute(_SEE)
    op.execute(_GIVEN)
    op.execute(_CHANGED)
    op.execute(_SEE_NOTHING)
    # Whoever else writes a line is asked whether they see its order; of an order that the same statement gives, nobody does yet.
    op.execute("CREATE POLICY platform_writes ON order_act FOR INSERT WITH CHECK (setting('role') = 'platform')")


def _find_quickly() -> None:
    reckoned = sa.text("act <> ALL (ARRAY['reminded', 'urged'])")
    op.create_index("order_act_reckoned", "order_act", ["order_id", "turn", "at", "act", "due_at"], postgresql_where=reckoned)
    elsewhere = sa.text("was_region IS NOT NULL")
    op.create_index("order_act_elsewhere", "order_act", ["at"], postgresql_where=elsewhere)
    op.create_index("order_act_urged", "order_act", ["at"], postgresql_where=sa.text("act = 'urged'"))
    op.create_index("escalation_of_time", "escalation", ["told_at"])


def _keep_weekly_reports() -> None:
    op.add_column("post", sa.Column("is_leader", sa.Boolean, nullable=False, server_default=sa.false()))
    op.alter_column("post", "is_leader", server_default=None)
    op.create_table(
        "weekly_report",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("begins_on", sa.Date, nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("figures", postgresql.JSONB, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size_bytes", sa.Integer, nullable=False),
        sa.UniqueConstraint("region", "begins_on", name="weekly_report_once"),
    )
    op.create_table(
        "weekly_report_document",
        sa.Column("id", sa.Uuid, sa.ForeignKey("weekly_report.id"), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    guard(op, "weekly_report")
    guard(op, "weekly_report_document", part_of=("id", "weekly_report"), unaudited=("content",))
    append_only(op, "weekly_report")
    append_only(op, "weekly_report_document")
