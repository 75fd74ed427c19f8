"""Money that came in, and a county's years of a source."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import Source
from services.funds.rules.budget import NoSuchReceipt, ReceiptState
from services.funds.tables import BudgetYear, MoneyReceipt


async def find_receipt_of_document(
    session: AsyncSession, *, region: str, document_number: str, source: Source, programme: str, year: int, instalment: int
) -> MoneyReceipt | None:
    """The receipt that stands for this document's money, if there is one."""
    told = (
        MoneyReceipt.region == region,
        MoneyReceipt.document_number == document_number,
        MoneyReceipt.source == source,
        MoneyReceipt.programme == programme,
        MoneyReceipt.year == year,
        MoneyReceipt.instalment == instalment,
        col(MoneyReceipt.taken_back_id).is_(None),
    )
    return (await session.exec(select(MoneyReceipt).where(*told))).first()


async def lock_receipt(session: AsyncSession, id: UUID) -> MoneyReceipt:
    """Raises NoSuchReceipt."""
    receipt = await session.get(MoneyReceipt, id, with_for_update=True, populate_existing=True)
    if receipt is None:
        raise NoSuchReceipt(receipt_id=str(id))
    return receipt


async def list_receipts(
    session: AsyncSession,
    *,
    year: int | None,
    source: Source | None,
    state: ReceiptState | None,
    after: UUID | None,
    limit: int,
) -> Sequence[MoneyReceipt]:
    """In the order in which they came in."""
    query = select(MoneyReceipt).order_by(col(MoneyReceipt.id)).limit(limit)
    if after is not None:
        query = query.where(col(MoneyReceipt.id) > after)
    if year is not None:
        query = query.where(MoneyReceipt.year == year)
    if source is not None:
        query = query.where(MoneyReceipt.source == source)
    if state is not None:
        query = query.where(MoneyReceipt.state == state)
    return (await session.exec(query)).all()


async def lock_budget_year(
    session: AsyncSession, region: str, source: Source, year: int, *, fee_limit_per_10000: int | None = None
) -> BudgetYear:
    """A county's year of a source, locked; one that is not there is opened empty. Lock the accounts first.

    The fee's ceiling is that of the policy by which the year was opened.
    """
    fresh = BudgetYear(region=region, source=source, year=year, fee_limit_per_10000=fee_limit_per_10000)
    await session.execute(insert(BudgetYear).values(fresh.model_dump()).on_conflict_do_nothing())
    query = select(BudgetYear).where(BudgetYear.region == region, BudgetYear.source == source, BudgetYear.year == year)
    return (await session.exec(query.with_for_update().execution_options(populate_existing=True))).one()


async def find_budget_year(session: AsyncSession, region: str, source: Source, year: int) -> BudgetYear | None:
    query = select(BudgetYear).where(BudgetYear.region == region, BudgetYear.source == source, BudgetYear.year == year)
    return (await session.exec(query)).first()


async def list_budget_years(session: AsyncSession, *, year: int | None, after: UUID | None, limit: int) -> Sequence[BudgetYear]:
    query = select(BudgetYear).order_by(col(BudgetYear.id)).limit(limit)
    if after is not None:
        query = query.where(col(BudgetYear.id) > after)
    if year is not None:
        query = query.where(BudgetYear.year == year)
    return (await session.exec(query)).all()
