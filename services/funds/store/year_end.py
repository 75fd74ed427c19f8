"""The end of a county's year: what is left in lines and pool, and who proposed what."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import AccountKey, AccountKind, Holding
from services.funds.rules.budget import pool_key
from services.funds.rules.budget_line import MoveKind, line_key
from services.funds.rules.year_end import Closed, NoSuchYearEnd, YearEndState, fate_of_rest
from services.funds.store.ledger import list_holdings
from services.funds.tables import Account, BudgetLine, YearEnd

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))")


async def list_rest(
    session: AsyncSession, county: str, year: int, *, clawback_years: int
) -> list[tuple[BudgetLine | None, MoveKind, Holding]]:
    """Lines and parts of the pool of a year that have money to spare, and what becomes of it; the lines are locked."""
    lines = await _lock_lines_of_year(session, county, year)
    held = await list_holdings(session, [line.account_id for line in lines])
    rest: list[tuple[BudgetLine | None, MoveKind, Holding]] = [
        (line, fate_of_rest(line.money_of_year, year, clawback_years), held[line.account_id])
        for line in lines
        if held[line.account_id].sums.available_fen
    ]
    pools = [account.holding for account in await _list_pools_of_year(session, county, year)]
    return [*rest, *((None, MoveKind.CARRIED_OUT, pool) for pool in pools if pool.sums.available_fen)]


def closed_of(line: BudgetLine | None, kind: MoveKind, holding: Holding, *, to: BudgetLine | None = None) -> Closed:
    """What becomes of what is available there."""
    return Closed(
        region=holding.key.region,
        title=line.title if line else "资金池未下达资金",
        source=holding.key.source,
        programme=holding.key.programme,
        programme_title=line.programme_title if line else "",
        kind=kind,
        amount_fen=holding.sums.available_fen,
        from_line=line.number if line else "",
        to_line=to.number if to else "",
    )


def key_of_rest(line: BudgetLine | None, holding: Holding) -> AccountKey:
    """The account that the money leaves."""
    return line_key(line.region, line.number, line.bound) if line else holding.key


def key_of_next(line: BudgetLine | None, holding: Holding, carried: BudgetLine | None, year: int) -> AccountKey:
    """The account that it goes to: the line that carries it on, or the pool of the year after `year`."""
    if carried is not None:
        return line_key(carried.region, carried.number, carried.bound)
    if line is not None:
        return pool_key(line.county, line.source, line.pool_programme, year + 1)
    return pool_key(holding.key.region, holding.key.source, holding.key.programme, year + 1)


async def find_open_year_end(session: AsyncSession, county: str, year: int) -> YearEnd | None:
    """The proposal that nobody has decided on, locked; whoever proposes another one waits here. Lock the year's lines first."""
    await session.execute(_ONE_AT_A_TIME, {"what": f"year-end {county} {year}"})
    told = (YearEnd.region == county, YearEnd.year == year, YearEnd.state == YearEndState.ASKED)
    query = select(YearEnd).where(*told).with_for_update().execution_options(populate_existing=True)
    return (await session.exec(query)).first()


async def lock_year_end(session: AsyncSession, id: UUID) -> YearEnd:
    """Raises NoSuchYearEnd. Lock it before the year's lines."""
    found = await session.get(YearEnd, id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NoSuchYearEnd(year_end_id=str(id))
    return found


async def list_year_ends(
    session: AsyncSession, *, year: int | None, state: YearEndState | None, after: UUID | None, limit: int
) -> Sequence[YearEnd]:
    """In the order in which they were proposed."""
    query = select(YearEnd).order_by(col(YearEnd.id)).limit(limit)
    if after is not None:
        query = query.where(col(YearEnd.id) > after)
    if year is not None:
        query = query.where(YearEnd.year == year)
    if state is not None:
        query = query.where(YearEnd.state == state)
    return (await session.exec(query)).all()


async def list_carried(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, BudgetLine]:
    """By the line that they carry on: the lines of the year after."""
    rows = await session.exec(select(BudgetLine).where(col(BudgetLine.carried_from_id).in_(ids)))
    return {line.carried_from_id: line for line in rows if line.carried_from_id}


async def _lock_lines_of_year(session: AsyncSession, county: str, year: int) -> Sequence[BudgetLine]:
    """A county's lines of a year, so that nobody else closes it meanwhile; they still pay. Lock them before anything else."""
    query = select(BudgetLine).where(BudgetLine.county == county, BudgetLine.year == year).order_by(col(BudgetLine.id))
    return (await session.exec(query.with_for_update(key_share=True))).all()


async def _list_pools_of_year(session: AsyncSession, county: str, year: int) -> Sequence[Account]:
    """The parts of a county's pool that hold this year's money."""
    query = select(Account).where(Account.kind == AccountKind.COUNTY_POOL, Account.region == county, Account.year == year)
    query = query.order_by(Account.source, Account.programme).execution_options(populate_existing=True)
    return (await session.exec(query)).all()
