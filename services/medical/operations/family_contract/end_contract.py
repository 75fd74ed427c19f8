"""End a family doctor's contract before its term."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.health import contract as rules
from services.medical.rules.health.file import must_fall_between
from services.medical.schemas.health.contract import EndContract
from services.medical.store.health import contracts
from services.medical.tables import FamilyContract
from shared.security import Principal


async def end_contract(session: AsyncSession, form: EndContract, *, contract_id: UUID, by: Principal, on: date) -> FamilyContract:
    """From the day of the end on the person may sign with another. Raises NoSuchContract, ContractEnded, DayNotPossible."""
    contract = await contracts.lock_contract(session, contract_id)

    rules.must_stand(contract.ended_on)
    must_fall_between("/ended_on", contract.starts_on, form.ended_on, min(on, contract.ends_on))

    contract.ended_on, contract.end_reason = form.ended_on, form.reason
    session.add(contract)
    return contract
