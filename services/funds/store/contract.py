"""Contracts and what was and is to be paid on them."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.budget_line import NoSuchLine
from services.funds.rules.contract import NoSuchContract, NoSuchSupplierPayment, PayKind, PayState, Terms, must_pay_for
from services.funds.tables import Account, BudgetLine, Project, ProjectAmendment, ProjectContract, SupplierPayment
from shared.periods import add_days
from shared.regions import county_of

_COMMITTED = (PayState.ASKED, PayState.PAID)


async def lock_contract(session: AsyncSession, id: UUID) -> ProjectContract:
    """Raises NoSuchContract."""
    contract = await session.get(ProjectContract, id, with_for_update=True, populate_existing=True)
    if contract is None:
        raise NoSuchContract(contract_id=str(id))
    return contract


async def get_contract(session: AsyncSession, id: UUID) -> ProjectContract:
    """Raises NoSuchContract."""
    contract = await session.get(ProjectContract, id)
    if contract is None:
        raise NoSuchContract(contract_id=str(id))
    return contract


async def list_contracts(session: AsyncSession, project_id: UUID) -> list[ProjectContract]:
    query = select(ProjectContract).where(ProjectContract.project_id == project_id).order_by(col(ProjectContract.id))
    return list(await session.exec(query))


async def list_amendments(session: AsyncSession, contract_ids: Sequence[UUID]) -> list[ProjectAmendment]:
    query = select(ProjectAmendment).where(col(ProjectAmendment.contract_id).in_(contract_ids))
    return list(await session.exec(query.order_by(col(ProjectAmendment.id))))


async def get_supplier_payment(session: AsyncSession, id: UUID) -> SupplierPayment:
    """Raises NoSuchSupplierPayment."""
    payment = await session.get(SupplierPayment, id)
    if payment is None:
        raise NoSuchSupplierPayment(payment_id=str(id))
    return payment


async def lock_supplier_payment(session: AsyncSession, id: UUID) -> SupplierPayment:
    """Raises NoSuchSupplierPayment."""
    payment = await session.get(SupplierPayment, id, with_for_update=True, populate_existing=True)
    if payment is None:
        raise NoSuchSupplierPayment(payment_id=str(id))
    return payment


async def list_supplier_payments(session: AsyncSession, contract_ids: Sequence[UUID]) -> list[SupplierPayment]:
    query = select(SupplierPayment).where(col(SupplierPayment.contract_id).in_(contract_ids))
    return list(await session.exec(query.order_by(col(SupplierPayment.id))))


async def list_waiting_payments(
    session: AsyncSession, *, state: PayState | None, after: UUID | None, limit: int
) -> list[tuple[SupplierPayment, ProjectContract]]:
    """Payments with their contracts, the first asked for first; one more than `limit`."""
    query = select(SupplierPayment, ProjectContract).join(ProjectContract, col(ProjectContract.id) == SupplierPayment.contract_id)
    if state is not None:
        query = query.where(SupplierPayment.state == state)
    if after is not None:
        query = query.where(col(SupplierPayment.id) > after)
    return list((await session.exec(query.order_by(col(SupplierPayment.id)).limit(limit + 1))).all())


async def sum_committed(session: AsyncSession, contract_id: UUID) -> tuple[int, int]:
    """What was paid and asked for on a contract, in fen: all of it, and of that the retention."""
    mine = (SupplierPayment.contract_id == contract_id, col(SupplierPayment.state).in_(_COMMITTED))
    of_retention = func.coalesce(func.sum(SupplierPayment.amount_fen).filter(col(SupplierPayment.kind) == PayKind.RETENTION), 0)
    query = select(func.coalesce(func.sum(SupplierPayment.amount_fen), 0), of_retention).where(*mine)
    total, retained = (await session.execute(query)).one()
    return int(total), int(retained)


async def sum_paid(session: AsyncSession, project_id: UUID) -> int:
    """What all suppliers of a project were paid, in fen."""
    query = select(func.coalesce(func.sum(SupplierPayment.amount_fen), 0)).join(
        ProjectContract, col(ProjectContract.id) == SupplierPayment.contract_id
    )
    query = query.where(ProjectContract.project_id == project_id, SupplierPayment.state == PayState.PAID)
    return int((await session.exec(query)).one())


async def get_paying_line(session: AsyncSession, project: Project, number: str) -> tuple[AccountKey, BudgetLine | None]:
    """A line of the project's county by its number: its account, and what it is for. A line that was opened before there were
    budgets is an account alone.

    Raises NoSuchLine, LineOfAnotherProject.
    """
    held = (Account.kind == AccountKind.BUDGET_LINE, Account.holder == number)
    query = select(Account).where(*held, col(Account.region).startswith(county_of(project.region), autoescape=True))
    account = (await session.exec(query.order_by(col(Account.id)))).first()
    if account is None:
        raise NoSuchLine(pointer="/line", line=number)
    line = (await session.exec(select(BudgetLine).where(BudgetLine.account_id == account.id))).first()
    must_pay_for(line.project if line else "", project.number)
    return account.key, line


def terms_of(contract: ProjectContract, project: Project) -> Terms:
    """What the contract says of money; its warranty runs from the acceptance."""
    until = add_days(project.accepted_on, contract.warranty_days) if project.accepted_on else None
    return Terms(contract.amount_fen, contract.retention, until)
