"""Write the ledger faster: what a transfer must be is looked at once, when it is written."""

from alembic import op

revision = "0023"
down_revision = "0022"

# As in 0006, and with it the law of 0018 (nothing paid past a line, money keeps its source and its earmark), which looked at each
# transfer for itself at the commit. A line's own row now stands before money comes to it.
_KEEP_BOOKS = """
CREATE OR REPLACE FUNCTION keep_books() RETURNS trigger LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE wrong record;
BEGIN
    SELECT * INTO wrong FROM (
        SELECT leg.transfer_id AS id, leg.phase, leg.follows_id, leg.amount_fen, count(*) AS legs,
               sum(leg.debits_posted_fen - leg.credits_posted_fen) AS posted,
               sum(leg.debits_pending_fen - leg.credits_pending_fen) AS pending,
               CASE WHEN leg.phase IN ('moved', 'posted', 'reversed') THEN sum(leg.debits_posted_fen)
                    ELSE abs(sum(leg.debits_pending_fen)) END AS moves_fen,
               bool_and(leg.is_dated_and_placed) IS TRUE AS is_dated_and_placed,
               bool_and(CASE
                   WHEN leg.phase IN ('moved', 'reversed') THEN
                        leg.debits_pending_fen = 0 AND leg.credits_pending_fen = 0
                        AND leg.debits_posted_fen >= 0 AND leg.credits_posted_fen >= 0
                   WHEN leg.phase = 'posted' THEN
                        leg.debits_posted_fen = -leg.debits_pending_fen
                        AND leg.credits_posted_fen = -leg.credits_pending_fen
                        AND leg.debits_posted_fen >= 0 AND leg.credits_posted_fen >= 0
                   WHEN leg.phase = 'reserved' THEN
                        leg.debits_posted_fen = 0 AND leg.credits_posted_fen = 0
                        AND leg.debits_pending_fen >= 0 AND leg.credits_pending_fen >= 0
                   WHEN leg.phase IN ('voided', 'expired') THEN
                        leg.debits_posted_fen = 0 AND leg.credits_posted_fen = 0
                        AND leg.debits_pending_fen <= 0 AND leg.credits_pending_fen <= 0
               END) IS TRUE AS is_in_phase,
               CASE
                   WHEN bool_or(leg.kind IN ('treasury', 'county-pool'))
                        AND bool_or(leg.kind IN ('household-paid-out', 'supplier-paid-out', 'bank-paid-out',
                                                 'collective-paid-out', 'hospital-paid-out'))
                   THEN 'is paid without a budget line'
                   WHEN bool_or(leg.kind = 'budget-line' AND leg.pool_programme IS NULL) THEN 'is of a line that is not there'
                   WHEN bool_or(leg.kind = 'treasury') AND bool_or(leg.kind = 'budget-line') THEN 'fills a line past the pool'
                   WHEN min(leg.fund_source) <> max(leg.fund_source) THEN 'changes its source'
                   WHEN min(leg.pool_programme) <> max(leg.pool_programme)
                        OR min(nullif(leg.fund_programme, '')) <> max(nullif(leg.fund_programme, ''))
                   THEN 'changes its programme'
               END AS strays
          FROM (
            SELECT fresh.*, transfer.phase, transfer.follows_id, transfer.amount_fen, account.kind,
                   fresh.booked_on = transfer.booked_on AND account.region = fresh.region AS is_dated_and_placed,
                   CASE WHEN account.kind IN ('county-pool', 'budget-line') THEN account.source END AS fund_source,
                   CASE WHEN account.kind IN ('county-pool', 'budget-line') THEN account.programme END AS fund_programme,
                   CASE account.kind
                       WHEN 'county-pool' THEN account.programme
                       WHEN 'budget-line' THEN (SELECT budget_line.pool_programme FROM budget_line
                                                WHERE budget_line.account_id = account.id)
                   END AS pool_programme
              FROM fresh LEFT JOIN transfer ON transfer.id = fresh.transfer_id LEFT JOIN account ON account.id = fresh.account_id
          ) AS leg
         GROUP BY leg.transfer_id, leg.phase, leg.follows_id, leg.amount_fen
    ) AS written
    WHERE legs < 2 OR posted <> 0 OR pending <> 0 OR moves_fen IS DISTINCT FROM amount_fen OR NOT is_dated_and_placed
       OR NOT is_in_phase OR (follows_id IS NULL) <> (phase IN ('moved', 'reserved')) OR strays IS NOT NULL
       OR legs <> (SELECT count(*) FROM posting WHERE posting.transfer_id = written.id) LIMIT 1;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF wrong.strays IS NOT NULL THEN
        RAISE EXCEPTION 'transfer % %', wrong.id, wrong.strays USING ERRCODE = 'check_violation';
    END IF;
    RAISE EXCEPTION
        'transfer % (%) does not cancel out, or is not what its phase says: % postings, posted %, pending %, moves %',
        wrong.id, wrong.phase, wrong.legs, wrong.posted, wrong.pending, wrong.moves_fen USING ERRCODE = 'check_violation';
END $$
"""


def upgrade() -> None:
    op.execute("DROP TRIGGER must_keep_earmark ON transfer")
    op.execute("DROP FUNCTION must_keep_earmark")
    op.execute(_KEEP_BOOKS)
    # An account is changed by postings alone, which are no work for its audit; but a trigger with transition tables has every
    # change written down for it before it says so. This one looks at a row only where somebody's hand is in it.
    op.execute("DROP TRIGGER audit_update ON account")
    op.execute(
        "CREATE TRIGGER audit_update AFTER UPDATE ON account FOR EACH ROW"
        " WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION write_audit()"
    )
