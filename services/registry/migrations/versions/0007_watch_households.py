"""Watch households: income books, lines, alerts, comparisons."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from shared.migrations import append_only, guard

revision = "0007"
down_revision = "0006"

INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(32)


def upgrade() -> None:
    _lay_income()
    _lay_facts()
    _lay_alerts()
    for table in ("income_book", "income_entry", "watch_fact", "watch_alert", "alert_visit", "watch_sweep"):
        guard(op, table)
    for table in ("income_book", "income_entry", "alert_visit"):
        append_only(op, table)


def _lay_income() -> None:
    op.create_table(
        "income_book",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("heads", sa.Integer, nullable=False),
        sa.Column("heads_counted_on", sa.Date, nullable=False),
        sa.Column("heads_reason", sa.Text, nullable=False),
        sa.Column("wages_fen", sa.BigInteger, nullable=False),
        sa.Column("business_fen", sa.BigInteger, nullable=False),
        sa.Column("transfer_fen", sa.BigInteger, nullable=False),
        sa.Column("property_fen", sa.BigInteger, nullable=False),
        sa.Column("costs_fen", sa.BigInteger, nullable=False),
        sa.Column("net_fen", sa.BigInteger, nullable=False),
        sa.Column("per_head_fen", sa.BigInteger, nullable=False),
        sa.Column("line_fen", sa.BigInteger),
        sa.Column("line_source", sa.Text, nullable=False),
        sa.Column("is_expected", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.UniqueConstraint("household_id", "year", "version", name="income_book_version_once"),
    )
    op.create_table(
        "income_entry",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("book_id", sa.Uuid, sa.ForeignKey("income_book.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id")),
        sa.Column("months", sa.Integer),
        sa.Column("papers", ARRAY(sa.Text), nullable=False),
    )
    op.create_index("ix_income_entry_book_id", "income_entry", ["book_id"])
    op.create_index("ix_income_entry_person_id", "income_entry", ["person_id"])


def _lay_facts() -> None:
    op.create_table(
        "watch_fact",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("source_id", sa.Uuid, nullable=False),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id")),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id")),
        sa.Column("identity_hash", sa.String(64)),
        sa.Column("group_id", sa.Uuid),
        sa.Column("happened_on", sa.Date),
        sa.Column("amount_fen", sa.BigInteger),
        sa.Column("word", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("noted_by", sa.Text, nullable=False),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT),
        sa.UniqueConstraint("kind", "source_id", name="watch_fact_once"),
    )
    op.create_index("watch_fact_of_household", "watch_fact", ["household_id", "kind", "happened_on"])
    op.create_index("ix_watch_fact_person_id", "watch_fact", ["person_id"])
    op.create_index(
        "watch_fact_waiting",
        "watch_fact",
        ["identity_hash"],
        postgresql_where=sa.text("household_id IS NULL AND identity_hash IS NOT NULL"),
    )


def _lay_alerts() -> None:
    op.create_table(
        "watch_alert",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("rule", sa.String(60), nullable=False),
        sa.Column("policy", sa.String(60), nullable=False),
        sa.Column("policy_version", sa.String(80), nullable=False),
        sa.Column("trigger", WORD, nullable=False),
        sa.Column("help", WORD, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("clause", sa.Text, nullable=False),
        sa.Column("reasons", ARRAY(sa.Text), nullable=False),
        sa.Column("fact_ids", ARRAY(sa.Uuid), nullable=False),
        sa.Column("person_ids", ARRAY(sa.Uuid), nullable=False),
        sa.Column("amount_fen", sa.BigInteger),
        sa.Column("threshold_fen", sa.BigInteger),
        sa.Column("raised_at", INSTANT, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("outcome", WORD),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("decided_at", INSTANT),
    )
    undecided = sa.text("decided_at IS NULL")
    op.create_index("alert_undecided_once", "watch_alert", ["household_id", "rule"], unique=True, postgresql_where=undecided)
    op.create_index("alert_of_household", "watch_alert", ["household_id", "rule"])
    op.create_index("alert_due", "watch_alert", ["due_on"], postgresql_where=undecided)
    op.create_index("alert_of_rule", "watch_alert", ["rule", "raised_at"])
    op.create_table(
        "alert_visit",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("alert_id", sa.Uuid, sa.ForeignKey("watch_alert.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("visited_on", sa.Date, nullable=False),
        sa.Column("found", sa.Text, nullable=False),
        sa.Column("is_in_need", sa.Boolean, nullable=False),
        sa.Column("papers", ARRAY(sa.Text), nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
    )
    op.create_index("ix_alert_visit_alert_id", "alert_visit", ["alert_id"])
    op.create_table(
        "watch_sweep",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("swept_on", sa.Date, nullable=False),
        sa.Column("reached", sa.Uuid),
        sa.Column("households", sa.Integer, nullable=False),
        sa.Column("alerts", sa.Integer, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT),
        sa.UniqueConstraint("swept_on", name="watch_sweep_once"),
    )
