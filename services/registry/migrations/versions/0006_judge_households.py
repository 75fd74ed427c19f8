"""Judge households: identification, exit, relapse, step by step."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared.migrations import append_only, guard

revision = "0006"
down_revision = "0005"

WORD = sa.String(32)
INSTANT = sa.DateTime(timezone=True)

# Exit is refused while any of the five assurances is unmet, and nothing but a finished procedure or the national answer changes
# a household's state: the same laws as in rules/procedure.py, held here against every other way of writing.
_HOLD_LAW = """
CREATE FUNCTION hold_poverty_law() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE judged procedure%ROWTYPE; missing text;
BEGIN
    IF NEW.origin = 'national' THEN
        IF coalesce(NEW.national_reference, '') = '' OR NEW.procedure_id IS NOT NULL THEN
            RAISE EXCEPTION 'a national answer names its record' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO judged FROM procedure WHERE id = NEW.procedure_id;
    IF NOT FOUND OR judged.state <> 'approved' OR judged.household_id IS DISTINCT FROM NEW.household_id
       OR judged.target <> NEW.state OR judged.axis <> NEW.axis THEN
        RAISE EXCEPTION 'only a finished procedure changes the state of its household' USING ERRCODE = 'check_violation';
    END IF;
    SELECT judged.stages[place] INTO missing FROM generate_subscripts(judged.stages, 1) AS place
    WHERE NOT EXISTS (
        SELECT FROM procedure_step passed
        WHERE passed.procedure_id = judged.id AND passed.stage = judged.stages[place] AND passed.outcome = 'passed'
          AND NOT EXISTS (
            SELECT FROM procedure_step back WHERE back.procedure_id = judged.id AND back.id > passed.id
              AND back.outcome = 'returned' AND back.leads_to < place))
    LIMIT 1;
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'stage % was not passed', missing USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM objection JOIN notice_line line ON line.notice_id = objection.notice_id
               WHERE line.procedure_id = judged.id AND line.ended_on IS NULL AND objection.answered_at IS NULL
                 AND (objection.line_id IS NULL OR objection.line_id = line.id)) THEN
        RAISE EXCEPTION 'an objection is open' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state IN ('supported', 'independent', 'risk-removed') AND 5 <> (
        SELECT count(*) FROM (
            SELECT DISTINCT ON (assurance) assurance, finding FROM judged_assurance
            WHERE procedure_id = judged.id ORDER BY assurance, id DESC) latest
        WHERE finding = 'met' OR finding = 'not-concerned' AND assurance = 'schooling') THEN
        RAISE EXCEPTION 'an assurance is unmet' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""
_HOLD_HISTORY = """
CREATE FUNCTION hold_poverty_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.until_on IS NOT NULL OR NEW.until_on IS NULL
       OR to_jsonb(NEW) - 'until_on' <> to_jsonb(OLD) - 'until_on' THEN
        RAISE EXCEPTION 'an entry is only ever ended' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""


def upgrade() -> None:
    _lay_procedures()
    _lay_notices()
    _lay_entries()
    for table in ("procedure", "procedure_step", "judged_assurance", "poverty_entry"):
        guard(op, table)
    guard(op, "notice", is_public=True)
    guard(op, "notice_line", is_public=True)
    guard(op, "objection", is_public=True)
    guard(op, "objection_letter", roles=("town", "county"), readers=("auditor",), unaudited=("said_sealed", "contact_sealed"))
    # Anyone may object, without an account; nobody without one may do anything else.
    for table in ("objection", "objection_letter"):
        op.execute(f"CREATE POLICY anyone_objects ON {table} FOR INSERT WITH CHECK (setting('role') = 'public')")
    append_only(op, "procedure_step")
    append_only(op, "judged_assurance")
    for function in (_HOLD_LAW, _HOLD_HISTORY):
        op.execute(function)
    op.execute("CREATE TRIGGER law BEFORE INSERT ON poverty_entry FOR EACH ROW EXECUTE FUNCTION hold_poverty_law()")
    op.execute(
        "CREATE TRIGGER history BEFORE UPDATE OR DELETE ON poverty_entry FOR EACH ROW EXECUTE FUNCTION hold_poverty_history()"
    )


def _lay_procedures() -> None:
    op.create_table(
        "procedure",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id")),
        sa.Column("applicant_hash", sa.String(64)),
        sa.Column("applicant_sealed", sa.LargeBinary),
        sa.Column("members", sa.Integer),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("target", WORD, nullable=False),
        sa.Column("axis", WORD, nullable=False),
        sa.Column("policy", sa.Text, nullable=False),
        sa.Column("policy_version", sa.Text, nullable=False),
        sa.Column("stages", ARRAY(sa.Text), nullable=False),
        sa.Column("at_stage", sa.Integer, nullable=False),
        sa.Column("entered_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("clue_on", sa.Date, nullable=False),
        sa.Column("whole_due_on", sa.Date),
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("relief_case.id")),
        sa.Column("state", WORD, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("opened_by", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.CheckConstraint("household_id IS NOT NULL OR applicant_hash IS NOT NULL", name="procedure_of_somebody"),
        sa.CheckConstraint("(state = 'running') = (ended_at IS NULL)", name="procedure_ends_once"),
        sa.CheckConstraint("state <> 'approved' OR household_id IS NOT NULL", name="procedure_approves_a_household"),
    )
    for column in ("region", "household_id", "case_id"):
        op.create_index(f"ix_procedure_{column}", "procedure", [column])
    for name, column in (("procedure_open_once", "household_id"), ("procedure_applicant_once", "applicant_hash")):
        where = sa.text(f"ended_at IS NULL AND {column} IS NOT NULL")
        op.create_index(name, "procedure", [column, "axis"], unique=True, postgresql_where=where)
    op.create_index("procedure_owed", "procedure", ["due_on"], postgresql_where=sa.text("ended_at IS NULL"))
    op.create_table(
        "procedure_step",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("procedure_id", sa.Uuid, sa.ForeignKey("procedure.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("at_stage", sa.Integer, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("outcome", WORD, nullable=False),
        sa.Column("leads_to", sa.Integer),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("officer", WORD, nullable=False),
        sa.Column("done_on", sa.Date, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("evidence", JSONB, nullable=False),
        sa.Column("papers", JSONB, nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("is_late", sa.Boolean, nullable=False),
    )
    op.create_index("ix_procedure_step_procedure_id", "procedure_step", ["procedure_id"])
    op.create_table(
        "judged_assurance",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("procedure_id", sa.Uuid, sa.ForeignKey("procedure.id"), nullable=False),
        sa.Column("step_id", sa.Uuid, sa.ForeignKey("procedure_step.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("assurance", WORD, nullable=False),
        sa.Column("finding", WORD, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_index("ix_judged_assurance_procedure_id", "judged_assurance", ["procedure_id"])
    op.create_index("ix_judged_assurance_step_id", "judged_assurance", ["step_id"])


def _lay_notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("procedure_kind", WORD, nullable=False),
        sa.Column("policy", sa.Text, nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("photo_id", sa.Uuid, nullable=False),
        sa.Column("posted_on", sa.Date, nullable=False),
        sa.Column("begun_on", sa.Date, nullable=False),
        sa.Column("posted_by", sa.Text, nullable=False),
        sa.Column("posted_at", INSTANT, nullable=False),
    )
    op.create_index("ix_notice_region", "notice", ["region"])
    op.create_table(
        "notice_line",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("notice_id", sa.Uuid, sa.ForeignKey("notice.id"), nullable=False),
        sa.Column("procedure_id", sa.Uuid, sa.ForeignKey("procedure.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("shown_as", sa.Text, nullable=False),
        sa.Column("members", sa.Integer),
        sa.Column("target", WORD, nullable=False),
        sa.Column("until_on", sa.Date, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("is_stopped", sa.Boolean, nullable=False),
        sa.CheckConstraint("ended_on IS NULL OR is_stopped OR ended_on > until_on", name="notice_line_full_term"),
    )
    op.create_index("ix_notice_line_notice_id", "notice_line", ["notice_id"])
    op.create_index("ix_notice_line_procedure_id", "notice_line", ["procedure_id"])
    op.create_index(
        "notice_line_running", "notice_line", ["procedure_id"], unique=True, postgresql_where=sa.text("ended_on IS NULL")
    )
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


def _lay_entries() -> None:
    op.create_table(
        "poverty_entry",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("axis", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("since_on", sa.Date, nullable=False),
        sa.Column("until_on", sa.Date),
        sa.Column("origin", WORD, nullable=False),
        sa.Column("procedure_id", sa.Uuid, sa.ForeignKey("procedure.id")),
        sa.Column("national_reference", sa.Text),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("papers", JSONB, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
    )
    op.create_index("ix_poverty_entry_household_id", "poverty_entry", ["household_id"])
    op.create_index("ix_poverty_entry_procedure_id", "poverty_entry", ["procedure_id"])
    current = sa.text("until_on IS NULL")
    op.create_index("poverty_entry_current", "poverty_entry", ["household_id", "axis"], unique=True, postgresql_where=current)
    op.create_index("poverty_entry_of_state", "poverty_entry", ["state", "id"], postgresql_where=current)
