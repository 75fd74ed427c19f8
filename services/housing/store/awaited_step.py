"""Steps that wait for somebody: opened and ended with what causes it; the rows are what a job tells and what the boards show."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.awaited_step import Matter, Step, day_after, due_by
from services.housing.store.step_policy import get_term
from services.housing.tables import Acceptance, AwaitedStep, MoneyStage, Renovation


def new_step(
    matter: Matter,
    matter_id: UUID,
    step: Step,
    *,
    region: str,
    since: date,
    term_from: date | None = None,
    due_on: date | None = None,
    put_off: int = 0,
    is_told_late: bool = False,
    renovation_id: UUID | None = None,
    number: str = "",
    things: int | None = None,
) -> AwaitedStep:
    """Due on the day that was agreed on (`due_on`, put off by so many days), or by the place's terms, which run from the day
    on which it begins or from another (`term_from`); told when it begins, or (`is_told_late`) once it is late.

    Raises NoStepRule.
    """
    term, last = get_term(step, region, term_from or since)
    due = due_by(last, due_on, put_off=put_off)
    return AwaitedStep(
        matter=matter,
        matter_id=matter_id,
        renovation_id=renovation_id,
        step=step,
        level=term.level,
        region=region,
        number=number,
        things=things,
        since_on=since,
        due_on=due,
        is_agreed=due_on is not None,
        put_off=put_off,
        tell_on=max(since, day_after(due)) if is_told_late else since,
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


def payment_awaited(acceptance: Acceptance, *, renovation: Renovation | None = None) -> AwaitedStep:
    """A subsidy is due within the term (一个月内拨付到户); whoever pays is told once it is late."""
    return new_step(
        Matter.SUBSIDY,
        acceptance.id,
        Step.PAY,
        region=acceptance.region,
        since=acceptance.accepted_on,
        is_told_late=True,
        renovation_id=renovation.id if renovation else None,
        number=renovation.number if renovation else "",
    )


def stage_awaited(stage: MoneyStage, number: str) -> AwaitedStep | None:
    """The same of a stage that was asked for, within its own term where the place's rule of money has one. None before that."""
    if stage.matter_id is None or stage.reached_on is None:
        return None
    return new_step(
        Matter.SUBSIDY,
        stage.matter_id,
        Step.PAY,
        region=stage.region,
        since=stage.reached_on,
        due_on=stage.due_on,
        is_told_late=True,
        renovation_id=stage.renovation_id,
        number=number,
    )


async def list_open_steps(session: AsyncSession, renovation_ids: Collection[UUID]) -> dict[UUID, list[AwaitedStep]]:
    """What each renovation waits for, with its defects, payments and visits; the earliest due first."""
    query = select(AwaitedStep).where(col(AwaitedStep.renovation_id).in_(renovation_ids), col(AwaitedStep.ended_on).is_(None))
    found: dict[UUID, list[AwaitedStep]] = {id: [] for id in renovation_ids}
    for step in await session.exec(query.order_by(col(AwaitedStep.due_on), col(AwaitedStep.id))):
        if step.renovation_id is not None:
            found[step.renovation_id].append(step)
    return found


def is_late_since(on: date) -> Any:
    """Of a renovation: something of it should have been done before that day."""
    return _open().where(col(AwaitedStep.due_on) < on).exists()


def is_turn_of(level: Any, on: date) -> Any:
    """Of a renovation: a step of it is this level's, and has begun."""
    return _open().where(AwaitedStep.level == level, col(AwaitedStep.since_on) <= on).exists()


def _open() -> Any:
    return select(AwaitedStep.id).where(AwaitedStep.renovation_id == Renovation.id, col(AwaitedStep.ended_on).is_(None))


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
