"""Lists of loans from before the platform: their sound loans as they are kept, and what of them the platform knows by now."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import case
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.loan import OPEN, LoanState
from services.funds.rules.old_loan import NoSuchOldLoanList, OldListState, OldLoan
from services.funds.tables import Loan, OldLoanList


@dataclass(frozen=True, slots=True)
class OldEntry:
    """A sound loan of a list: of which household or enterprise, in which village, and what of what was paid for each run of its
    days is above the reckoning. Nobody's name or number stands in it."""

    loan: OldLoan
    household_id: UUID | None
    person_id: UUID | None
    region: str
    accepted_fen: tuple[int, ...]

    @property
    def borrower(self) -> str:
        return str(self.household_id or self.loan.terms.credit_code)


_ENTRY = TypeAdapter(OldEntry)


def written(entry: OldEntry) -> dict[str, Any]:
    """An entry as a list keeps it."""
    kept: dict[str, Any] = _ENTRY.dump_python(entry, mode="json")
    return kept


def entries_of(uploaded: OldLoanList) -> list[OldEntry]:
    return [_ENTRY.validate_python(each) for each in uploaded.entries]


async def get_list(session: AsyncSession, id: UUID) -> OldLoanList:
    """Raises NoSuchOldLoanList."""
    return _there(await session.get(OldLoanList, id), id)


async def lock_list(session: AsyncSession, id: UUID) -> OldLoanList:
    """Raises NoSuchOldLoanList."""
    return _there(await session.get(OldLoanList, id, with_for_update=True, populate_existing=True), id)


def _there(uploaded: OldLoanList | None, id: UUID) -> OldLoanList:
    if uploaded is None:
        raise NoSuchOldLoanList(list_id=str(id))
    return uploaded


async def list_lists(
    session: AsyncSession, *, region: str | None, state: OldListState | None, after: UUID | None, limit: int
) -> Sequence[OldLoanList]:
    """In the order of their upload. One more than `limit`."""
    query = select(OldLoanList).order_by(col(OldLoanList.id)).limit(limit + 1)
    if region:
        query = query.where(col(OldLoanList.region).startswith(region, autoescape=True))
    if state is not None:
        query = query.where(OldLoanList.state == state)
    if after is not None:
        query = query.where(col(OldLoanList.id) > after)
    return (await session.exec(query)).all()


async def list_known(session: AsyncSession, county: str, bank: str, contracts: Collection[str]) -> dict[str, str]:
    """Those of a bank's contracts that the platform knows, each with the number of its loan."""
    query = select(Loan.contract_number, Loan.number).where(
        Loan.county == county,
        Loan.bank == bank,
        col(Loan.contract_number).in_(contracts),
        col(Loan.state).not_in([LoanState.REFUSED, LoanState.WITHDRAWN]),
    )
    return {contract: number for contract, number in await session.exec(query)}


async def list_covered(session: AsyncSession, entries: Iterable[OldEntry]) -> dict[tuple[str, str], int]:
    """How much of the open loans of these borrowers is subsidised, by borrower and class, in fen."""
    households, codes = set[UUID](), set[str]()
    for entry in entries:
        if entry.household_id is not None:
            households.add(entry.household_id)
        else:
            codes.add(entry.loan.terms.credit_code)
    amount = case(
        {LoanState.ASKED: col(Loan.asked_fen), LoanState.APPROVED: col(Loan.granted_fen)},
        value=col(Loan.state),
        else_=col(Loan.outstanding_fen),
    )
    covered = func.sum(func.least(func.coalesce(col(Loan.subsidised_fen), amount), amount))
    query = (
        select(col(Loan.household_id), col(Loan.credit_code), col(Loan.loan_class), covered)
        .where(
            col(Loan.state).in_(OPEN),
            (col(Loan.household_id).in_(households)) | (col(Loan.credit_code).in_(codes) & col(Loan.household_id).is_(None)),
        )
        .group_by(col(Loan.household_id), col(Loan.credit_code), col(Loan.loan_class))
    )
    rows = await session.exec(query)
    return {(str(household or code), loan_class): int(fen) for household, code, loan_class, fen in rows}


async def list_taken(session: AsyncSession, list_id: UUID) -> Sequence[Loan]:
    """The loans that came in by a list, by number, with the sums that the database keeps of them."""
    query = select(Loan).where(Loan.old_list_id == list_id).order_by(col(Loan.number))
    return (await session.exec(query.execution_options(populate_existing=True))).all()
