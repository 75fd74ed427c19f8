"""Open the file: one human once, where they lived when, what was true and what was known."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared.migrations import append_only, guard, guard_trace

revision = "0003"
down_revision = "0002"

SQL = Path(__file__).parents[1] / "open_the_file.sql"
INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(32)
SEALED = ("name_sealed", "id_number_sealed", "disability_card_sealed", "phone_sealed", "employer_sealed")

# The constraint that PostgreSQL would check by itself (EXCLUDE over a range of ids and one of days) costs an import of 100,000
# people thirteen seconds; looking once per statement costs one. The person is locked first, so that two who write at once see
# each other; the scope is widened for the look, because the other household may be one that the writer may not see. Each new row
# is looked up by the index (a count is not turned into a join, and a fresh table without statistics is not read from end to end).
ONE_AT_A_TIME = """
CREATE FUNCTION one_{noun}_at_a_time() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE own text := setting('region'); clashes boolean;
BEGIN
    PERFORM set_config('jishiyu.region', '*', true);
    PERFORM FROM {of} WHERE id IN (SELECT {of}_id FROM fresh) ORDER BY id FOR NO KEY UPDATE;
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
LOOK_AFTER = """
CREATE TRIGGER one_at_a_time AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION one_{noun}_at_a_time()
"""


def upgrade() -> None:
    _one_row_for_life()
    _lay_history()
    op.execute("SELECT set_config('jishiyu.region', '*', true)")
    for statement in SQL.read_text("utf-8").strip().split("\n\n")[1:]:
        op.get_bind().exec_driver_sql(statement)
    _guard_history()
    _lay_transfers()
    _lay_papers()
    for table, person_id in (("person", "id"), ("person_version", "person_id"), ("membership", "person_id")):
        # In a subquery, so that it is asked once and not of every row.
        taken = f"{person_id} = ANY ((SELECT taking())::uuid[])"
        op.execute(f"CREATE POLICY takes_over ON {table} USING ({taken}) WITH CHECK ({taken})")
    for table, household_id in (("household", "id"), ("household_version", "household_id"), ("household_change", "household_id")):
        taken = f"{household_id} = (SELECT nullif(setting('taking_household'), '')::uuid)"
        op.execute(f"CREATE POLICY takes_over ON {table} USING ({taken}) WITH CHECK ({taken})")


def _one_row_for_life() -> None:
    op.add_column("household", sa.Column("particulars", JSONB, nullable=False, server_default="{}"))
    op.add_column("household", sa.Column("revision", sa.Integer, nullable=False, server_default="1"))
    op.add_column("person", sa.Column("died_on", sa.Date))
    op.add_column("person", sa.Column("employer_sealed", sa.LargeBinary))
    op.add_column("person", sa.Column("revision", sa.Integer, nullable=False, server_default="1"))
    op.create_index("person_once_for_life", "person", ["identity_hash"], unique=True)
    op.drop_index("person_once_at_a_time", "person")


def _lay_history() -> None:
    op.create_table(
        "household_change",
        _id(),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id")),
        sa.Column("other_household_id", sa.Uuid),
        _region(),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("source", WORD, nullable=False),
        sa.Column("happened_on", sa.Date, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("papers", ARRAY(sa.Text), nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
    )
    op.create_index("ix_household_change_household_id", "household_change", ["household_id"])
    op.create_index("ix_household_change_person_id", "household_change", ["person_id"])
    _lay_versions("household", sealed=("phone_sealed",))
    _lay_versions("person", sealed=SEALED)
    op.create_table(
        "membership",
        _id(),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id"), nullable=False),
        _region(),
        sa.Column("relation", sa.Text, nullable=False),
        sa.Column("since_on", sa.Date, nullable=False),
        sa.Column("until_on", sa.Date),
        sa.Column("began", WORD, nullable=False),
        sa.Column("ended", WORD),
        *_known(),
    )
    now = sa.text("until_on IS NULL AND known_until_at IS NULL")
    op.create_index("one_household_at_a_time", "membership", ["person_id"], unique=True, postgresql_where=now)
    op.create_index("membership_of_person", "membership", ["person_id"])
    op.create_index("membership_of_household", "membership", ["household_id"])


def _lay_versions(of: str, *, sealed: tuple[str, ...]) -> None:
    table = f"{of}_version"
    op.create_table(
        table,
        _id(),
        sa.Column(f"{of}_id", sa.Uuid, sa.ForeignKey(f"{of}.id"), nullable=False),
        _region(),
        sa.Column("since_on", sa.Date, nullable=False),
        sa.Column("until_on", sa.Date),
        *_known(),
        sa.Column("facts", JSONB, nullable=False),
        *(sa.Column(column, sa.LargeBinary) for column in sealed),
    )
    op.create_index(f"ix_{table}_{of}_id", table, [f"{of}_id"])


def _filled(kind: type[sa.types.TypeEngine[object]], *names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _region() -> sa.Column[str]:
    return sa.Column("region", sa.String(12), nullable=False)


def _id() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid, primary_key=True)


def _known() -> list[sa.Column[object]]:
    return [
        sa.Column("known_from_at", INSTANT, nullable=False),
        sa.Column("known_until_at", INSTANT),
        sa.Column("change_id", sa.Uuid, sa.ForeignKey("household_change.id"), nullable=False),
        sa.Column("closed_by_id", sa.Uuid, sa.ForeignKey("household_change.id")),
    ]


def _guard_history() -> None:
    guard(op, "household_change")
    append_only(op, "household_change")
    guard(op, "household_version", unaudited=("facts", "phone_sealed"))
    guard(op, "person_version", unaudited=("facts", *SEALED))
    guard(op, "membership")
    for noun, table, of in (
        ("household_truth", "household_version", "household"),
        ("person_truth", "person_version", "person"),
        ("household", "membership", "person"),
    ):
        op.execute(f"ALTER TABLE {table} ADD CHECK (until_on > since_on), ADD CHECK (known_until_at >= known_from_at)")
        op.execute(ONE_AT_A_TIME.format(noun=noun, table=table, of=of))
        op.execute(LOOK_AFTER.format(noun=noun, table=table))
        op.execute(f"CREATE TRIGGER only_closed BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION only_closed()")
        op.execute(f"CREATE TRIGGER only_added BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION forbid_change()")


def _lay_transfers() -> None:
    op.create_table(
        "household_transfer",
        _id(),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id"), nullable=False),
        _region(),
        sa.Column("to_region", sa.String(12), nullable=False),
        sa.Column("person_ids", ARRAY(sa.Uuid), nullable=False),
        sa.Column("is_whole", sa.Boolean, nullable=False),
        sa.Column("relations", JSONB, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("happened_on", sa.Date, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("papers", ARRAY(sa.Text), nullable=False),
        sa.Column("offered_by", sa.Text, nullable=False),
        sa.Column("offered_at", INSTANT, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("answered_by", "answer")),
        sa.Column("answered_at", INSTANT),
        sa.Column("to_household_id", sa.Uuid),
    )
    offered = sa.text("state = 'offered'")
    op.create_index("transfer_offered_once", "household_transfer", ["household_id"], unique=True, postgresql_where=offered)
    op.create_index("transfer_of_household", "household_transfer", ["household_id"])
    op.create_index("ix_household_transfer_region", "household_transfer", ["region"])
    op.create_index("ix_household_transfer_to_region", "household_transfer", ["to_region"])
    guard(op, "household_transfer")
    op.execute("CREATE POLICY offered_to ON household_transfer USING (may_see(to_region)) WITH CHECK (may_see(to_region))")


def _lay_papers() -> None:
    op.create_table(
        "household_paper",
        _id(),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id")),
        _region(),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("media_type", WORD, nullable=False),
        sa.Column("size_bytes", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("taken_on", sa.Date),
        sa.Column("has_particulars", sa.Boolean, nullable=False),
        sa.Column("filed_by", sa.Text, nullable=False),
        sa.Column("filed_at", INSTANT, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("withdrawn_by", "withdrawn_why")),
        sa.Column("withdrawn_at", INSTANT),
    )
    there = sa.text("withdrawn_at IS NULL")
    op.create_index("paper_filed_once", "household_paper", ["household_id", "sha256"], unique=True, postgresql_where=there)
    op.create_index("paper_of_household", "household_paper", ["household_id"])
    op.create_index("paper_of_person", "household_paper", ["person_id"])
    op.create_table(
        "household_paper_content",
        sa.Column("id", sa.Uuid, sa.ForeignKey("household_paper.id"), primary_key=True),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "household_paper_read",
        _id(),
        sa.Column("paper_id", sa.Uuid, sa.ForeignKey("household_paper.id"), nullable=False),
        _region(),
        sa.Column("read_by", sa.Text, nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("read_at", INSTANT, nullable=False),
    )
    op.create_index("ix_household_paper_read_paper_id", "household_paper_read", ["paper_id"])
    guard(op, "household_paper")
    # Papers go with their household: whoever sees it now sees them, wherever they were filed.
    op.execute(
        "CREATE POLICY with_household ON household_paper FOR SELECT"
        " USING (EXISTS (SELECT FROM household WHERE household.id = household_paper.household_id))"
    )
    guard(op, "household_paper_content", part_of=("id", "household_paper"), unaudited=("content_sealed",))
    guard_trace(op, "household_paper_read")
