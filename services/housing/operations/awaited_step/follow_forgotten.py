from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.awaited_step import Matter, Step
from services.housing.store.awaited_step import await_steps, new_step, payment_awaited, stage_awaited
from services.housing.store.renovation_step import (
    follow_renovation,
    last_entered_on,
    list_unawaited_defects,
    list_unawaited_payments,
    list_unawaited_stages,
    list_unawaited_visits,
    lock_unawaited,
)
from services.housing.tables import AwaitedStep

AT_ONCE = 200
"""Of each kind per call: the next takes the rest."""


async def follow_forgotten(session: AsyncSession, *, on: date) -> int:
    """What was under way before steps were kept gets its step, since the day on which it could have been taken: renovations, open
    defects, return visits, and money that was asked for or came back. Returns how many of them there were."""
    forgotten = await lock_unawaited(session, limit=AT_ONCE)

    for renovation in forgotten:
        since = await last_entered_on(session, renovation.id) or renovation.applied_on
        await follow_renovation(session, renovation, on=min(since, on))
    beside = [*await _defects(session), *await _visits(session), *await _payments(session)]
    await await_steps(session, beside)
    return len(forgotten) + len(beside)


async def _defects(session: AsyncSession) -> list[AwaitedStep]:
    return [
        new_step(
            Matter.DEFECT,
            defect.id,
            Step.CURE,
            region=defect.region,
            since=min(defect.due_on, renovation.started_on or defect.due_on),
            due_on=defect.due_on,
            is_told_late=True,
            renovation_id=renovation.id,
            number=renovation.number,
        )
        for defect, renovation in await list_unawaited_defects(session, limit=AT_ONCE)
    ]


async def _visits(session: AsyncSession) -> list[AwaitedStep]:
    return [
        new_step(
            Matter.VISIT,
            renovation.id,
            Step.VISIT,
            region=renovation.region,
            since=date.fromisoformat(day),
            renovation_id=renovation.id,
            number=renovation.number,
        )
        for renovation in await list_unawaited_visits(session, limit=AT_ONCE)
        for day in renovation.visits_due
    ]


async def _payments(session: AsyncSession) -> list[AwaitedStep]:
    owed = await list_unawaited_payments(session, limit=AT_ONCE)
    stages = await list_unawaited_stages(session, limit=AT_ONCE)
    awaited = [stage_awaited(stage, renovation.number) for stage, renovation in stages]
    whole = [payment_awaited(acceptance, renovation=renovation) for acceptance, renovation in owed]
    return [*whole, *(each for each in awaited if each)]
