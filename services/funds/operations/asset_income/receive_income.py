from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, AccountKind, Source
from services.funds.rules.asset import TitleKind
from services.funds.rules.asset_contract import MoreThanOwed, ReceivedInFuture, by_share
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.schemas.asset_income import ReceiveIncome
from services.funds.store.asset import list_holders
from services.funds.store.asset_income import Owed, get_due, lock_due
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.tables import AssetReceipt, Transfer
from shared.clock import china
from shared.ids import uuid7
from shared.regions import county_of
from shared.security import Principal


async def receive_income(session: AsyncSession, due_id: UUID, form: ReceiveIncome, *, by: Principal, at: datetime) -> Owed:
    """Book what came in of a due to those who benefit, by their shares to the fen, each in its own account; all or none.

    The books tell of it. Raises NoSuchDue, OutsideRegion, NobodyBenefits, MoreThanOwed, ReceivedInFuture.
    """
    due = await get_due(session, due_id)
    by.must_cover(due.region)
    holders = await list_holders(session, due.asset_id, TitleKind.BENEFICIARY)
    parts = by_share(form.amount_fen, [each.share for each in holders])
    origin = AccountKey(AccountKind.OPERATORS, county_of(due.region))
    keys = [AccountKey(AccountKind.ASSET_INCOME, each.holder_region, each.holder, Source.ASSET_INCOME) for each in holders]
    operators, *incomes = await lock_accounts(session, origin, *keys)
    owed = await lock_due(session, due_id)

    if form.amount_fen > owed.open_fen:
        raise MoreThanOwed(pointer="/amount_yuan", open_fen=owed.open_fen)
    if form.received_on > china(at).date():
        raise ReceivedInFuture(pointer="/received_on")

    link, entries = uuid7(), []
    for income, part in zip(incomes, parts, strict=True):
        if part == 0:
            continue
        received = Transfer(
            phase=Phase.MOVED,
            purpose=Purpose.ASSET_INCOME,
            region=income.key.region,
            amount_fen=part,
            link_id=link,
            about=About.ASSET_DUE,
            about_id=due_id,
            memo=form.memo,
            made_at=at,
        )
        legs = transfer.move(operators, income, part)
        operators = operators.after(legs)
        entries.append((received, legs))
    await add_transfers(session, *entries)
    session.add_all(
        AssetReceipt(
            due_id=due_id,
            region=due.region,
            transfer_id=received.id,
            amount_fen=received.amount_fen,
            received_on=form.received_on,
            received_at=at,
            written_by=by.subject,
        )
        for received, _ in entries
    )
    await session.flush()
    return Owed(owed.due, owed.received_fen + form.amount_fen)
