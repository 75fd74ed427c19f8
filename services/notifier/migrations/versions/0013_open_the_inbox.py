"""Open the inbox: who read which message, and a day's log of what changed for whom, so that open pages hear of it."""

import sqlalchemy as sa
from alembic import op

from shared.migrations import guard

revision = "0013"
down_revision = "0012"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_index("message_of_post", "message", ["post_id", "written_at"])
    op.create_table(
        "message_receipt",
        sa.Column("message_id", sa.Uuid(), sa.ForeignKey("message.id"), primary_key=True),
        sa.Column("subject", sa.Text(), primary_key=True),
        sa.Column("read_at", _INSTANT, nullable=False),
    )
    guard(op, "message_receipt", part_of=("message_id", "message"))
    op.create_index("work_order_completed", "work_order", ["completed_by", "completed_at"])
    _lay_changes()


def _lay_changes() -> None:
    op.create_table(
        "inbox_change",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=True),
        sa.Column("transaction", sa.BigInteger(), nullable=False, server_default=sa.text("pg_current_xact_id()::text::bigint")),
        sa.Column("at", _INSTANT, nullable=False, server_default=sa.text("now()")),
        sa.Column("thing", sa.String(32), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("department", sa.String(32)),
        sa.Column("addressee", sa.String(32)),
        sa.Column("post_id", sa.Uuid()),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("is_restricted", sa.Boolean(), nullable=False),
    )
    op.create_index("inbox_change_of_transaction", "inbox_change", ["transaction"])
    op.create_index("inbox_change_kept", "inbox_change", ["at"])
    # Laid by triggers for whoever acts; read by the platform alone, which tells each person of what is theirs.
    op.execute("ALTER TABLE inbox_change ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE inbox_change FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY laid ON inbox_change FOR INSERT WITH CHECK (true)")
    platform = "setting('role') = 'platform'"
    op.execute(f"CREATE POLICY platform ON inbox_change USING ({platform}) WITH CHECK ({platform})")
    for table, (insert, update) in _TELLS.items():
        _tell(f"{table}_comes", table, "INSERT", "REFERENCING NEW TABLE AS fresh", insert)
        if update:
            _tell(f"{table}_changes", table, "UPDATE", "REFERENCING OLD TABLE AS gone NEW TABLE AS fresh", update)


def _tell(name: str, table: str, act: str, referencing: str, said: str) -> None:
    # By statement: a storm of orders is one more insert each time, not one a row.
    op.execute(f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO inbox_change (thing, thing_id, is_new, region, department, addressee, post_id, given_by, is_restricted)
            {said};
            RETURN NULL;
        END $$
    """)
    op.execute(f"CREATE TRIGGER {name} AFTER {act} ON {table} {referencing} FOR EACH STATEMENT EXECUTE FUNCTION {name}()")


_ORDER = "'order', {row}.id, {is_new}, {row}.region, {row}.department, {row}.addressee, {row}.holder_id, {row}.given_by"
_WHOSE = "(gone.holder_id, gone.department, gone.addressee, gone.region) IS DISTINCT FROM"
_WHOSE += " (fresh.holder_id, fresh.department, fresh.addressee, fresh.region)"
# What is put together here are constants of our own.
_TELLS = {
    "work_order": (
        f"SELECT {_ORDER.format(row='fresh', is_new='true')}, fresh.is_restricted FROM fresh",  # noqa: S608
        # Whoever has it now; and whoever had it before, if that is another. Reminders alone change nothing for anybody.
        f"""SELECT {_ORDER.format(row="fresh", is_new=f"{_WHOSE} OR gone.turn <> fresh.turn")}, fresh.is_restricted
            FROM gone JOIN fresh ON fresh.id = gone.id
            WHERE {_WHOSE} OR (gone.state, gone.turn, gone.due_at, gone.given_by, gone.task)
                  IS DISTINCT FROM (fresh.state, fresh.turn, fresh.due_at, fresh.given_by, fresh.task)
            UNION ALL
            SELECT {_ORDER.format(row="gone", is_new="false")}, gone.is_restricted
            FROM gone JOIN fresh ON fresh.id = gone.id WHERE {_WHOSE} OR gone.given_by <> fresh.given_by""",  # noqa: S608
    ),
    "errand": (
        """SELECT 'errand', fresh.id, true, fresh.region, fresh.department, fresh.addressee, NULL::uuid, '', false
           FROM fresh WHERE fresh.state = 'open'""",
        # Where it lies now; and where it lay before, if it went along with its household.
        """SELECT 'errand', fresh.id, gone.region <> fresh.region, fresh.region, fresh.department, fresh.addressee,
                  NULL::uuid, '', false
           FROM gone JOIN fresh ON fresh.id = gone.id
           WHERE (gone.state, gone.region, gone.due_at) IS DISTINCT FROM (fresh.state, fresh.region, fresh.due_at)
           UNION ALL
           SELECT 'errand', gone.id, false, gone.region, gone.department, gone.addressee, NULL::uuid, '', false
           FROM gone JOIN fresh ON fresh.id = gone.id WHERE gone.region <> fresh.region""",
    ),
    "message": (
        """SELECT 'message', fresh.id, true, fresh.region, NULL, NULL, fresh.post_id, '', false
           FROM fresh WHERE fresh.post_id IS NOT NULL""",
        "",
    ),
    "complaint_task": (
        "SELECT 'task', fresh.id, true, fresh.region, fresh.department, fresh.level, NULL::uuid, '', false FROM fresh",
        """SELECT 'task', fresh.id, false, fresh.region, fresh.department, fresh.level, NULL::uuid, '', false
           FROM gone JOIN fresh ON fresh.id = gone.id
           WHERE (gone.reported_at, gone.is_withdrawn) IS DISTINCT FROM (fresh.reported_at, fresh.is_withdrawn)""",
    ),
}
