"""Keep rosters: who should be insured, who is, and what each premium is helped with. And let the holder of a sheet check it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from shared.migrations import guard

revision = "0005"
down_revision = "0004"


INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _show_sheets_to_their_holders()
    _chain_beneficiaries()
    _lay_rosters()
    _lay_enrolments()
    guard(op, "roster")
    guard(op, "roster_entry")
    guard(op, "enrolment_file", unaudited=("refused_rows_sealed",))
    guard(op, "enrolment", unaudited=("id_number_sealed", "name_sealed"))
    # Whoever works within its region reads the head of a roster (sums, no person), and of its entries those of their own people.
    for table in ("roster", "enrolment_file"):
        op.execute(
            f"CREATE POLICY within ON {table} FOR SELECT USING (setting('role') IN ('village', 'town', 'county')"
            " AND setting('region') <> '' AND starts_with(setting('region'), region))"
        )
    _keep_confirmed()


def _chain_beneficiaries() -> None:
    op.add_column("beneficiary", sa.Column("until_on", sa.Date()))
    # Row-level security holds for the migration too.
    op.execute("""
        SELECT set_config('jishiyu.by', 'migration 0005', true), set_config('jishiyu.role', 'platform', true),
               set_config('jishiyu.region', '*', true)
    """)
    op.execute("""
        UPDATE beneficiary SET until_on = later.until_on
        FROM (SELECT identity_hash, in_force_on,
                     lead(in_force_on) OVER (PARTITION BY identity_hash ORDER BY in_force_on) AS until_on
              FROM beneficiary) AS later
        WHERE beneficiary.identity_hash = later.identity_hash AND beneficiary.in_force_on = later.in_force_on
          AND later.until_on IS NOT NULL
    """)
    op.create_index("beneficiary_region", "beneficiary", ["region"])


def _lay_rosters() -> None:
    op.create_table(
        "roster",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.Column("policy_version", sa.String(), nullable=False),
        sa.Column("programme_terms", JSONB(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("confirmed_by", sa.String()),
        sa.Column("confirmed_at", INSTANT),
        sa.UniqueConstraint("programme", "year", "region", "number", name="roster_number_once"),
    )
    op.create_table(
        "roster_entry",
        sa.Column("roster_id", sa.Uuid(), sa.ForeignKey("roster.id"), primary_key=True),
        sa.Column("identity_hash", sa.String(), primary_key=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("classes", JSONB(), nullable=False),
        sa.Column("by_class", sa.String(), nullable=False),
        sa.Column("share", sa.String(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
    )
    op.create_index("roster_entry_person", "roster_entry", ["roster_id", "person_id"])


def _lay_enrolments() -> None:
    op.create_table(
        "enrolment_file",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("faults", JSONB(), nullable=False),
        sa.Column("refused_rows_sealed", sa.LargeBinary()),
        sa.Column("uploaded_by", sa.String(), nullable=False),
        sa.Column("uploaded_at", INSTANT, nullable=False),
        sa.Column("replaced_by", sa.Uuid()),
    )
    op.create_table(
        "enrolment",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("file_id", sa.Uuid(), sa.ForeignKey("enrolment_file.id"), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("identity_hash", sa.String(), nullable=False),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
    )
    op.create_index("enrolment_file_id", "enrolment", ["file_id"])
    op.create_index("enrolment_identity", "enrolment", ["identity_hash"])


def _keep_confirmed() -> None:
    """What was confirmed, and paid by, is never changed, by anyone."""
    op.execute("""
        CREATE FUNCTION keep_confirmed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_TABLE_NAME = 'roster' THEN
                IF OLD.status = 'confirmed' THEN
                    RAISE EXCEPTION 'a confirmed roster is never changed' USING ERRCODE = 'restrict_violation';
                END IF;
            ELSIF EXISTS (SELECT FROM roster WHERE id = OLD.roster_id AND status = 'confirmed') THEN
                RAISE EXCEPTION 'a confirmed roster is never changed' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        END $$
    """)
    for table in ("roster", "roster_entry"):
        op.execute(f"CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION keep_confirmed()")


def _show_sheets_to_their_holders() -> None:
    """Whoever holds a printed sheet sees the settlement that its code names, and whether its stay was settled anew; nothing else.

    A function, because the cast must not be tried on what other roles carry in `org`.
    """
    op.execute("""
        CREATE FUNCTION sheet_held() RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
        BEGIN
            IF setting('role') = 'sheet-holder' THEN RETURN setting('org')::uuid; END IF;
            RETURN NULL;
        END $$
    """)
    op.execute("CREATE POLICY holders ON settlement FOR SELECT USING (sheet_held() IN (id, admission_id))")
    op.execute("CREATE POLICY holders ON reversal FOR SELECT USING (settlement_id = sheet_held())")
