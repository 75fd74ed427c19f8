from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.store.awaited_step import lock_due_steps, lock_ended_steps
from services.housing.tables import AwaitedStep
from shared import outbox
from shared.events.housing import HousingStepAwaited, HousingStepEnded

AT_ONCE = 500
"""Steps per call: the next takes the rest."""


async def tell_due_steps(session: AsyncSession, *, on: date) -> list[AwaitedStep]:
    """Whoever has to act is told, on the first day of a step or on the day on which it falls due, each once; and of its end, if
    they were told of it. What ended before anybody was told troubles nobody. Returns those of which somebody is told now."""
    due = list(await lock_due_steps(session, on=on, limit=AT_ONCE))
    ended = await lock_ended_steps(session, limit=AT_ONCE)

    for step in due:
        step.told_on = on
    for step in ended:
        step.is_end_told = True
    await session.flush()

    await outbox.record(session, *map(_awaited, due), *map(_ended, ended))
    return due


def _awaited(step: AwaitedStep) -> HousingStepAwaited:
    return HousingStepAwaited(
        step_id=step.id,
        step=step.step.value,
        matter=step.matter.value,
        matter_id=step.matter_id,
        number=step.number,
        region=step.region,
        level=step.level.value,
        things=step.things,
        since_on=step.since_on,
        due_on=step.due_on,
    )


def _ended(step: AwaitedStep) -> HousingStepEnded:
    return HousingStepEnded(step_id=step.id, step=step.step.value, region=step.region, ended_on=step.ended_on or step.since_on)
