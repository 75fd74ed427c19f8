from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.asset_contract import ContractOver, ContractState, EndOutsideTerm, part_owed
from services.funds.schemas.asset_income import EndContract
from services.funds.store.asset_income import list_dues_of_contract, lock_contract
from services.funds.tables import AssetContract
from shared.security import Principal


async def end_contract(session: AsyncSession, contract_id: UUID, form: EndContract, *, by: Principal) -> AssetContract:
    """End a contract before its term: dues after that day are owed no more, the one that it cuts is owed by its days.

    What came in already stays; nobody else is told. Raises NoSuchAssetContract, OutsideRegion, ContractOver, EndOutsideTerm.
    """
    contract = await lock_contract(session, contract_id)
    dues = await list_dues_of_contract(session, contract_id)
    by.must_cover(contract.region)

    if contract.state is ContractState.ENDED:
        raise ContractOver
    if not contract.starts_on <= form.ended_on < contract.ends_on:
        raise EndOutsideTerm(pointer="/ended_on")

    contract.state, contract.ended_on, contract.ended_why = ContractState.ENDED, form.ended_on, form.why
    for due in dues:
        if due.to_on > form.ended_on:
            due.amount_fen = part_owed(due.amount_fen, due.from_on, due.to_on, form.ended_on)
    await session.flush()
    return contract
