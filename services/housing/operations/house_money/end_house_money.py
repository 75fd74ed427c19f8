from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.awaited_step import Matter
from services.housing.rules.house_money import GOES_ON, NOT_RELEASED, MoneyState, StageState
from services.housing.store.awaited_step import end_steps
from services.housing.store.house_money import is_out, list_stages, lock_money, paid_of
from services.housing.store.renovation import lock_renovation
from services.housing.tables import HouseMoney
from shared import outbox
from shared.clock import china
from shared.events.housing import RenovationUnplanned


async def end_house_money(session: AsyncSession, renovation_id: UUID, *, at: datetime) -> HouseMoney | None:
    """A renovation does not go on: what is set aside for it is free, what is not with the bank is withdrawn, and of what the
    household has a person decides (funds proposes it). Until that is done the house is promised no other money of this budget.

    None where no money was promised. Raises NoSuchRenovation.
    """
    await lock_renovation(session, renovation_id)
    money = await lock_money(session, renovation_id)
    if money is None or money.state not in GOES_ON:
        return money
    stages = await list_stages(session, money.id)

    out = [stage for stage in stages if is_out(stage)]

    money.state = MoneyState.ENDED if out else MoneyState.FREED
    money.asked_back_fen = sum(map(paid_of, out))
    money.held_fen, money.lines, money.short, money.code, money.reason = 0, [], [], "", ""
    for stage in stages:
        if stage.state in NOT_RELEASED:
            stage.state, stage.amount_fen = StageState.NOTHING, 0
    session.add(money)
    session.add_all(stages)
    await session.flush()
    for matter_id in sorted({stage.matter_id for stage in stages if stage.matter_id}):
        await end_steps(session, Matter.SUBSIDY, matter_id, on=china(at).date())

    await outbox.record(
        session, RenovationUnplanned(renovation_id=renovation_id, region=money.region, unplanned_on=china(at).date())
    )
    return money
