"""Towns' reserves: what lies in them, what fills them again, and their months."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import AccountKey, AccountKind, Holding
from services.funds.rules.budget_line import EMERGENCY_AID
from services.funds.rules.reserve import OPEN_REFILLS, AccountState, Held, NoSuchRefill, NoSuchReserve, RefillState
from services.funds.tables import Account, BudgetLine, ReserveAccount, ReserveRefill, sums_of

_AVAILABLE = col(Account.debits_posted_fen) - col(Account.credits_posted_fen) - col(Account.credits_pending_fen)


def reserve_key(town: str) -> AccountKey:
    """The account that a town's reserve is."""
    return AccountKey(AccountKind.TOWN_RESERVE, town)


def held_of(holding: Holding) -> Held:
    sums = holding.sums
    return Held(sums.available_fen, sums.balance_fen, sums.debits_pending_fen)


def held_in(account: Account) -> Held:
    sums = sums_of(account)
    return Held(sums.available_fen, sums.balance_fen, sums.debits_pending_fen)


async def list_reserves(session: AsyncSession, *, region: str, after: str, limit: int) -> Sequence[Account]:
    """The reserves of a place, by town."""
    query = select(Account).where(Account.kind == AccountKind.TOWN_RESERVE, col(Account.region) > after)
    query = query.where(col(Account.region).startswith(region, autoescape=True)) if region else query
    return (await session.exec(query.order_by(Account.region).limit(limit))).all()


async def get_reserve(session: AsyncSession, town: str) -> Account:
    """Raises NoSuchReserve."""
    query = select(Account).where(Account.kind == AccountKind.TOWN_RESERVE, Account.region == town)
    account = (await session.exec(query)).first()
    if account is None:
        raise NoSuchReserve(town=town)
    return account


async def find_held(session: AsyncSession, town: str) -> Held:
    """What lies in a town's reserve; nothing where it was never opened."""
    query = select(Account).where(Account.kind == AccountKind.TOWN_RESERVE, Account.region == town)
    account = (await session.exec(query)).first()
    return held_in(account) if account else Held(0, 0, 0)


async def list_reserves_without_refill(session: AsyncSession, *, below_fen: int, limit: int) -> Sequence[Account]:
    """Reserves of which less than this can be paid out, for which no refill is under way, the emptiest first."""
    waits = select(ReserveRefill.id).where(ReserveRefill.region == Account.region, col(ReserveRefill.state).in_(OPEN_REFILLS))
    query = select(Account).where(Account.kind == AccountKind.TOWN_RESERVE, below_fen > _AVAILABLE, ~waits.exists())
    return (await session.exec(query.order_by(_AVAILABLE, Account.region).limit(limit))).all()


async def lock_asking(session: AsyncSession, town: str) -> None:
    """Who asks for a town's refill waits for whoever else does, over all replicas."""
    await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('refill ' || :town, 0))"), {"town": town})


async def find_open_refill(session: AsyncSession, town: str) -> ReserveRefill | None:
    query = select(ReserveRefill).where(ReserveRefill.region == town, col(ReserveRefill.state).in_(OPEN_REFILLS))
    return (await session.exec(query)).first()


async def list_open_refills(session: AsyncSession, towns: Collection[str]) -> dict[str, ReserveRefill]:
    """By town: the refills that are under way."""
    query = select(ReserveRefill).where(col(ReserveRefill.region).in_(towns), col(ReserveRefill.state).in_(OPEN_REFILLS))
    return {refill.region: refill for refill in await session.exec(query)}


async def get_refill(session: AsyncSession, id: UUID) -> ReserveRefill:
    """Raises NoSuchRefill."""
    refill = await session.get(ReserveRefill, id)
    if refill is None:
        raise NoSuchRefill(refill_id=str(id))
    return refill


async def lock_refill(session: AsyncSession, id: UUID) -> ReserveRefill:
    """Raises NoSuchRefill."""
    refill = await session.get(ReserveRefill, id, with_for_update=True, populate_existing=True)
    if refill is None:
        raise NoSuchRefill(refill_id=str(id))
    return refill


async def list_refills(
    session: AsyncSession, *, town: str, state: RefillState | None, after: UUID | None, limit: int
) -> Sequence[ReserveRefill]:
    """The newest first."""
    query = select(ReserveRefill).order_by(col(ReserveRefill.id).desc()).limit(limit)
    query = query.where(col(ReserveRefill.region).startswith(town, autoescape=True)) if town else query
    query = query.where(ReserveRefill.state == state) if state else query
    return (await session.exec(query.where(col(ReserveRefill.id) < after) if after else query)).all()


async def find_refill_to_fill(session: AsyncSession, *, tried_before: datetime) -> ReserveRefill | None:
    """The next that may be filled and was not tried since. Not locked: the accounts have to be locked first."""
    is_due = or_(col(ReserveRefill.tried_at).is_(None), col(ReserveRefill.tried_at) < tried_before)
    query = select(ReserveRefill).where(ReserveRefill.state == RefillState.READY, is_due)
    return (await session.exec(query.order_by(col(ReserveRefill.id)).limit(1))).first()


FOR_RESERVES = "reserve"
FOR_HOUSEHOLDS = "household-aid"
"""What a line of emergency aid is set down for, by the code of its use."""


async def find_line_with_room(session: AsyncSession, town: str, *, use: str, year: int, amount_fen: int) -> BudgetLine | None:
    """The line of emergency aid that pays for a town, if it has room for all: one of this use before others, the town's own
    before the county's, the oldest first."""
    query = (
        select(BudgetLine)
        .join(Account, col(Account.id) == col(BudgetLine.account_id))
        .where(
            BudgetLine.programme == EMERGENCY_AID,
            BudgetLine.year == year,
            col(BudgetLine.region).in_([town, town[:6]]),
            amount_fen <= _AVAILABLE,
        )
        .order_by(col(BudgetLine.use) != use, func.length(BudgetLine.region).desc(), col(BudgetLine.id))
        .limit(1)
    )
    return (await session.exec(query)).first()


@dataclass(frozen=True, slots=True)
class Moved:
    """A line of a reserve's statement in a month."""

    booked_on: date
    made_at: datetime
    transfer_id: UUID
    purpose: str
    phase: str
    memo: str
    in_fen: int
    out_fen: int


# What is set aside moves no balance, so a month's account is of what was posted.
_MOVES = text("""
SELECT p.booked_on, t.made_at, t.id, t.purpose, t.phase, t.memo, p.debits_posted_fen, p.credits_posted_fen
FROM posting p JOIN transfer t ON t.id = p.transfer_id
WHERE p.account_id = :account_id AND p.booked_on >= :first AND p.booked_on < :next
  AND p.debits_posted_fen + p.credits_posted_fen <> 0
ORDER BY p.booked_on, p.line LIMIT :limit
""")
_SUMS = text("""
SELECT t.purpose, t.phase, coalesce(sum(p.debits_posted_fen), 0) AS came, coalesce(sum(p.credits_posted_fen), 0) AS went
FROM posting p JOIN transfer t ON t.id = p.transfer_id
WHERE p.account_id = :account_id AND p.booked_on >= :first AND p.booked_on < :next
GROUP BY t.purpose, t.phase
""")
_SINCE = text("""
SELECT coalesce(sum(debits_posted_fen - credits_posted_fen), 0) FROM posting WHERE account_id = :account_id AND booked_on >= :day
""")


async def list_moves(session: AsyncSession, account_id: UUID, *, first: date, next: date, limit: int) -> list[Moved]:
    """What came and went in these days (the last excluded), in its order."""
    asked = {"account_id": account_id, "first": first, "next": next, "limit": limit}
    return [Moved(*row) for row in await session.execute(_MOVES, asked)]


async def sum_moves(session: AsyncSession, account_id: UUID, *, first: date, next: date) -> list[tuple[str, str, int, int]]:
    """The same by purpose and phase: what came, what went."""
    rows = await session.execute(_SUMS, {"account_id": account_id, "first": first, "next": next})
    return [(purpose, phase, int(came), int(went)) for purpose, phase, came, went in rows]


async def moved_since(session: AsyncSession, account_id: UUID, day: date) -> int:
    """By how much the balance has grown from this day on."""
    return int(await session.scalar(_SINCE, {"account_id": account_id, "day": day}) or 0)


async def find_account(session: AsyncSession, town: str, month: date, *, locked: bool = False) -> ReserveAccount | None:
    """The account of a month that stands, or the last that was sent back."""
    query = select(ReserveAccount).where(ReserveAccount.region == town, ReserveAccount.month == month)
    query = query.order_by((col(ReserveAccount.state) == AccountState.SENT_BACK), col(ReserveAccount.id).desc()).limit(1)
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(query)).first()


async def list_accounts_of(session: AsyncSession, towns: Collection[str], month: date) -> dict[str, ReserveAccount]:
    """By town: the accounts of a month that stand."""
    query = select(ReserveAccount).where(
        col(ReserveAccount.region).in_(towns), ReserveAccount.month == month, ReserveAccount.state != AccountState.SENT_BACK
    )
    return {account.region: account for account in await session.exec(query)}


TRY_AGAIN = timedelta(minutes=1)
"""What could not be filled is tried again after this long: money may have come."""
