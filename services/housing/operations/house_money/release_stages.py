from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.house_money import GOES_ON, NOT_RELEASED, MoneyState, StageState
from services.housing.rules.money_policy import StageAt
from services.housing.rules.renovation import Act
from services.housing.rules.works import Stage, visits_after
from services.housing.store.awaited_step import await_steps, stage_awaited
from services.housing.store.house_money import find_last_acceptance, list_stages, lock_money
from services.housing.store.renovation import list_defects, list_events, list_inspections, lock_renovation
from services.housing.tables import HouseMoney, MoneyStage, Renovation
from shared import outbox
from shared.clock import china
from shared.events.housing import HouseStageReleased
from shared.ids import uuid7
from shared.vault import hash_identity

_BEFORE_ACCEPTANCE = frozenset({StageAt.STARTED, StageAt.STRUCTURE, StageAt.FINISHED})


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the renovation's record says of the steps that stages wait for."""

    started_on: date | None
    structure_on: date | None
    finished_on: date | None
    accepted_on: date | None
    sound_on: Collection[date]
    """Days of return visits that found the house sound."""

    def reached_on(self, stage: MoneyStage) -> date | None:
        """The day on which a stage became due; the stage at the acceptance is the acceptance's own."""
        if stage.at in _BEFORE_ACCEPTANCE:
            if self.accepted_on is not None:
                return None  # the acceptance has settled it
            days = {StageAt.STARTED: self.started_on, StageAt.STRUCTURE: self.structure_on, StageAt.FINISHED: self.finished_on}
            return days[stage.at]
        if stage.at is not StageAt.VISITED or self.accepted_on is None or stage.after_months is None:
            return None
        [kept_until] = visits_after(self.accepted_on, [stage.after_months])
        return min((day for day in self.sound_on if day >= kept_until), default=None)


async def release_stages(session: AsyncSession, renovation_id: UUID, *, by: str, at: datetime) -> list[MoneyStage]:
    """Ask funds for every stage of the money whose step was taken and that was not asked for; `by` took the last step, and does
    not sign for the payment. Before the acceptance only what is set aside is asked for: the rest waits until it is.

    However often it is called, each stage is asked for once. Raises NoSuchRenovation.
    """
    renovation = await lock_renovation(session, renovation_id)
    money = await lock_money(session, renovation_id)
    if money is None or money.state not in GOES_ON:
        return []
    stages = await list_stages(session, money.id)
    seen = await _seen(session, renovation)

    ripe = [(stage, seen.reached_on(stage)) for stage in stages if stage.state in NOT_RELEASED]

    released = []
    for stage, reached_on in ripe:
        if reached_on is None:
            continue
        stage.reached_on = reached_on
        if stage.amount_fen == 0:
            stage.state = StageState.NOTHING
        elif money.state is not MoneyState.HELD and stage.at in _BEFORE_ACCEPTANCE:
            stage.state, stage.released_by = StageState.REACHED, stage.released_by or by
        else:
            stage.state, stage.matter_id, stage.told_at = StageState.REQUESTED, uuid7(), at
            stage.released_by = stage.released_by or by
            on = china(at).date()
            stage.due_on = visits_after(max(on, reached_on), [stage.within_months])[0] if stage.within_months else None
            released.append(stage)
        session.add(stage)
    await session.flush()

    waits = [stage_awaited(stage, renovation.number) for stage in released]
    await await_steps(session, [step for step in waits if step])

    await outbox.record(session, *(_released(renovation, money, stage) for stage in released))
    return released


async def _seen(session: AsyncSession, renovation: Renovation) -> _Seen:
    inspections = await list_inspections(session, renovation.id)
    uncured = await list_defects(session, renovation.id, is_open=True)
    looked = [each.inspected_on for each in inspections if each.stage is Stage.STRUCTURE]
    acceptance = await find_last_acceptance(session, renovation.id)
    visits = [each.on for each in await list_events(session, renovation.id) if each.act is Act.VISITED and each.is_sound]
    return _Seen(
        started_on=renovation.started_on,
        structure_on=max(looked) if looked and not uncured else None,
        finished_on=renovation.finished_on,
        accepted_on=acceptance.accepted_on if acceptance else None,
        sound_on=visits,
    )


def _released(renovation: Renovation, money: HouseMoney, stage: MoneyStage) -> HouseStageReleased:
    assert stage.matter_id is not None and stage.reached_on is not None  # as it was just released
    return HouseStageReleased(
        matter_id=stage.matter_id,
        renovation_id=renovation.id,
        number=renovation.number,
        household_id=money.household_id,
        region=money.region,
        stage=stage.title,
        amount_fen=stage.amount_fen,
        budget_code=money.budget_code,
        year=money.year,
        reached_on=stage.reached_on,
        due_on=stage.due_on,
        asked_by=hash_identity(stage.released_by),
    )
