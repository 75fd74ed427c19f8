"""Open the file: one human once, where they lived when, what was true and what was known."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shared.migrations import append_only, guard

revision = "0003"
down_revision = "0002"

INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(32)
SEALED = ("name_sealed", "id_number_sealed", "disability_card_sealed", "phone_sealed", "employer_sealed")

# The constraint that PostgreSQL would check by itself (EXCLUDE over a range of ids and one of days) costs an import of 100,000
# people thirteen seconds; looking once per statement costs one. The person is locked first, so that two who write at once see
# each other; the scope is widened for the look, because the other household may be one that the writer may not see.
ONE_AT_A_TIME = """
CREATE FUNCTION one_{noun}_at_a_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE own text := setting('region'); clashes boolean;
BEGIN
    PERFORM set_config('jishiyu.region', '*', true);
    PERFORM FROM {of} WHERE id IN (SELECT {of}_id FROM fresh) ORDER BY id FOR NO KEY UPDATE;
    clashes := EXISTS (
        SELECT FROM fresh JOIN {table} other ON other.{of}_id = fresh.{of}_id AND other.id <> fresh.id
        WHERE fresh.known_until_at IS NULL AND other.known_until_at IS NULL
          AND daterange(fresh.since_on, fresh.until_on) && daterange(other.since_on, other.until_on));
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
ONLY_CLOSED = """
CREATE FUNCTION only_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.known_until_at IS NOT NULL OR NEW.known_until_at IS NULL
        OR to_jsonb(NEW) - '{known_until_at,closed_by_id}'::text[] <> to_jsonb(OLD) - '{known_until_at,closed_by_id}'::text[] THEN
        RAISE EXCEPTION 'what % knew is closed, never rewritten', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$
"""

# Someone who left one place and turns up in another is the same human being. Whoever names them by their number may know that
# they are known, and takes over the one row that they have for life.
UNSEATED = """
CREATE FUNCTION unseated_anywhere(hashes text[])
RETURNS TABLE (identity_hash text, region text, died_on date) LANGUAGE plpgsql AS $$
DECLARE own text := setting('region');
BEGIN
    PERFORM set_config('jishiyu.region', '*', true);
    RETURN QUERY SELECT person.identity_hash::text, person.region::text, person.died_on FROM person
        WHERE person.left_on IS NOT NULL AND person.identity_hash = ANY (hashes);
    PERFORM set_config('jishiyu.region', own, true);
END $$
"""
CLAIM = """
CREATE FUNCTION claim_people(hashes text[]) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE own text := setting('region'); claimed uuid[];
BEGIN
    PERFORM set_config('jishiyu.region', '*', true);
    claimed := ARRAY(SELECT id FROM person WHERE identity_hash = ANY (hashes) AND left_on IS NOT NULL AND died_on IS NULL
                     ORDER BY id FOR UPDATE);
    PERFORM set_config('jishiyu.region', own, true);
    PERFORM set_config('jishiyu.taking', array_to_string(claimed, ','), true);
    RETURN QUERY SELECT unnest(claimed);
END $$
"""
TAKE_OVER = """
CREATE FUNCTION take_over(transfer uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE own text := setting('region'); of uuid; people uuid[];
BEGIN
    SELECT household_id INTO of FROM household_transfer
        WHERE id = transfer AND state = 'offered' AND may_see(to_region);
    IF of IS NULL THEN RETURN false; END IF;
    PERFORM set_config('jishiyu.region', '*', true);
    people := ARRAY(SELECT id FROM person WHERE household_id = of AND left_on IS NULL);
    PERFORM set_config('jishiyu.region', own, true);
    PERFORM set_config('jishiyu.taking', array_to_string(people, ','), true);
    PERFORM set_config('jishiyu.taking_household', of::text, true);
    RETURN true;
END $$
"""
TAKING = """
CREATE FUNCTION taking() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT string_to_array(nullif(setting('taking'), ''), ',')::uuid[] $$
"""

# What is there already becomes the first version of itself, known since the day on which it came in.
FIRST_CHANGES = """
INSERT INTO household_change (id, household_id, region, kind, source, happened_on, reason, papers, recorded_by, recorded_at)
SELECT gen_random_uuid(), id, region, CASE WHEN code IS NULL THEN 'sighted' ELSE 'imported' END,
       CASE WHEN code IS NULL THEN 'department' ELSE 'import' END, enrolled_on, '', '{}', 'jishiyu',
       enrolled_on::timestamp AT TIME ZONE 'Asia/Shanghai'
FROM household
"""
FIRST_HOUSEHOLDS = """
INSERT INTO household_version (id, household_id, region, since_on, known_from_at, change_id, facts, phone_sealed)
SELECT gen_random_uuid(), household.id, household.region, household.enrolled_on, change.recorded_at, change.id,
       jsonb_strip_nulls(jsonb_build_object('code', code, 'region', household.region, 'state', state,
           'standard', nullif(standard, ''), 'causes', CASE WHEN causes = '{}' THEN NULL ELSE to_jsonb(causes) END)),
       phone_sealed
FROM household JOIN household_change change ON change.household_id = household.id
"""
FIRST_PEOPLE = """
INSERT INTO person_version (id, person_id, region, since_on, known_from_at, change_id, facts,
    name_sealed, id_number_sealed, disability_card_sealed, phone_sealed)
SELECT gen_random_uuid(), person.id, person.region, person.joined_on, change.recorded_at, change.id,
       jsonb_strip_nulls(jsonb_build_object('region', person.region, 'code', nullif(code, ''), 'sex', nullif(sex, ''),
           'born_on', born_on, 'ethnic_group', nullif(ethnic_group, ''), 'is_verified', is_verified,
           'classes', CASE WHEN classes = '{}' THEN NULL ELSE to_jsonb(classes) END)) || particulars,
       name_sealed, id_number_sealed, disability_card_sealed, phone_sealed
FROM person JOIN household_change change ON change.household_id = person.household_id
"""
FIRST_MEMBERSHIPS = """
INSERT INTO membership (id, person_id, household_id, region, relation, since_on, until_on, began, known_from_at, change_id)
SELECT gen_random_uuid(), person.id, person.household_id, person.region, relation, joined_on, left_on, change.kind,
       change.recorded_at, change.id
FROM person JOIN household_change change ON change.household_id = person.household_id
"""


def upgrade() -> None:
    _one_row_for_life()
    _lay_history()
    op.execute("SELECT set_config('jishiyu.region', '*', true)")
    for statement in (FIRST_CHANGES, FIRST_HOUSEHOLDS, FIRST_PEOPLE, FIRST_MEMBERSHIPS):
        op.execute(statement)
    _guard_history()
    _lay_transfers()
    op.execute(UNSEATED)
    op.execute(CLAIM)
    op.execute(TAKING)
    op.execute(TAKE_OVER)
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
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id")),
        sa.Column("other_household_id", sa.Uuid),
        sa.Column("region", sa.String(12), nullable=False),
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
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("relation", sa.Text, nullable=False),
        sa.Column("since_on", sa.Date, nullable=False),
        sa.Column("until_on", sa.Date),
        sa.Column("began", WORD, nullable=False),
        sa.Column("ended", WORD),
        *_known(),
    )
    op.create_index(
        "one_household_at_a_time",
        "membership",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("until_on IS NULL AND known_until_at IS NULL"),
    )
    op.create_index("membership_of_person", "membership", ["person_id"])
    op.create_index("membership_of_household", "membership", ["household_id"])


def _lay_versions(of: str, *, sealed: tuple[str, ...]) -> None:
    table = f"{of}_version"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column(f"{of}_id", sa.Uuid, sa.ForeignKey(f"{of}.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
        sa.Column("since_on", sa.Date, nullable=False),
        sa.Column("until_on", sa.Date),
        *_known(),
        sa.Column("facts", JSONB, nullable=False),
        *(sa.Column(column, sa.LargeBinary) for column in sealed),
    )
    op.create_index(f"ix_{table}_{of}_id", table, [f"{of}_id"])


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
    op.execute(ONLY_CLOSED)
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
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("household_id", sa.Uuid, sa.ForeignKey("household.id"), nullable=False),
        sa.Column("region", sa.String(12), nullable=False),
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
        sa.Column("answered_by", sa.Text),
        sa.Column("answered_at", INSTANT),
        sa.Column("answer", sa.Text),
        sa.Column("to_household_id", sa.Uuid),
    )
    offered = sa.text("state = 'offered'")
    op.create_index("transfer_offered_once", "household_transfer", ["household_id"], unique=True, postgresql_where=offered)
    op.create_index("transfer_of_household", "household_transfer", ["household_id"])
    op.create_index("ix_household_transfer_region", "household_transfer", ["region"])
    op.create_index("ix_household_transfer_to_region", "household_transfer", ["to_region"])
    guard(op, "household_transfer")
    op.execute("CREATE POLICY offered_to ON household_transfer USING (may_see(to_region)) WITH CHECK (may_see(to_region))")
