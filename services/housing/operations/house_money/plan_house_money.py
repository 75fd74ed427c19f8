from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.house_money import MoneyState, SubsidyPromisedElsewhere
from services.housing.rules.mode import BUILDS
from services.housing.rules.money_policy import HoldAt
from services.housing.store.acceptance import find_standing_acceptance
from services.housing.store.help_policy import get_help_policy_named
from services.housing.store.house import lock_house
from services.housing.store.house_money import find_money_of_house, lock_money, shares_told, stages_of
from services.housing.store.renovation import lock_renovation
from services.housing.tables import HouseMoney, Renovation
from shared import outbox
from shared.clock import china
from shared.events.housing import RenovationPlanned, SourceShare
from shared.security import Principal
from shared.vault import hash_identity


async def plan_house_money(
    session: AsyncSession, renovation_id: UUID, *, reached: HoldAt, by: Principal, at: datetime
) -> HouseMoney | None:
    """A renovation has come as far as its place's rule lets its money be set aside: the standard is promised, its stages stand,
    and funds is asked to hold it, split by source. Once a renovation, however often it comes this far.

    None where the place holds nothing, holds it at another step, or promises no money for this mode.
    Raises NoSuchRenovation, SubsidyPromisedElsewhere.
    """
    renovation = await lock_renovation(session, renovation_id)
    policy = get_help_policy_named(renovation.policy)
    holding, on = policy.holding, china(at).date()
    known = await lock_money(session, renovation_id)
    if known is not None or holding is None or holding.at is not reached:
        return known
    if renovation.mode not in BUILDS or renovation.standard_fen == 0:
        return None
    await lock_house(session, renovation.house_id)
    elsewhere = await find_money_of_house(session, renovation.house_id, holding.budget_code)
    accepted = await find_standing_acceptance(session, renovation.house_id, holding.budget_code)

    if elsewhere is not None or accepted is not None:
        raise SubsidyPromisedElsewhere(budget_code=holding.budget_code)

    money = HouseMoney(
        renovation_id=renovation.id,
        house_id=renovation.house_id,
        household_id=renovation.household_id,
        region=renovation.region,
        budget_code=holding.budget_code,
        year=on.year,
        promised_fen=renovation.standard_fen,
        shares=shares_told(policy, renovation.standard_fen),
        plan=1,
        state=MoneyState.PLANNED,
        planned_on=on,
        told_at=at,
    )
    session.add(money)
    await session.flush()
    session.add_all(stages_of(policy, renovation, money))
    await session.flush()

    await outbox.record(session, _planned(renovation, money, may_stand_in=holding.may_stand_in, by=by))
    return money


def _planned(renovation: Renovation, money: HouseMoney, *, may_stand_in: bool, by: Principal) -> RenovationPlanned:
    return RenovationPlanned(
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
        may_stand_in=may_stand_in,
        planned_on=money.planned_on,
        asked_by=hash_identity(by.subject),
    )
