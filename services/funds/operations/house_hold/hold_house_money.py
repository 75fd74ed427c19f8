from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.house_hold import GOES_ON, HoldState, HousePlan, HousePromisedBefore
from services.funds.rules.transfer import About
from services.funds.store.house_hold import (
    find_hold_of_house,
    is_given,
    keep_wanted,
    list_parts,
    lock_hold,
)
from services.funds.store.matter import find_request_of_thing
from services.funds.tables import HouseHold
from shared import outbox
from shared.clock import china
from shared.errors import Refusal
from shared.events.funds import HeldLine, HouseMoneyHeld, HouseMoneyRefused, LackingSource
from shared.regions import town_of


async def hold_house_money(
    session: AsyncSession, renovation_id: UUID, plan: HousePlan | None = None, *, at: datetime
) -> HouseHold | None:
    """Set aside what a house is promised, on the lines of its programme and year, by source; a newer plan of the same renovation
    changes how much, and for whom. Where a line or room is lacking it waits, and being asked again by the clock (without a plan)
    it takes the same path. The answer is told whenever it is another.

    None where the house has money of this programme already (which is told too), or nothing is known of the renovation.
    """
    hold = await lock_hold(session, renovation_id)
    if plan is None:
        if hold is None or hold.state is not HoldState.WAITING:
            return hold
    elif hold is not None:
        if plan.plan <= hold.plan or hold.state not in GOES_ON:
            return hold
        hold.plan, hold.wanted_fen, hold.shares = plan.plan, _sum(plan), _shares(plan)
        hold.may_stand_in, hold.household_id = plan.may_stand_in, plan.household_id
    elif await _is_promised(session, plan):
        refusal = HousePromisedBefore()
        await outbox.record(session, _refused(plan.renovation_id, plan.region, plan.plan, refusal, is_waiting=False))
        return None
    else:
        hold = _new(plan, at=at)
    session.add(hold)
    await session.flush()

    before = (hold.state, hold.refusal_code, hold.short)
    hold.tried_at = at
    try:
        held_fen = await keep_wanted(session, hold, at=at)
    except Refusal as refusal:
        hold.state, hold.refusal_code, hold.refusal = HoldState.WAITING, refusal.code, refusal.title
        hold.short = list(refusal.facts.get("short", []))
        session.add(hold)
        await session.flush()
        if plan is not None or before != (hold.state, hold.refusal_code, hold.short):
            told = _refused(hold.renovation_id, hold.region, hold.plan, refusal, is_waiting=True)
            await outbox.record(session, told)
        return hold
    hold.state, hold.refusal_code, hold.refusal, hold.short = HoldState.HELD, "", "", []
    session.add(hold)
    await session.flush()
    await outbox.record(session, await _held(session, hold, held_fen, at=at))
    return hold


async def _is_promised(session: AsyncSession, plan: HousePlan) -> bool:
    """A renovation that has ended, and of whose money nothing is with the household any more, is no promise."""
    earlier = await find_hold_of_house(session, plan.programme, plan.house_id)
    if earlier is not None and earlier.state is HoldState.ENDED and not await is_given(session, earlier.id):
        earlier.state = HoldState.FREED
        session.add(earlier)
        await session.flush()
        earlier = None
    asked = await find_request_of_thing(session, About.HOUSING, plan.programme, plan.house_id)
    return earlier is not None or asked is not None


def _new(plan: HousePlan, *, at: datetime) -> HouseHold:
    return HouseHold(
        renovation_id=plan.renovation_id,
        number=plan.number,
        household_id=plan.household_id,
        thing_id=plan.house_id,
        region=plan.region,
        programme=plan.programme,
        year=plan.year,
        plan=plan.plan,
        wanted_fen=_sum(plan),
        shares=_shares(plan),
        may_stand_in=plan.may_stand_in,
        state=HoldState.WAITING,
        asked_by=plan.asked_by,
        planned_on=plan.planned_on,
        tried_at=at,
    )


def _sum(plan: HousePlan) -> int:
    return sum(each.amount_fen for each in plan.wanted)


def _shares(plan: HousePlan) -> list[dict[str, object]]:
    return [{"source": each.source.value, "amount_fen": each.amount_fen} for each in plan.wanted]


async def _held(session: AsyncSession, hold: HouseHold, held_fen: int, *, at: datetime) -> HouseMoneyHeld:
    parts = [part for part in await list_parts(session, hold.id) if part.amount_fen]
    return HouseMoneyHeld(
        renovation_id=hold.renovation_id,
        region=town_of(hold.region),
        plan=hold.plan,
        amount_fen=held_fen,
        lines=[HeldLine(line=part.line, source=part.source.value, amount_fen=part.amount_fen) for part in parts],
        held_on=china(at).date(),
    )


def _refused(renovation_id: UUID, region: str, plan: int, refusal: Refusal, *, is_waiting: bool) -> HouseMoneyRefused:
    return HouseMoneyRefused(
        renovation_id=renovation_id,
        region=town_of(region),
        plan=plan,
        code=refusal.code,
        reason=refusal.title,
        short=[LackingSource(**each) for each in refusal.facts.get("short", [])],
        is_waiting=is_waiting,
    )
