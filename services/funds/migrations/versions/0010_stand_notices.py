"""Stand notices: shown to anyone, objected to by anyone; and the duties to publish, with their proofs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import guard

revision = "0010"
down_revision = "0009"

WORD = sa.String(32)
INSTANT = sa.DateTime(timezone=True)

# What people read and objected to is what was decided by: its words do not change afterwards, its days do.
_HOLD_NOTICE = """
CREATE FUNCTION hold_notice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moving text[] := '{begun_on,until_on,is_stopped,ended_on}';
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - moving <> to_jsonb(OLD) - moving OR (OLD.is_stopped AND NOT NEW.is_stopped) THEN
        RAISE EXCEPTION 'a notice keeps what it says' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    _lay_notices()
    _lay_objections()
    _lay_duties()
    guard(op, "notice", is_public=True)
    guard(op, "notice_line", is_public=True)
    guard(op, "objection", is_public=True)
    guard(op, "objection_letter", roles=("town", "county"), readers=("auditor",), unaudited=("said_sealed", "contact_sealed"))
    # Anyone may object, without an account; nobody without one may do anything else.
    for table in ("objection", "objection_letter"):
        op.execute(f"CREATE POLICY anyone_objects ON {table} FOR INSERT WITH CHECK (setting('role') = 'public')")
    guard(op, "publishing_duty", is_public=True)
    guard(op, "duty_proof", is_public=True)
    op.execute(_HOLD_NOTICE)
    op.execute("CREATE TRIGGER words BEFORE UPDATE OR DELETE ON notice FOR EACH ROW EXECUTE FUNCTION hold_notice()")
    op.execute(
        "CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON notice_line"
        " FOR EACH STATEMENT EXECUTE FUNCTION forbid_change()"
    )


def _lay_notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("about", WORD, nullable=False),
        sa.Column("about_id", sa.Uuid, nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("days", sa.Integer),
        sa.Column("working_days", sa.Integer),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("begun_on", sa.Date),
        sa.Column("until_on", sa.Date, nullable=False),
        sa.Column("opened_by", sa.String(100), nullable=False),
        sa.Column("is_stopped", sa.Boolean, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.CheckConstraint("(days IS NULL) <> (working_days IS NULL)", name="notice_has_one_term"),
        sa.CheckConstraint("until_on >= opened_on", name="notice_runs_forward"),
    )
    op.create_index("notice_about", "notice", ["about", "about_id"])
    op.create_index("notice_of_place", "notice", ["region", "id"])
    op.create_table(
        "notice_line",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("notice_id", sa.Uuid, sa.ForeignKey("notice.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("says", sa.String(200), nullable=False),
        sa.Column("amount_fen", sa.BigInteger),
        sa.UniqueConstraint("notice_id", "position", name="notice_line_once"),
    )


def _lay_objections() -> None:
    op.create_table(
        "objection",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("notice_id", sa.Uuid, sa.ForeignKey("notice.id"), nullable=False),
        sa.Column("line_id", sa.Uuid, sa.ForeignKey("notice_line.id")),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("receipt_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("sent_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("answered_at", INSTANT),
        sa.Column("answered_on", sa.Date),
        sa.Column("answered_by", sa.Text),
        sa.Column("verdict", WORD),
        sa.Column("answer", sa.Text),
        sa.Column("papers", JSONB, nullable=False),
        sa.Column("urged_on", sa.Date),
        sa.Column("escalates_on", sa.Date, nullable=False),
        sa.Column("escalated_on", sa.Date),
        sa.CheckConstraint("(answered_at IS NULL) = (verdict IS NULL)", name="objection_answered_with_a_verdict"),
    )
    for column in ("notice_id", "line_id"):
        op.create_index(f"ix_objection_{column}", "objection", [column])
    op.create_index("objection_owed", "objection", ["due_on"], postgresql_where=sa.text("answered_at IS NULL"))
    op.create_table(
        "objection_letter",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("objection_id", sa.Uuid, sa.ForeignKey("objection.id"), nullable=False, unique=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("said_sealed", sa.LargeBinary, nullable=False),
        sa.Column("contact_sealed", sa.LargeBinary),
    )


def _lay_duties() -> None:
    op.create_table(
        "publishing_duty",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("key", sa.String(120), nullable=False, unique=True),
        sa.Column("content", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("owner", sa.String(12), nullable=False),
        sa.Column("level", WORD, nullable=False),
        sa.Column("outlet", WORD, nullable=False),
        sa.Column("days", sa.Integer),
        sa.Column("working_days", sa.Integer),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("entry_id", sa.Uuid, sa.ForeignKey("disclosure.id")),
        sa.Column("notice_id", sa.Uuid, sa.ForeignKey("notice.id")),
        sa.Column("month", sa.String(7)),
        sa.Column("arose_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("met_on", sa.Date),
        sa.Column("until_on", sa.Date),
        sa.Column("urged_on", sa.Date),
        sa.Column("escalates_on", sa.Date, nullable=False),
        sa.Column("escalated_on", sa.Date),
        sa.CheckConstraint("(state = 'owed') = (met_on IS NULL)", name="duty_met_on_a_day"),
    )
    op.create_index("duty_of_owner", "publishing_duty", ["owner", "due_on"])
    op.create_index("duty_owed", "publishing_duty", ["due_on"], postgresql_where=sa.text("state = 'owed'"))
    op.create_index("duty_of_entry", "publishing_duty", ["entry_id"])
    op.create_index("duty_of_notice", "publishing_duty", ["notice_id"])
    op.create_table(
        "duty_proof",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("duty_id", sa.Uuid, sa.ForeignKey("publishing_duty.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("photo_id", sa.Uuid),
        sa.Column("address", sa.Text),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("until_on", sa.Date),
        sa.Column("taken_on", sa.Date),
        sa.Column("posted_by", sa.String(100), nullable=False),
        sa.Column("posted_at", INSTANT, nullable=False),
        sa.Column("taken_by", sa.String(100)),
        sa.CheckConstraint("(photo_id IS NULL) <> (address IS NULL)", name="duty_proof_is_one"),
        sa.CheckConstraint("taken_on IS NULL OR taken_on >= from_on", name="duty_proof_runs_forward"),
    )
    op.create_index("ix_duty_proof_duty_id", "duty_proof", ["duty_id"])
