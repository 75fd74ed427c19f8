"""Sums of what households were given, lent and gave back, as the open data tells of them: by town where enough stand behind a
row, else by the county's small towns together.

Each is a source of rows for `store.open_data`: columns of a query of its own, whose `id` follows from what the row is of, so that
it is the same on every page. What a row may say of few is for `rules.open_rows` to leave out.
"""

from services.funds.rules.public_text import SMALL

LOGGED = "LEFT JOIN log_entry e ON e.disclosure_id = d.id"
COVERED = "coalesce(e.position, :unlogged) < :size"
"""Published, and covered by the head: without a log everything published is."""


def _by_town(rows: str, of: str, *, summed: str) -> str:
    """Rows (`town`, `holder`, the columns of `of`) summed by town, and by county for the towns with too few holders."""
    same = " AND ".join(f"t.{column} = r.{column}" for column in of.split(", "))
    return f"""(
        WITH r AS ({rows}),
        t AS (SELECT town, {of}, count(DISTINCT holder) AS holders FROM r GROUP BY town, {of}),
        told AS (
            SELECT r.*, CASE WHEN t.holders < {SMALL} THEN left(r.town, 6) ELSE r.town END AS region
            FROM r JOIN t ON t.town = r.town AND {same}
        )
        SELECT md5(concat_ws('/', region, {of}))::uuid AS id, region, {of}, count(DISTINCT holder) AS holders, {summed}
        FROM told GROUP BY region, {of}
    )"""  # noqa: S608  our own text


GRANTS = _by_town(
    f"""SELECT left(p.region, 9) AS town, p.household_id AS holder, p.about AS kind,
               to_char(d.published_on, 'YYYY-MM') AS month, extract(year FROM d.published_on)::int AS year, p.amount_fen
        FROM payment p JOIN disclosure d ON d.id = p.disclosure_id {LOGGED}
        WHERE p.about IN ('emergency-grant', 'grant-application') AND p.state <> 'returned' AND {COVERED}""",  # noqa: S608
    "kind, month, year",
    summed="count(*) AS grants, sum(amount_fen)::bigint AS amount_fen",
)
LOANS = _by_town(
    f"""SELECT left(l.region, 9) AS town, coalesce(l.household_id, l.id) AS holder, l.borrower, l.class_title AS title,
               to_char(l.drawn_on, 'YYYY"Q"Q') AS quarter, extract(year FROM l.drawn_on)::int AS year,
               (SELECT x.principal_fen FROM loan_entry x WHERE x.loan_id = l.id AND x.kind = 'drawn') AS amount_fen
        FROM loan l JOIN disclosure d ON d.id = l.disclosed_id {LOGGED} WHERE {COVERED}""",  # noqa: S608
    "borrower, title, quarter, year",
    summed="count(*) AS loans, sum(amount_fen)::bigint AS amount_fen",
)
GUARANTEE_FUNDS = """(
    SELECT f.id, f.region, f.bank, f.multiple, f.fund_share, f.guaranteed_fen,
           a.debits_posted_fen - a.credits_posted_fen AS balance_fen,
           (SELECT count(DISTINCT coalesce(l.household_id, l.id)) FROM loan l WHERE l.fund_id = f.id AND l.exposure_fen > 0)
               AS holders,
           (SELECT coalesce(sum(c.fund_fen), 0)::bigint FROM compensation c WHERE c.fund_id = f.id AND c.state = 'paid')
               AS paid_fen,
           (SELECT coalesce(sum(b.fund_fen), 0)::bigint FROM loan_recovery b JOIN loan l ON l.id = b.loan_id
            WHERE l.fund_id = f.id AND b.recovery_of = 'compensation') AS back_fen
    FROM guarantee_fund f JOIN account a ON a.id = f.account_id
)"""
RECOVERIES = f"""(
    WITH back AS (
        SELECT left(o.region, 6) AS region, 'grant' AS kind, o.household_id AS holder, r.received_on, r.amount_fen
        FROM recovery_receipt r JOIN recovery_order o ON o.id = r.order_id
        JOIN disclosure d ON d.id = r.disclosure_id {LOGGED} WHERE {COVERED}
        UNION ALL
        SELECT left(b.region, 6), b.recovery_of, coalesce(l.household_id, l.id), b.received_on, b.fund_fen
        FROM loan_recovery b JOIN loan l ON l.id = b.loan_id
    )
    SELECT md5(concat_ws('/', region, kind, to_char(received_on, 'YYYY"Q"Q')))::uuid AS id, region, kind,
           to_char(received_on, 'YYYY"Q"Q') AS quarter, extract(year FROM min(received_on))::int AS year,
           count(DISTINCT holder) AS holders, sum(amount_fen)::bigint AS amount_fen
    FROM back GROUP BY region, kind, to_char(received_on, 'YYYY"Q"Q')
)"""  # noqa: S608
