from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.asset_deposit import DepositMove, must_be_held, must_be_past, must_secure_nothing
from services.funds.rules.second_person import must_be_another
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.schemas.asset_deposit import MoveDeposit
from services.funds.store.asset_deposit import deposit_account, list_takers, open_of_contract_fen
from services.funds.store.asset_income import get_contract, lock_contract
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.tables import AssetDeposit, Transfer
from shared.clock import china
from shared.regions import county_of
from shared.security import Principal


async def return_deposit(
    session: AsyncSession, contract_id: UUID, form: MoveDeposit, *, by: Principal, at: datetime
) -> AssetDeposit:
    """Give an operator's deposit back once the contract is over and nothing is owed, by another than who took it in.

    The books tell of it. Raises NoSuchAssetContract, OutsideRegion, SamePerson, DepositSecures, MoreThanHeld, ReceivedInFuture.
    """
    contract = await get_contract(session, contract_id)
    by.must_cover(contract.region)
    origin = AccountKey(AccountKind.OPERATORS, county_of(contract.region))
    operators, deposit = await lock_accounts(session, origin, await deposit_account(session, contract))
    contract = await lock_contract(session, contract_id)
    owed_fen = await open_of_contract_fen(session, contract)

    for taker in await list_takers(session, contract_id):
        must_be_another(taker, by.subject)
    must_be_past(form.moved_on, on=china(at).date())
    must_secure_nothing(last_day=contract.ended_on or contract.ends_on, owed_fen=owed_fen, on=form.moved_on)
    must_be_held(form.amount_fen, held_fen=deposit.sums.available_fen)

    returned = Transfer(
        phase=Phase.MOVED,
        purpose=Purpose.DEPOSIT,
        region=contract.region,
        amount_fen=form.amount_fen,
        about=About.ASSET_CONTRACT,
        about_id=contract.id,
        memo=form.reason,
        made_at=at,
    )
    await add_transfers(session, (returned, transfer.move(deposit, operators, form.amount_fen)))
    moved = AssetDeposit(
        contract_id=contract.id,
        region=contract.region,
        move=DepositMove.RETURNED,
        transfer_id=returned.id,
        amount_fen=form.amount_fen,
        reason=form.reason,
        moved_on=form.moved_on,
        moved_at=at,
        written_by=by.subject,
    )
    session.add(moved)
    await session.flush()
    return moved
