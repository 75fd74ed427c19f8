"""Preview imports: files looked at before they are taken in, and the register's tables made ready for a hundred thousand rows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import audit_by_statement, guard, lay_audits

revision = "0017"
down_revision = "0016"

INSTANT = sa.DateTime(timezone=True)
SEALED = ("name_sealed", "id_number_sealed", "disability_card_sealed", "phone_sealed", "employer_sealed")
FILLED_BY_AN_IMPORT = {
    "household": (),
    "person": (),
    "household_change": (),
    "household_version": ("facts", "phone_sealed"),
    "person_version": ("facts", *SEALED),
    "membership": (),
}
"""These tables, and what the audit leaves out of them (as 0003 does)."""

# As 0003 laid it, but for how the rows are locked: joined with the fresh ones, the whole table was read through its index once
# the planner took the fresh ones for few (a thousand households took half a second instead of ten milliseconds, and longer with
# each one that the register holds). An array is looked up.
ONE_AT_A_TIME = """
CREATE OR REPLACE FUNCTION one_{noun}_at_a_time() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE own text := setting('region'); clashes boolean;
BEGIN
    PERFORM set_config('jishiyu.region', '*', true);
    PERFORM FROM {of} WHERE id = ANY (ARRAY(SELECT DISTINCT {of}_id FROM fresh)) ORDER BY id FOR NO KEY UPDATE;
    clashes := EXISTS (
        SELECT FROM fresh WHERE fresh.known_until_at IS NULL AND 0 < (
            SELECT count(*) FROM {table} other
            WHERE other.{of}_id = fresh.{of}_id AND other.id <> fresh.id AND other.known_until_at IS NULL
              AND daterange(fresh.since_on, fresh.until_on) && daterange(other.since_on, other.until_on)));
    PERFORM set_config('jishiyu.region', own, true);
    IF clashes THEN
        RAISE EXCEPTION '% overlaps what is known', TG_TABLE_NAME USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    _tell_more_of_imports()
    _lay_stretches()
    lay_audits(op)
    for table, unaudited in FILLED_BY_AN_IMPORT.items():
        audit_by_statement(op, table, unaudited=unaudited)
    for noun, table, of in (
        ("household_truth", "household_version", "household"),
        ("person_truth", "person_version", "person"),
        ("household", "membership", "person"),
    ):
        op.get_bind().exec_driver_sql(ONE_AT_A_TIME.format(noun=noun, table=table, of=of))


def _tell_more_of_imports() -> None:
    # What was imported before was imported in one step.
    op.add_column("register_import", sa.Column("state", sa.String(32), nullable=False, server_default="committed"))
    for name in ("entries", "created", "updated", "unchanged", "returned", "faults_total", "advice_total", "reached"):
        op.add_column("register_import", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    for name in ("by", "role", "org", "file_kind"):
        op.add_column("register_import", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.add_column("register_import", sa.Column("is_to_be_committed", sa.Boolean, nullable=False, server_default="false"))
    op.add_column("register_import", sa.Column("notes", JSONB, nullable=False, server_default="[]"))
    op.add_column("register_import", sa.Column("problem", JSONB))
    op.add_column("register_import", sa.Column("file_name_sealed", sa.LargeBinary))  # it may name somebody
    op.add_column("register_import", sa.Column("previewed_at", INSTANT))
    op.add_column("register_import", sa.Column("committed_at", INSTANT))
    op.create_index(
        "import_under_way",
        "register_import",
        ["id"],
        postgresql_where=sa.text("state IN ('received', 'comparing', 'committing')"),
    )
    op.create_index("import_previewed", "register_import", ["previewed_at"], postgresql_where=sa.text("state = 'previewed'"))
    op.execute("DROP TRIGGER audit ON register_import")
    op.execute(
        "CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON register_import"
        " FOR EACH ROW EXECUTE FUNCTION write_audit('refused_rows_sealed', 'file_name_sealed')"
    )


def _lay_stretches() -> None:
    op.create_table(
        "import_stretch",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("import_id", sa.Uuid, sa.ForeignKey("register_import.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("households", sa.Integer, nullable=False),
        sa.Column("counts", JSONB, nullable=False),
        sa.Column("basis", JSONB, nullable=False),
        sa.Column("content_sealed", sa.LargeBinary),
        sa.UniqueConstraint("import_id", "number", name="import_stretch_once"),
    )
    guard(op, "import_stretch", unaudited=("basis", "content_sealed"))
