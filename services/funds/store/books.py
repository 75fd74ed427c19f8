"""The books as a whole: the trial balance of any days, balances as of a day, and whether everything recomputes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import AccountKind, Source, Sums

FINDINGS_LIMIT = 100

# An account's sums are of now: what was booked after the day is taken off again, so that a balance of yesterday reads a day of
# postings and not the history.
_TRIAL = text("""
WITH moved AS (
    SELECT account_id,
           coalesce(sum(debits_posted_fen) FILTER (WHERE booked_on > :on), 0)::bigint AS late_dp,
           coalesce(sum(credits_posted_fen) FILTER (WHERE booked_on > :on), 0)::bigint AS late_cp,
           coalesce(sum(debits_pending_fen) FILTER (WHERE booked_on > :on), 0)::bigint AS late_dn,
           coalesce(sum(credits_pending_fen) FILTER (WHERE booked_on > :on), 0)::bigint AS late_cn,
           coalesce(sum(debits_posted_fen) FILTER (WHERE booked_on <= :on), 0)::bigint AS turned_dp,
           coalesce(sum(credits_posted_fen) FILTER (WHERE booked_on <= :on), 0)::bigint AS turned_cp
    FROM posting WHERE booked_on >= :since GROUP BY account_id)
SELECT account.kind, account.source, account.programme, account.year,
       sum(account.debits_posted_fen - coalesce(late_dp, 0))::bigint AS dp,
       sum(account.credits_posted_fen - coalesce(late_cp, 0))::bigint AS cp,
       sum(account.debits_pending_fen - coalesce(late_dn, 0))::bigint AS dn,
       sum(account.credits_pending_fen - coalesce(late_cn, 0))::bigint AS cn,
       coalesce(sum(turned_dp), 0)::bigint AS turned_dp, coalesce(sum(turned_cp), 0)::bigint AS turned_cp
FROM account LEFT JOIN moved ON moved.account_id = account.id
GROUP BY account.kind, account.source, account.programme, account.year
""")
_AS_OF = text("""
SELECT coalesce(sum(debits_posted_fen), 0)::bigint, coalesce(sum(credits_posted_fen), 0)::bigint,
       coalesce(sum(debits_pending_fen), 0)::bigint, coalesce(sum(credits_pending_fen), 0)::bigint
FROM posting WHERE account_id = :account_id AND booked_on <= :on
""")


@dataclass(frozen=True, slots=True)
class TrialSum:
    """All accounts of one kind, source, programme and year: where they stand, and what came and went since the first day."""

    kind: AccountKind
    source: Source
    programme: str
    year: int
    sums: Sums
    turned: Sums

    @property
    def opening_fen(self) -> int:
        """The balance before the first day."""
        return self.sums.balance_fen - self.turned.balance_fen


async def sum_trial(session: AsyncSession, *, on: date | None, from_on: date | None) -> list[TrialSum]:
    """Every account that the caller may see, added up as of a day (None: now), in the order in which money flows; the turnover
    is that of the days from `from_on` (None: there is none)."""
    until = on or date.max
    since = from_on or (until + timedelta(days=1) if until < date.max else until)
    rows = await session.execute(_TRIAL, {"on": until, "since": since})
    told = [
        TrialSum(
            AccountKind(row.kind),
            Source(row.source),
            row.programme,
            row.year,
            Sums(row.dp, row.cp, row.dn, row.cn),
            Sums(row.turned_dp, row.turned_cp) if from_on else Sums(),
        )
        for row in rows
    ]
    flow = {kind: place for place, kind in enumerate(AccountKind)}
    return sorted(told, key=lambda one: (flow[one.kind], one.source, one.programme, one.year))


async def sum_account(session: AsyncSession, account_id: UUID, *, on: date) -> Sums:
    """An account at the end of a day, out of its postings."""
    row = (await session.execute(_AS_OF, {"account_id": account_id, "on": on})).one()
    return Sums(*row)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the books that does not recompute."""

    code: str
    id: UUID
    told: str


# Each says a code, the id of an account or a transfer, and what was expected and found.
_CHECKS: Sequence[tuple[str, str]] = (
    (
        "account-sums",
        """
SELECT account.id, concat_ws(' ', 'kept', account.debits_posted_fen, account.credits_posted_fen, account.debits_pending_fen,
           account.credits_pending_fen, account.last_line, 'recomputed', dp, cp, dn, cn, lines)
FROM account LEFT JOIN (
    SELECT account_id, count(*) AS lines, max(line) AS last, sum(debits_posted_fen) AS dp, sum(credits_posted_fen) AS cp,
           sum(debits_pending_fen) AS dn, sum(credits_pending_fen) AS cn
    FROM posting GROUP BY account_id) AS written ON written.account_id = account.id
WHERE (account.debits_posted_fen, account.credits_posted_fen, account.debits_pending_fen, account.credits_pending_fen,
       account.last_line, account.last_line)
   <> (coalesce(dp, 0), coalesce(cp, 0), coalesce(dn, 0), coalesce(cn, 0), coalesce(lines, 0), coalesce(last, 0))""",
    ),
    (
        "account-overdrawn",
        """
SELECT id, CAST(debits_posted_fen - credits_posted_fen - credits_pending_fen AS text) FROM account
WHERE NOT may_be_negative AND debits_posted_fen - credits_posted_fen - credits_pending_fen < 0""",
    ),
    (
        "line-balance",
        """
SELECT account_id, concat_ws(' ', 'line', line, 'kept', balance_fen, 'recomputed', balance) FROM (
    SELECT account_id, line, balance_fen,
           sum(debits_posted_fen - credits_posted_fen) OVER (PARTITION BY account_id ORDER BY line) AS balance
    FROM posting) AS struck
WHERE balance_fen <> balance""",
    ),
    (
        "line-missing",
        """
SELECT account_id, concat_ws(' ', 'lines', lines, 'last', last) FROM (
    SELECT account_id, count(*) AS lines, max(line) AS last, min(line) AS first FROM posting GROUP BY account_id) AS counted
WHERE lines <> last OR first <> 1""",
    ),
    (
        "transfer-lopsided",
        """
SELECT transfer.id, concat_ws(' ', 'amount', amount_fen, 'posted', posted, 'pending', pending, 'moves', moves, 'postings', legs)
FROM transfer LEFT JOIN (
    SELECT transfer_id, count(*) AS legs, sum(debits_posted_fen - credits_posted_fen) AS posted,
           sum(debits_pending_fen - credits_pending_fen) AS pending,
           greatest(sum(debits_posted_fen), abs(sum(debits_pending_fen))) AS moves
    FROM posting GROUP BY transfer_id) AS written ON written.transfer_id = transfer.id
WHERE (coalesce(legs, 0) >= 2 AND posted = 0 AND pending = 0 AND moves = amount_fen) IS NOT TRUE""",
    ),
    (
        "posting-elsewhere",
        """
SELECT posting.transfer_id, concat_ws(' ', posting.booked_on, transfer.booked_on, posting.region, account.region)
FROM posting LEFT JOIN transfer ON transfer.id = posting.transfer_id LEFT JOIN account ON account.id = posting.account_id
WHERE (posting.booked_on = transfer.booked_on AND posting.region = account.region) IS NOT TRUE""",
    ),
    (
        "follower-strays",
        """
SELECT later.id, concat_ws(' ', 'follows', earlier.id, 'over account', posted.account_id)
FROM transfer later JOIN transfer earlier ON earlier.id = later.follows_id
JOIN posting AS posted ON posted.transfer_id = later.id
LEFT JOIN posting AS before ON before.transfer_id = earlier.id AND before.account_id = posted.account_id
WHERE (later.amount_fen = earlier.amount_fen AND CASE later.phase
    WHEN 'posted' THEN posted.debits_posted_fen = before.debits_pending_fen
                       AND posted.credits_posted_fen = before.credits_pending_fen
    WHEN 'reversed' THEN posted.debits_posted_fen = before.credits_posted_fen
                         AND posted.credits_posted_fen = before.debits_posted_fen
    ELSE posted.debits_pending_fen = -before.debits_pending_fen AND posted.credits_pending_fen = -before.credits_pending_fen
    END) IS NOT TRUE""",
    ),
)


# What houses are promised, held against the ledger: each part is one reservation that nothing follows, and each such
# reservation a part; what was asked for is what payments say that are not withdrawn.
_HOUSE_CHECKS: Sequence[tuple[str, str]] = (
    (
        "house-part-unreserved",
        """
SELECT part.id, concat_ws(' ', hold.number, part.line, 'kept', part.amount_fen, 'reserved', open.amount_fen)
FROM house_hold_part part JOIN house_hold hold ON hold.id = part.hold_id
LEFT JOIN transfer open ON open.id = part.reserved_id AND open.phase = 'reserved' AND open.about_id = hold.id
     AND NOT EXISTS (SELECT FROM transfer later WHERE later.follows_id = open.id)
WHERE part.amount_fen <> coalesce(open.amount_fen, 0)""",
    ),
    (
        "house-reservation-strays",
        """
SELECT open.id, concat_ws(' ', 'reserved', open.amount_fen) FROM transfer open
WHERE open.about = 'house-hold' AND open.phase = 'reserved'
  AND NOT EXISTS (SELECT FROM transfer later WHERE later.follows_id = open.id)
  AND NOT EXISTS (SELECT FROM house_hold_part part WHERE part.reserved_id = open.id)""",
    ),
    (
        "house-asked-differs",
        """
SELECT hold.id, concat_ws(' ', hold.number, 'kept', hold.asked_fen, 'recomputed', coalesce(sum(payment.amount_fen), 0))
FROM house_hold hold LEFT JOIN payment ON payment.hold_id = hold.id AND payment.state <> 'withdrawn'
GROUP BY hold.id, hold.number, hold.asked_fen HAVING hold.asked_fen <> coalesce(sum(payment.amount_fen), 0)""",
    ),
    (
        "house-promise-unheld",
        """
SELECT hold.id, concat_ws(' ', hold.number, 'promised', hold.wanted_fen, 'asked', hold.asked_fen, 'held',
                          coalesce(sum(part.amount_fen), 0))
FROM house_hold hold LEFT JOIN house_hold_part part ON part.hold_id = hold.id WHERE hold.state <> 'waiting'
GROUP BY hold.id, hold.number, hold.wanted_fen, hold.asked_fen
HAVING greatest(hold.wanted_fen - hold.asked_fen, 0) <> coalesce(sum(part.amount_fen), 0)""",
    ),
)


async def list_findings(session: AsyncSession) -> list[Finding]:
    """Everything recomputed from the postings: what does not agree with what is kept, FINDINGS_LIMIT of a kind at most."""
    found = []
    for code, query in (*_CHECKS, *_HOUSE_CHECKS):
        rows = await session.execute(text(f"{query} LIMIT {FINDINGS_LIMIT}"))
        found += [Finding(code, row[0], row[1] or "") for row in rows]
    return found
