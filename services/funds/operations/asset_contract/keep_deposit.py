from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, AccountKind, Source
from services.funds.rules.asset import TitleKind
from services.funds.rules.asset_contract import by_share
from services.funds.rules.asset_deposit import DepositMove, must_be_held, must_be_past, must_settle
from services.funds.rules.second_person import must_be_another
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.schemas.asset_deposit import KeepDeposit
from services.funds.store.asset import list_holders
from services.funds.store.asset_deposit import deposit_account, list_takers
from services.funds.store.asset_income import get_contract, lock_contract, lock_due
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.tables import AssetDeposit, AssetReceipt, Transfer
from shared.clock import china
from shared.ids import uuid7
from shared.security import Principal


async def keep_deposit(
    session: AsyncSession, contract_id: UUID, form: KeepDeposit, *, by: Principal, at: datetime
) -> list[AssetDeposit]:
    """Keep a part of a deposit: it becomes income of those who benefit, by their shares; against a due it counts as received.

    Decided by another than who took it in; the books tell of it. Raises NoSuchAssetContract, OutsideRegion, SamePerson,
    MoreThanHeld, NobodyBenefits, ReceivedInFuture, and for a due NoSuchDue and MoreThanOwed.
    """
    contract = await get_contract(session, contract_id)
    by.must_cover(contract.region)
    holders = await list_holders(session, contract.asset_id, TitleKind.BENEFICIARY)
    parts = by_share(form.amount_fen, [each.share for each in holders])
    keys = [AccountKey(AccountKind.ASSET_INCOME, each.holder_region, each.holder, Source.ASSET_INCOME) for each in holders]
    deposit, *incomes = await lock_accounts(session, await deposit_account(session, contract), *keys)
    contract = await lock_contract(session, contract_id)
    owed = await lock_due(session, form.due_id) if form.due_id else None

    for taker in await list_takers(session, contract_id):
        must_be_another(taker, by.subject)
    must_be_past(form.moved_on, on=china(at).date())
    must_be_held(form.amount_fen, held_fen=deposit.sums.available_fen)
    if owed is not None:
        must_settle(form.amount_fen, open_fen=owed.open_fen, is_of_contract=owed.due.contract_id == contract.id)

    link, entries = uuid7(), []
    for income, part in zip(incomes, parts, strict=True):
        if part == 0:
            continue
        kept = Transfer(
            phase=Phase.MOVED,
            purpose=Purpose.ASSET_INCOME,
            region=income.key.region,
            amount_fen=part,
            link_id=link,
            about=About.ASSET_DUE if owed else About.ASSET_CONTRACT,
            about_id=owed.due.id if owed else contract.id,
            memo=form.reason,
            made_at=at,
        )
        legs = transfer.move(deposit, income, part)
        deposit = deposit.after(legs)
        entries.append((kept, legs))
    await add_transfers(session, *entries)
    of: dict[str, Any] = {"region": contract.region, "written_by": by.subject}
    moves = [
        AssetDeposit(
            contract_id=contract.id,
            move=DepositMove.KEPT,
            transfer_id=kept.id,
            amount_fen=kept.amount_fen,
            due_id=form.due_id,
            reason=form.reason,
            moved_on=form.moved_on,
            moved_at=at,
            **of,
        )
        for kept, _ in entries
    ]
    session.add_all(moves)
    if owed is not None:
        session.add_all(
            AssetReceipt(
                due_id=owed.due.id,
                transfer_id=kept.id,
                amount_fen=kept.amount_fen,
                received_on=form.moved_on,
                received_at=at,
                **of,
            )
            for kept, _ in entries
        )
    await session.flush()
    return moves
