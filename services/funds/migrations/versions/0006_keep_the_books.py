"""Keep the books: what a transfer must be, closed periods, and the bank's statements beside our own.

A transfer and its postings are written by one statement, and looked at when that statement ends: all of them at once, so that a
thousand cost little more than one.
"""

import sqlalchemy as sa
from alembic import op

from shared.migrations import append_only, audit_by_statement, guard, lay_audits

revision = "0006"
down_revision = "0005"

_MUST_HAVE_POSTINGS = """
CREATE FUNCTION must_have_postings() RETURNS trigger LANGUAGE plpgsql{BY_INDEX} AS $$
DECLARE wrong record;
BEGIN
    SELECT fresh.id, (SELECT count(*) FROM posting WHERE posting.transfer_id = fresh.id) AS legs INTO wrong
      FROM fresh WHERE (SELECT count(*) FROM posting WHERE posting.transfer_id = fresh.id) < 2 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'transfer % has % postings', wrong.id, wrong.legs USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""

# A share of the county's lock keeps its periods from being closed while a posting is on its way; the query after it sees what
# was closed meanwhile.
_KEEP_PERIODS = """
CREATE FUNCTION keep_periods() RETURNS trigger LANGUAGE plpgsql{BY_INDEX} AS $$
DECLARE wrong record;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('books ' || county, 0))
       FROM (SELECT DISTINCT left(region, 6) AS county FROM fresh ORDER BY 1) AS counties;
    SELECT fresh.transfer_id, book_period.year, book_period.month INTO wrong
      FROM fresh JOIN book_period ON book_period.region = left(fresh.region, 6) AND book_period.is_closed
       AND book_period.year = extract(year FROM fresh.booked_on)
       AND book_period.month IN (0, extract(month FROM fresh.booked_on)) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'transfer % falls into %-%, which is closed', wrong.transfer_id, wrong.year, wrong.month
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""

# What a transfer's phase says of each of its postings, and what all of them together come to.
_KEEP_BOOKS = """
CREATE FUNCTION keep_books() RETURNS trigger LANGUAGE plpgsql{BY_INDEX} AS $$
DECLARE wrong record;
BEGIN
    SELECT * INTO wrong FROM (
        SELECT fresh.transfer_id AS id, transfer.phase, transfer.follows_id, transfer.amount_fen, count(*) AS legs,
               sum(fresh.debits_posted_fen - fresh.credits_posted_fen) AS posted,
               sum(fresh.debits_pending_fen - fresh.credits_pending_fen) AS pending,
               CASE WHEN transfer.phase IN ('moved', 'posted', 'reversed') THEN sum(fresh.debits_posted_fen)
                    ELSE abs(sum(fresh.debits_pending_fen)) END AS moves_fen,
               bool_and(fresh.booked_on = transfer.booked_on AND account.region = fresh.region) IS TRUE AS is_dated_and_placed,
               bool_and(CASE
                   WHEN transfer.phase IN ('moved', 'reversed') THEN
                        fresh.debits_pending_fen = 0 AND fresh.credits_pending_fen = 0
                        AND fresh.debits_posted_fen >= 0 AND fresh.credits_posted_fen >= 0
                   WHEN transfer.phase = 'posted' THEN
                        fresh.debits_posted_fen = -fresh.debits_pending_fen
                        AND fresh.credits_posted_fen = -fresh.credits_pending_fen
                        AND fresh.debits_posted_fen >= 0 AND fresh.credits_posted_fen >= 0
                   WHEN transfer.phase = 'reserved' THEN
                        fresh.debits_posted_fen = 0 AND fresh.credits_posted_fen = 0
                        AND fresh.debits_pending_fen >= 0 AND fresh.credits_pending_fen >= 0
                   WHEN transfer.phase IN ('voided', 'expired') THEN
                        fresh.debits_posted_fen = 0 AND fresh.credits_posted_fen = 0
                        AND fresh.debits_pending_fen <= 0 AND fresh.credits_pending_fen <= 0
               END) IS TRUE AS is_in_phase
          FROM fresh LEFT JOIN transfer ON transfer.id = fresh.transfer_id LEFT JOIN account ON account.id = fresh.account_id
         GROUP BY fresh.transfer_id, transfer.phase, transfer.follows_id, transfer.amount_fen
    ) AS written
    WHERE legs < 2 OR posted <> 0 OR pending <> 0 OR moves_fen IS DISTINCT FROM amount_fen OR NOT is_dated_and_placed
       OR NOT is_in_phase OR (follows_id IS NULL) <> (phase IN ('moved', 'reserved'))
       OR legs <> (SELECT count(*) FROM posting WHERE posting.transfer_id = written.id) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION
            'transfer % (%) does not cancel out, or is not what its phase says: % postings, posted %, pending %, moves %',
            wrong.id, wrong.phase, wrong.legs, wrong.posted, wrong.pending, wrong.moves_fen USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""

# A follower moves the same money over the same accounts: as it was set aside, or back the way it came.
_KEEP_FOLLOWERS = """
CREATE FUNCTION keep_followers() RETURNS trigger LANGUAGE plpgsql{BY_INDEX} AS $$
DECLARE wrong record;
BEGIN
    IF NOT EXISTS (SELECT FROM fresh WHERE follows_id IS NOT NULL) THEN
        RETURN NULL;
    END IF;
    SELECT fresh.id, fresh.phase, fresh.follows_id INTO wrong
      FROM fresh LEFT JOIN transfer followed ON followed.id = fresh.follows_id
     WHERE fresh.follows_id IS NOT NULL AND (
           (fresh.phase, followed.phase) NOT IN (('posted', 'reserved'), ('voided', 'reserved'), ('expired', 'reserved'),
                                                 ('reversed', 'moved'), ('reversed', 'posted'))
        OR followed.amount_fen IS DISTINCT FROM fresh.amount_fen
        OR (SELECT string_agg(leg, ' ' ORDER BY leg) FROM (
                SELECT concat_ws(',', account_id, debits_posted_fen, credits_posted_fen, debits_pending_fen, credits_pending_fen)
                       AS leg FROM posting WHERE transfer_id = fresh.id) AS written)
           IS DISTINCT FROM
           (SELECT string_agg(leg, ' ' ORDER BY leg) FROM (
                SELECT CASE fresh.phase
                         WHEN 'posted' THEN concat_ws(',', account_id, debits_pending_fen, credits_pending_fen,
                                                      -debits_pending_fen, -credits_pending_fen)
                         WHEN 'reversed' THEN concat_ws(',', account_id, credits_posted_fen, debits_posted_fen, 0, 0)
                         ELSE concat_ws(',', account_id, 0, 0, -debits_pending_fen, -credits_pending_fen) END
                       AS leg FROM posting WHERE transfer_id = fresh.follows_id) AS expected)) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'transfer % (%) does not move the money of %, which it follows', wrong.id, wrong.phase, wrong.follows_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""

# The rows just written are few and the books are long: without this a session that made its plans while the books were short, or
# that cannot tell how many rows were written, reads all of them for each transfer.
_BY_INDEX = " SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off"

_ON_TRANSFER = ("must_have_postings", "keep_followers")
_ON_POSTING = ("keep_books", "keep_periods")


def upgrade() -> None:
    _periods()
    _invariants()
    _audit_cheaply()
    _banks()


def _periods() -> None:
    op.create_table(
        "book_period",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(6), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("month", sa.Integer, nullable=False),
        sa.Column("is_closed", sa.Boolean, nullable=False),
        sa.Column("closed_by", sa.String(100), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reopened_by", sa.String(100), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.UniqueConstraint("region", "year", "month", name="period_once_per_county"),
        sa.CheckConstraint("month BETWEEN 0 AND 12", name="period_is_a_month_or_a_year"),
    )
    # Whoever writes a posting must see which periods are closed, a town as well.
    guard(op, "book_period", is_public=True)


def _invariants() -> None:
    for table in ("transfer", "posting"):
        op.execute(f"DROP TRIGGER must_cancel_out ON {table}")
    op.execute("DROP FUNCTION must_cancel_out")
    for function in (_MUST_HAVE_POSTINGS, _KEEP_PERIODS, _KEEP_BOOKS, _KEEP_FOLLOWERS):
        op.execute(function.replace("{BY_INDEX}", _BY_INDEX))
    for table, names in (("transfer", _ON_TRANSFER), ("posting", _ON_POSTING)):
        for name in names:
            op.execute(
                f"CREATE TRIGGER {name} AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
            )
    op.create_check_constraint(
        "account_negative_only_where_money_begins",
        "account",
        "NOT may_be_negative OR kind IN ('treasury', 'donors', 'operators')",
    )
    op.create_index("transfer_by_day", "transfer", ["booked_on", "id"])


def _audit_cheaply() -> None:
    """An account's sums are moved by postings and by nothing else; a posting is written with its transfer and never changed. So
    the transfer's audit says who and why, the posting says what, and neither is said a second time."""
    lay_audits(op)
    audit_by_statement(op, "transfer")
    audit_by_statement(op, "account")
    op.execute("DROP TRIGGER audit_update ON account")
    op.execute(
        "CREATE TRIGGER audit_update AFTER UPDATE ON account REFERENCING OLD TABLE AS gone NEW TABLE AS fresh"
        " FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION write_audits()"
    )
    op.execute("DROP TRIGGER audit ON posting")
    # A busy account is rewritten thousands of times a minute: with room beside it the new version stays on its page.
    op.execute("ALTER TABLE account SET (fillfactor = 50)")


def _banks() -> None:
    op.create_table(
        "bank_account",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("region", sa.String(9), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("bank", sa.String(100), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("kinds", sa.ARRAY(sa.String(32)), nullable=False),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("opening_fen", sa.BigInteger, nullable=False),
        sa.Column("stated_fen", sa.BigInteger, nullable=False),
        sa.Column("stated_on", sa.Date, nullable=False),
        sa.Column("made_by", sa.String(100), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("number", name="bank_account_once"),
    )
    op.create_table(
        "bank_statement",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("bank_account_id", sa.Uuid, sa.ForeignKey("bank_account.id"), nullable=False),
        sa.Column("region", sa.String(9), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("form", sa.String(32), nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("to_on", sa.Date, nullable=False),
        sa.Column("opening_fen", sa.BigInteger, nullable=False),
        sa.Column("closing_fen", sa.BigInteger, nullable=False),
        sa.Column("lines", sa.Integer, nullable=False),
        sa.Column("new_lines", sa.Integer, nullable=False),
        sa.Column("imported_by", sa.String(100), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("bank_statement_of_account", "bank_statement", ["bank_account_id", "to_on"])
    op.create_table(
        "bank_line",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("bank_account_id", sa.Uuid, sa.ForeignKey("bank_account.id"), nullable=False),
        sa.Column("statement_id", sa.Uuid, sa.ForeignKey("bank_statement.id"), nullable=False, index=True),
        sa.Column("region", sa.String(9), nullable=False),
        sa.Column("booked_on", sa.Date, nullable=False),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("reference", sa.String(64), nullable=False),
        sa.Column("bank_reference", sa.String(64), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("likeness", sa.String(64), nullable=False),
        sa.Column("particulars_sealed", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("bank_account_id", "fingerprint", name="bank_line_once"),
        sa.CheckConstraint("amount_fen <> 0", name="bank_line_moves_something"),
    )
    op.create_index("bank_line_by_day", "bank_line", ["bank_account_id", "booked_on"])
    op.create_table(
        "bank_match",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("bank_account_id", sa.Uuid, sa.ForeignKey("bank_account.id"), nullable=False),
        sa.Column("line_id", sa.Uuid, sa.ForeignKey("bank_line.id"), nullable=False, index=True),
        sa.Column("transfer_id", sa.Uuid, sa.ForeignKey("transfer.id"), nullable=False, index=True),
        sa.Column("region", sa.String(9), nullable=False),
        sa.Column("how", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("matched_by", sa.String(100), nullable=False),
        sa.Column("matched_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("bank_account_id", "transfer_id", name="bank_match_once_per_transfer"),
    )
    op.create_table(
        "bank_difference",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("bank_account_id", sa.Uuid, sa.ForeignKey("bank_account.id"), nullable=False),
        sa.Column("region", sa.String(9), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("line_id", sa.Uuid, sa.ForeignKey("bank_line.id"), index=True),
        sa.Column("transfer_id", sa.Uuid, sa.ForeignKey("transfer.id"), index=True),
        sa.Column("amount_fen", sa.BigInteger, nullable=False),
        sa.Column("happened_on", sa.Date, nullable=False),
        sa.Column("why", sa.String(200), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.String(100), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint(
            "bank_account_id", "kind", "line_id", "transfer_id", name="bank_difference_once", postgresql_nulls_not_distinct=True
        ),
        sa.CheckConstraint("line_id IS NOT NULL OR transfer_id IS NOT NULL", name="bank_difference_is_of_something"),
        sa.CheckConstraint(
            "state <> 'settled' OR (reason <> '' AND settled_by <> '')", name="bank_difference_settled_by_somebody"
        ),
    )
    op.create_index(
        "bank_difference_open", "bank_difference", ["bank_account_id", "id"], postgresql_where=sa.text("state = 'open'")
    )
    for table in ("bank_account", "bank_statement", "bank_match", "bank_difference"):
        guard(op, table)
    guard(op, "bank_line", unaudited=("particulars_sealed",))
    for table in ("bank_statement", "bank_line"):
        append_only(op, table)
