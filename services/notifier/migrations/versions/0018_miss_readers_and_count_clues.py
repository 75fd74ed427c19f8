"""Miss readers: what stands in an inbox alone waits for one until it is due. Count clues: how one came out has its own column."""

import sqlalchemy as sa
from alembic import op

from shared.migrations import open_to_all

revision = "0018"
down_revision = "0017"

_SEE = """SELECT set_config('jishiyu.by', 'migration 0018', true), set_config('jishiyu.role', 'platform', true),
                 set_config('jishiyu.region', '*', true)"""
_SEE_NOTHING = """SELECT set_config('jishiyu.by', '', true), set_config('jishiyu.role', '', true),
                         set_config('jishiyu.region', '', true)"""

# Until now the outcome stood before the words of who answered, and nowhere else.
_OUTCOMES = """
UPDATE order_act a SET outcome = said.outcome
FROM work_order w, (VALUES ('filed', '已立案'), ('verified', '查证属实，已处理'), ('partly', '部分属实，已处理'),
                           ('unfounded', '查无实据'), ('passed-on', '不归本单位管辖，已移送')) AS said (outcome, label)
WHERE w.id = a.order_id AND w.kind = 'clue' AND a.act = 'completed' AND starts_with(a.words, '办理结论：' || said.label || '。')
"""


def upgrade() -> None:
    op.create_index(
        "delivery_in_inbox", "delivery", ["due_at", "id"], postgresql_where=sa.text("channel = 'page' AND state = 'sent'")
    )
    op.add_column("order_act", sa.Column("outcome", sa.String(32)))
    # The one time that lines of before are touched: each says what it said.
    op.execute(_SEE)
    op.execute("ALTER TABLE order_act DISABLE TRIGGER USER")
    op.execute(_OUTCOMES)
    op.execute("ALTER TABLE order_act ENABLE TRIGGER USER")
    op.execute(_SEE_NOTHING)
    # Like its words: auditors are told that a clue was answered.
    op.execute("DROP TRIGGER audit ON order_act")
    open_to_all(op, "order_act", unaudited=("words", "outcome"))
