"""Let other systems subscribe to events: who they are, what they may have, what is kept for them, and how far each has got."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.migrations import guard

revision = "0009"
down_revision = "0008"

INSTANT = sa.DateTime(timezone=True)
WORDS = postgresql.ARRAY(sa.Text())


def upgrade() -> None:
    _keep_subscribers_from_the_rest()
    _lay_feed()
    _lay_subscriber()
    _lay_subscription()
    _lay_push()
    for table in ("subscriber", "subscription", "progress", "push"):
        guard(op, table, unaudited=("sealed_endpoint",) if table == "subscription" else ())
        _show_to_its_subscriber(table)
    op.execute("DROP TRIGGER audit ON progress")
    _show_what_is_granted()


def _keep_subscribers_from_the_rest() -> None:
    """A subscriber has a region as every account has, and sees nothing of it but what is granted by name."""
    op.execute("""
        CREATE OR REPLACE FUNCTION may_see(region text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
            $$ SELECT setting('role') NOT IN ('hospital', 'subscriber') AND (setting('region') = '*' OR (setting('region') <> ''
                AND (starts_with(region, setting('region'))
                     OR (setting('also') <> '' AND region LIKE ANY (string_to_array(setting('also'), ',')))))) $$
    """)


def _show_to_its_subscriber(table: str) -> None:
    sees = "CASE WHEN setting('role') = 'subscriber' THEN code = setting('org') ELSE may_see(region) END"
    writes = "may_see(region)" if table == "subscriber" else sees
    op.execute(f"ALTER POLICY writes ON {table} USING ({writes}) WITH CHECK ({writes})")
    op.execute(f"ALTER POLICY reads ON {table} USING ({sees})")


def _show_what_is_granted() -> None:
    """The feed is written by the platform; a subscriber reads what the county granted. How far it goes is no secret."""
    op.execute("ALTER TABLE fed_event ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE fed_event FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY writes ON fed_event USING (setting('role') = 'platform') WITH CHECK (setting('role') = 'platform')")
    op.execute("""
        CREATE POLICY reads ON fed_event FOR SELECT USING (setting('role') = 'platform'
            OR (setting('role') IN ('county', 'operator') AND may_see(region)) OR EXISTS (
            SELECT FROM subscriber s WHERE setting('role') = 'subscriber' AND s.code = setting('org') AND s.ended_at IS NULL
            AND fed_event.type = ANY (s.types)
            AND (fed_event.region = '' OR fed_event.region LIKE ANY (s.places) OR fed_event.former_region LIKE ANY (s.places))))
    """)


def _lay_feed() -> None:
    op.create_table(
        "feed",
        sa.Column("id", sa.SmallInteger(), primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("forgotten", sa.BigInteger(), nullable=False),
    )
    op.execute("INSERT INTO feed (id, position, forgotten) VALUES (1, 0, 0)")
    op.create_table(
        "fed_event",
        sa.Column("position", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("former_region", sa.String(12), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", INSTANT, nullable=False),
        sa.UniqueConstraint("event_id", name="fed_event_once"),
    )
    op.create_index("fed_event_kept", "fed_event", ["kept_at"])


def _lay_subscriber() -> None:
    op.create_table(
        "subscriber",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("places", WORDS, nullable=False),
        sa.Column("types", WORDS, nullable=False),
        sa.Column("granted_by", sa.Text(), nullable=False),
        sa.Column("granted_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.UniqueConstraint("code", name="subscriber_once"),
    )


def _lay_subscription() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("subscriber_id", sa.Uuid(), sa.ForeignKey("subscriber.id"), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("places", WORDS, nullable=False),
        sa.Column("types", WORDS, nullable=False),
        sa.Column("way", sa.String(32), nullable=False),
        sa.Column("sealed_endpoint", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("secret_renewed_at", INSTANT),
        sa.Column("paused_at", INSTANT),
        sa.Column("paused_because", sa.Text(), nullable=False),
        sa.Column("ended_at", INSTANT),
    )
    op.create_index("subscription_of_subscriber", "subscription", ["subscriber_id"])
    op.create_index(
        "subscription_once_over_the_bus",
        "subscription",
        ["subscriber_id"],
        unique=True,
        postgresql_where=sa.text("way = 'nats' AND state <> 'ended'"),
    )
    op.create_table(
        "progress",
        sa.Column("subscription_id", sa.Uuid(), sa.ForeignKey("subscription.id"), primary_key=True),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", INSTANT),
        sa.Column("due_at", INSTANT, nullable=False),
    )
    op.create_index("progress_due", "progress", ["due_at"])


def _lay_push() -> None:
    op.create_table(
        "push",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("subscription_id", sa.Uuid(), sa.ForeignKey("subscription.id"), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("is_aside", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT),
        sa.UniqueConstraint("subscription_id", "event_id", name="push_once"),
    )
    op.create_index("push_due", "push", ["due_at"], postgresql_where=sa.text("state = 'failed' AND is_aside"))
    op.create_index("push_latest", "push", ["subscription_id", "last_at"])
