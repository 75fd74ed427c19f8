"""Steps that wait for somebody: opened and ended with what causes it; the rows are what a job has to tell."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.awaited_step import Matter, Stands, Step, day_after, due_by, next_step
from services.housing.rules.renovation import OVER, RenovationState
from services.housing.store.acceptance import get_acceptance
from services.housing.store.step_policy import get_term
from services.housing.tables import Acceptance, AwaitedStep, Renovation


def new_step(
    matter: Matter,
    matter_id: UUID,
    step: Step,
    *,
    region: str,
    since: date,
    due_on: date | None = None,
    number: str = "",
    things: int | None = None,
) -> AwaitedStep:
    """Due when its matter says so, or by the place's terms; told when it begins unless another day is set.

    Raises NoStepRule.
    """
    term, last = get_term(step, region, since)
    return AwaitedStep(
        matter=matter,
        matter_id=matter_id,
        step=step,
        level=term.level,
        region=region,
        number=number,
        things=things,
        since_on=since,
        due_on=due_by(last, due_on, since=since),
        tell_on=since,
    )


async def await_steps(session: AsyncSession, steps: Sequence[AwaitedStep]) -> None:
    """Somebody has to act, and is told by a job once the step's day has come."""
    session.add_all(steps)
    await session.flush()


async def end_steps(
    session: AsyncSession, matter: Matter, matter_id: UUID, *, on: date, region: str = "", at_most: int | None = None
) -> None:
    """Nobody has to act any more: in a region, or anywhere; the earliest due first where only so many end. Whoever was told is
    told of the end by a job."""
    query = select(AwaitedStep).where(AwaitedStep.matter == matter, AwaitedStep.matter_id == matter_id)
    query = query.where(col(AwaitedStep.ended_on).is_(None)).order_by(col(AwaitedStep.due_on), col(AwaitedStep.id)).limit(at_most)
    if region:
        query = query.where(AwaitedStep.region == region)
    for step in await session.exec(query.with_for_update()):
        step.ended_on = on
    await session.flush()


def payment_awaited(acceptance: Acceptance, *, number: str = "") -> AwaitedStep:
    """A subsidy is due within the term (一个月内拨付到户); whoever pays is told once it is late."""
    since = acceptance.accepted_on
    step = new_step(Matter.SUBSIDY, acceptance.id, Step.PAY, region=acceptance.region, since=since, number=number)
    step.tell_on = day_after(step.due_on)
    return step


async def follow_renovation(session: AsyncSession, renovation: Renovation, *, on: date) -> None:
    """After an act: what its renovation waited for is taken, and what it waits for now is somebody's turn. Nothing where the
    turn did not change. Raises NoStepRule."""
    acceptance = await get_acceptance(session, renovation.acceptance_id) if renovation.acceptance_id else None
    stands = Stands(
        renovation.state,
        renovation.mode,
        renovation.has_stood,
        renovation.asks,
        is_paid=acceptance is None or acceptance.subsidy is SubsidyState.PAID,
    )
    step = next_step(stands)
    query = select(AwaitedStep).where(AwaitedStep.matter == Matter.RENOVATION, AwaitedStep.matter_id == renovation.id)
    waiting = (await session.exec(query.where(col(AwaitedStep.ended_on).is_(None)).with_for_update())).first()
    if waiting is not None and waiting.step is step:
        return
    await end_steps(session, Matter.RENOVATION, renovation.id, on=on)
    if step is None:
        return
    agreed = {Step.START: renovation.starts_on, Step.FINISH: renovation.ends_on}.get(step)
    opened = new_step(
        Matter.RENOVATION,
        renovation.id,
        step,
        region=renovation.region,
        since=on,
        due_on=agreed,
        number=renovation.number,
    )
    await await_steps(session, [opened])


_WAITS = (
    RenovationState.APPLIED,
    RenovationState.AGREED,
    RenovationState.UNDER_WAY,
    RenovationState.STOPPED,
    RenovationState.FINISHED,
)
_SHOWN = (RenovationState.VILLAGE_AGREED, RenovationState.TOWN_AGREED, RenovationState.COUNTY_AGREED)


async def lock_unawaited(session: AsyncSession, *, limit: int) -> Sequence[Renovation]:
    """Renovations that are somebody's turn and of which no step is open: those that were under way before steps were kept."""
    waiting = select(AwaitedStep.id).where(
        AwaitedStep.matter == Matter.RENOVATION,
        AwaitedStep.matter_id == Renovation.id,
        col(AwaitedStep.ended_on).is_(None),
    )
    is_turn = or_(
        col(Renovation.state).in_(_WAITS),
        and_(col(Renovation.state).in_(_SHOWN), col(Renovation.has_stood)),
        and_(col(Renovation.asks).is_not(None), col(Renovation.state).not_in(OVER)),
    )
    query = select(Renovation).where(is_turn, ~waiting.exists()).order_by(col(Renovation.id)).limit(limit)
    return (await session.exec(query.with_for_update(skip_locked=True))).all()


async def lock_due_steps(session: AsyncSession, *, on: date, limit: int) -> Sequence[AwaitedStep]:
    """Whose day to be told has come, and who were not told yet; those that another process is at are left to it."""
    query = select(AwaitedStep).where(
        col(AwaitedStep.ended_on).is_(None), col(AwaitedStep.told_on).is_(None), col(AwaitedStep.tell_on) <= on
    )
    return (await session.exec(query.order_by(col(AwaitedStep.id)).limit(limit).with_for_update(skip_locked=True))).all()


async def lock_ended_steps(session: AsyncSession, *, limit: int) -> Sequence[AwaitedStep]:
    """What ended of that of which somebody was told, and was not told of the end yet."""
    query = select(AwaitedStep).where(
        col(AwaitedStep.ended_on).is_not(None), col(AwaitedStep.told_on).is_not(None), ~col(AwaitedStep.is_end_told)
    )
    return (await session.exec(query.order_by(col(AwaitedStep.id)).limit(limit).with_for_update(skip_locked=True))).all()
