from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.house_money import GOES_ON, replanned
from services.housing.store.help_policy import get_help_policy_named
from services.housing.store.house_money import find_last_acceptance, list_stages, lock_money, shares_told, standing_of
from services.housing.store.renovation import lock_renovation
from services.housing.tables import HouseMoney, Renovation
from shared import outbox
from shared.clock import china
from shared.events.housing import RenovationPlanned, SourceShare
from shared.security import Principal
from shared.vault import hash_identity


async def hand_on_house_money(session: AsyncSession, renovation_id: UUID, *, by: Principal, at: datetime) -> HouseMoney | None:
    """A renovation goes on with another household, or by another standard: what it was promised follows, by the price where that
    is lower. Stages that were asked for stay in the name of whoever lived there then; what funds withdraws of them is asked for
    once more in the new name.

    None where no money is promised. Raises NoSuchRenovation.
    """
    renovation = await lock_renovation(session, renovation_id)
    money = await lock_money(session, renovation_id)
    if money is None or money.state not in GOES_ON:
        return money
    is_accepted = await find_last_acceptance(session, renovation_id) is not None
    stages = await list_stages(session, money.id)
    policy = get_help_policy_named(renovation.policy)

    promised_fen = money.promised_fen if is_accepted else _promise(renovation)
    if renovation.household_id == money.household_id and promised_fen == money.promised_fen:
        return money
    standings = [standing_of(stage) for stage in stages]
    amounts = [stage.amount_fen for stage in stages] if is_accepted else replanned(promised_fen, standings)

    money.household_id, money.plan = renovation.household_id, money.plan + 1
    money.promised_fen, money.shares = promised_fen, shares_told(policy, promised_fen)
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


def _promise(renovation: Renovation) -> int:
    """The standard, and never more than the agreement's price."""
    price = renovation.planned_cost_fen
    return renovation.standard_fen if price is None else min(price, renovation.standard_fen)
