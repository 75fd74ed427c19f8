"""What a renovation waits for: its row is opened, ended and found again here, by the one rule of what comes next."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import and_, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.acceptance import OWED_NOTHING
from services.housing.rules.awaited_step import Matter, Step
from services.housing.rules.house_money import GOES_ON, NOT_RELEASED, SETTLED
from services.housing.rules.next_step import OF_ITS_OWN, Standing, next_step
from services.housing.rules.renovation import OVER, Level, RenovationState
from services.housing.rules.works import days_stood_still
from services.housing.store.acceptance import get_acceptance
from services.housing.store.awaited_step import await_steps, end_steps, new_step
from services.housing.store.disaster_policy import get_disaster_policy
from services.housing.store.help_policy import get_help_policy_named
from services.housing.store.renovation import list_events
from services.housing.store.step_policy import get_step_policy
from services.housing.tables import Acceptance, AwaitedStep, Defect, HouseMoney, MoneyStage, Renovation, RenovationEvent
from shared.policy.term import Calendar, Term, last_day


async def follow_renovation(session: AsyncSession, renovation: Renovation, *, on: date) -> None:
    """After an act: what its renovation waited for is taken, and what it waits for now is somebody's turn. Nothing where the
    turn did not change. Raises NoStepRule."""
    acceptance = await get_acceptance(session, renovation.acceptance_id) if renovation.acceptance_id else None
    is_paid = acceptance is None or acceptance.subsidy in OWED_NOTHING
    at = Standing(renovation.state, renovation.mode, renovation.has_stood, renovation.asks, is_paid=is_paid)
    step = next_step(at)
    if step in OF_ITS_OWN:
        step = None
    query = select(AwaitedStep).where(AwaitedStep.matter == Matter.RENOVATION, AwaitedStep.matter_id == renovation.id)
    waiting = (await session.exec(query.where(col(AwaitedStep.ended_on).is_(None)).with_for_update())).first()
    if waiting is not None and waiting.step is step:
        return
    await end_steps(session, Matter.RENOVATION, renovation.id, on=on)
    if step is not None:
        await await_steps(session, [await _opened(session, renovation, step, on=on)])


async def _opened(session: AsyncSession, renovation: Renovation, step: Step, *, on: date) -> AwaitedStep:
    shown = await session.get(RenovationEvent, renovation.notice_for) if step is Step.NOTICE and renovation.notice_for else None
    agreed, put_off = await _agreed(session, renovation, step, on=on)
    return new_step(
        Matter.RENOVATION,
        renovation.id,
        step,
        region=renovation.region,
        since=on,
        term_from=notice_until(renovation, shown) if shown else None,
        due_on=agreed,
        put_off=put_off,
        is_told_late=step is Step.NOTICE,
        renovation_id=renovation.id,
        number=renovation.number,
    )


async def _agreed(session: AsyncSession, renovation: Renovation, step: Step, *, on: date) -> tuple[date | None, int]:
    """The day that the agreement says of a step, and by how many days winter and flood have put it off. While works stand still
    for one of these, nobody has agreed on a day; while they do for anything else, the agreed one runs on."""
    policy = get_step_policy(renovation.region, on)
    if step is Step.RESUME and policy.puts_off(renovation.stop_why):
        return None, 0
    until_end = renovation.ends_on if renovation.started_on else renovation.starts_on
    days = {Step.START: renovation.starts_on, Step.MOVE_IN: renovation.ends_on, Step.RESUME: until_end}
    day = (days | {Step.FINISH: renovation.ends_on}).get(step)
    if day is None:
        return None, 0
    record = [(each.act, each.on, each.said) for each in await list_events(session, renovation.id)]
    return day, days_stood_still(record, policy.uncounted_names, until=on)


def notice_term(renovation: Renovation, level: Level, shown_on: date) -> Term:
    """How long a level's notice stands; a place may shorten it for a house that a disaster struck."""
    term: Term = getattr(get_help_policy_named(renovation.policy).notices, level.value)
    if renovation.is_urgent:
        term = get_disaster_policy(renovation.region, shown_on)[0].notice_of(level.value, term)
    return term


def notice_until(renovation: Renovation, shown: RenovationEvent) -> date:
    """The last day of a notice by the national calendar; a place's own days off and holds are known to funds, which says when it
    is over."""
    assert shown.level is not None  # a notice is of a level's opinion
    return last_day(shown.on, notice_term(renovation, shown.level, shown.on), Calendar())


async def lock_unawaited(session: AsyncSession, *, limit: int) -> Sequence[Renovation]:
    """Renovations that are somebody's turn and of which no step is open: those that were under way before steps were kept."""
    waiting = select(AwaitedStep.id).where(
        AwaitedStep.matter == Matter.RENOVATION,
        AwaitedStep.matter_id == Renovation.id,
        col(AwaitedStep.ended_on).is_(None),
    )
    owed = select(Acceptance.id).where(Acceptance.id == Renovation.acceptance_id, col(Acceptance.subsidy).not_in(OWED_NOTHING))
    is_paid_for = and_(Renovation.state == RenovationState.ACCEPTED, col(Renovation.asks).is_(None), owed.exists())
    query = select(Renovation).where(col(Renovation.state).not_in(OVER), ~is_paid_for, ~waiting.exists())
    return (await session.exec(query.order_by(col(Renovation.id)).limit(limit).with_for_update(skip_locked=True))).all()


async def last_entered_on(session: AsyncSession, renovation_id: UUID) -> date | None:
    """The day in China on which its last line was entered: since when whoever is next has been able to act."""
    day = func.date(func.timezone("Asia/Shanghai", func.max(RenovationEvent.at)))
    found: date | None = (await session.exec(select(day).where(RenovationEvent.renovation_id == renovation_id))).one()
    return found


async def list_unawaited_defects(session: AsyncSession, *, limit: int) -> Sequence[tuple[Defect, Renovation]]:
    """Open defects of renovations that go on."""
    query = select(Defect, Renovation).join(Renovation, col(Renovation.id) == col(Defect.renovation_id))
    query = query.where(col(Defect.cured_on).is_(None), col(Renovation.state).not_in(OVER))
    return (await session.exec(query.where(~_waits(Matter.DEFECT, Defect.id)).order_by(col(Defect.id)).limit(limit))).all()


async def list_unawaited_visits(session: AsyncSession, *, limit: int) -> Sequence[Renovation]:
    """Closed, with visits to come."""
    is_due = and_(Renovation.state == RenovationState.CLOSED, func.jsonb_array_length(Renovation.visits_due) > 0)
    query = select(Renovation).where(is_due, ~_waits(Matter.VISIT, Renovation.id))
    return (await session.exec(query.order_by(col(Renovation.id)).limit(limit))).all()


async def list_unawaited_payments(session: AsyncSession, *, limit: int) -> Sequence[tuple[Acceptance, Renovation | None]]:
    """Standing acceptances that are owed money that no stages part."""
    staged = select(HouseMoney.id).where(HouseMoney.renovation_id == Acceptance.renovation_id)
    query = select(Acceptance, Renovation).outerjoin(Renovation, col(Renovation.id) == col(Acceptance.renovation_id))
    query = query.where(col(Acceptance.revoked_at).is_(None), col(Acceptance.subsidy).not_in(OWED_NOTHING), ~staged.exists())
    query = query.where(~_waits(Matter.SUBSIDY, Acceptance.id)).order_by(col(Acceptance.id)).limit(limit)
    return [(acceptance, renovation) for acceptance, renovation in (await session.exec(query)).all()]


async def list_unawaited_stages(session: AsyncSession, *, limit: int) -> Sequence[tuple[MoneyStage, Renovation]]:
    """Stages that were asked for and are not paid, of money that goes on."""
    query = select(MoneyStage, Renovation).join(Renovation, col(Renovation.id) == col(MoneyStage.renovation_id))
    query = query.join(HouseMoney, col(HouseMoney.id) == col(MoneyStage.money_id))
    is_owed = and_(col(MoneyStage.matter_id).is_not(None), col(MoneyStage.state).not_in(SETTLED | NOT_RELEASED))
    query = query.where(is_owed, col(HouseMoney.state).in_(GOES_ON), ~_waits(Matter.SUBSIDY, MoneyStage.matter_id))
    return (await session.exec(query.order_by(col(MoneyStage.id)).limit(limit))).all()


def _waits(matter: Matter, id: Any) -> Any:
    query = select(AwaitedStep.id).where(AwaitedStep.matter == matter, AwaitedStep.matter_id == id)
    return query.where(col(AwaitedStep.ended_on).is_(None)).exists()
