from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.house_money import GOES_ON, replanned
from services.housing.store.help_policy import get_help_policy_named
from services.housing.store.house_money import list_stages, lock_money, shares_told, standing_of
from services.housing.store.renovation import lock_renovation
from services.housing.tables import HouseMoney
from shared import outbox
from shared.clock import china
from shared.events.housing import RenovationPlanned, SourceShare
from shared.security import Principal
from shared.vault import hash_identity


async def lower_house_money(session: AsyncSession, renovation_id: UUID, *, by: Principal, at: datetime) -> HouseMoney | None:
    """The agreement's price is below the promise, and a subsidy is never above the cost: what is too much is free again.

    Should the works cost more in the end, the acceptance says so, up to the standard. None where no money is promised.
    Raises NoSuchRenovation.
    """
    renovation = await lock_renovation(session, renovation_id)
    money = await lock_money(session, renovation_id)
    price = renovation.planned_cost_fen
    if money is None or money.state not in GOES_ON or price is None or price >= money.promised_fen:
        return money
    policy = get_help_policy_named(renovation.policy)
    stages = await list_stages(session, money.id)

    amounts = replanned(price, [standing_of(stage) for stage in stages])

    money.promised_fen, money.shares, money.plan = price, shares_told(policy, price), money.plan + 1
    for stage, amount in zip(stages, amounts, strict=True):
        stage.amount_fen = amount
    session.add(money)
    session.add_all(stages)
    await session.flush()

    await outbox.record(
        session,
        RenovationPlanned(
            renovation_id=renovation.id,
            number=renovation.number,
            plan=money.plan,
            household_id=money.household_id,
            house_id=money.house_id,
            region=money.region,
            budget_code=money.budget_code,
            year=money.year,
            amount_fen=money.promised_fen,
            shares=[SourceShare(**share) for share in money.shares],
            may_stand_in=policy.holding is None or policy.holding.may_stand_in,
            planned_on=china(at).date(),
            asked_by=hash_identity(by.subject),
        ),
    )
    return money
