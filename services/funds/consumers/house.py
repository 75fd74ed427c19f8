"""What housing says of the money of a renovation: promised, due by stage, no longer needed."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.house_hold.ask_house_money_back import ask_house_money_back
from services.funds.operations.house_hold.free_house_money import free_house_money
from services.funds.operations.house_hold.hold_house_money import hold_house_money
from services.funds.operations.house_hold.tell_house_hold import tell_house_hold
from services.funds.operations.payment_request.take_matter import take_matter
from services.funds.rules.account import Source
from services.funds.rules.house_hold import HousePlan, Wanted
from services.funds.rules.matter import Matter
from services.funds.rules.recovery import RecoveryWhy
from services.funds.rules.transfer import About
from shared import clock
from shared.consumers import Consumers
from shared.events.housing import HouseStageReleased, RenovationPlanned, RenovationUnplanned

handlers = Consumers("funds")


@handlers.on(RenovationPlanned)
async def set_house_money_aside(session: AsyncSession, event: RenovationPlanned) -> None:
    """A county promises a household its subsidy: it lies on budget lines from now on, or it is said what lacks."""
    plan = HousePlan(
        renovation_id=event.renovation_id,
        number=event.number,
        plan=event.plan,
        household_id=event.household_id,
        house_id=event.house_id,
        region=event.region,
        programme=event.budget_code,
        year=event.year,
        wanted=tuple(Wanted(Source(share.source), share.amount_fen) for share in event.shares),
        may_stand_in=event.may_stand_in,
        asked_by=f"housing:{event.asked_by}",
        planned_on=event.planned_on,
    )
    await hold_house_money(session, event.renovation_id, plan, at=clock.now())


@handlers.on(HouseStageReleased)
async def pay_house_stage(session: AsyncSession, event: HouseStageReleased) -> None:
    """The works have come as far as a stage of the money waits for."""
    matter = Matter(
        about=About.HOUSING,
        about_id=event.matter_id,
        round=1,
        household_id=event.household_id,
        region=event.region,
        amount_fen=event.amount_fen,
        title=f"{event.year}年农村危房改造补助（{event.stage}）"[:100],
        clause=f"农村危房改造 {event.number}，{event.stage}，{event.reached_on.isoformat()} 达到",
        year=event.year,
        asked_by=f"housing:{event.asked_by}",
        programme=event.budget_code,
        renovation_id=event.renovation_id,
    )
    await take_matter(session, matter, at=clock.now())
    await tell_house_hold(session, event.renovation_id, at=clock.now())


@handlers.on(RenovationUnplanned)
async def spare_house_money(session: AsyncSession, event: RenovationUnplanned) -> None:
    """It does not go on: nothing is set aside for it any more, and somebody decides on what was paid."""
    await free_house_money(session, event.renovation_id, at=clock.now())
    why = RecoveryWhy.HOUSE_ABANDONED
    await ask_house_money_back(session, event.renovation_id, over_fen=None, why=why, at=clock.now())
