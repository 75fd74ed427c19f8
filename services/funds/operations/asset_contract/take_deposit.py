from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.asset_deposit import DepositMove, must_be_past, must_be_takeable
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.schemas.asset_deposit import MoveDeposit
from services.funds.store.asset_deposit import deposit_account
from services.funds.store.asset_income import get_contract, lock_contract
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.tables import AssetDeposit, Transfer
from shared.clock import china
from shared.regions import county_of
from shared.security import Principal


async def take_deposit(
    session: AsyncSession, contract_id: UUID, form: MoveDeposit, *, by: Principal, at: datetime
) -> AssetDeposit:
    """Book what an operator laid down, in an account of this contract alone; it is held there and is nobody's income.

    The books tell of it. Raises NoSuchAssetContract, OutsideRegion, NoDepositAgreed, MoreThanAgreed, ReceivedInFuture.
    """
    contract = await get_contract(session, contract_id)
    by.must_cover(contract.region)
    origin = AccountKey(AccountKind.OPERATORS, county_of(contract.region))
    operators, deposit = await lock_accounts(session, origin, await deposit_account(session, contract))
    contract = await lock_contract(session, contract_id)

    must_be_past(form.moved_on, on=china(at).date())
    must_be_takeable(form.amount_fen, agreed_fen=contract.deposit_fen, held_fen=deposit.sums.available_fen)

    taken = Transfer(
        phase=Phase.MOVED,
        purpose=Purpose.DEPOSIT,
        region=contract.region,
        amount_fen=form.amount_fen,
        about=About.ASSET_CONTRACT,
        about_id=contract.id,
        memo=form.reason,
        made_at=at,
    )
    await add_transfers(session, (taken, transfer.move(operators, deposit, form.amount_fen)))
    moved = AssetDeposit(
        contract_id=contract.id,
        region=contract.region,
        move=DepositMove.TAKEN,
        transfer_id=taken.id,
        amount_fen=form.amount_fen,
        reason=form.reason,
        moved_on=form.moved_on,
        moved_at=at,
        written_by=by.subject,
    )
    session.add(moved)
    await session.flush()
    return moved
