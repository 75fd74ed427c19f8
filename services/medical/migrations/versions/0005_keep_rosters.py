"""Keep rosters: who should be insured, who is, and what each premium is helped with. And let the holder of a sheet check it."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _show_sheets_to_their_holders()


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
