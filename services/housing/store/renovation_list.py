"""Which renovations are asked for: by place, state, whose turn it is, mode, lateness, house and builder."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.acceptance import OWED_NOTHING, SubsidyState
from services.housing.rules.awaited_step import Step
from services.housing.rules.house_money import NOT_RELEASED, SETTLED, STAGE_STATE_NAMES
from services.housing.rules.mode import Mode
from services.housing.rules.next_step import NextStep, Standing, first_step, spoken
from services.housing.rules.renovation import Level, RenovationState
from services.housing.rules.works import Stage
from services.housing.store.awaited_step import is_late_since, is_turn_of, list_open_steps
from services.housing.store.step_policy import get_step_policy
from services.housing.tables import Acceptance, AwaitedStep, Inspection, MoneyStage, Renovation

URGENT, USUAL = "0", "1"
"""The two parts of a list of renovations."""


def part_of(renovation: Renovation) -> str:
    return URGENT if renovation.is_urgent else USUAL


@dataclass(frozen=True, slots=True)
class WantedRenovations:
    """What is None or empty asks for nothing. `is_late_on`: something should have been done before that day; `level`: whose
    desk something is on today, `today`."""

    region: str = ""
    state: RenovationState | None = None
    level: Level | None = None
    mode: Mode | None = None
    is_late_on: date | None = None
    house_id: UUID | None = None
    contractor_id: UUID | None = None
    today: date = date.max

    def conditions(self) -> list[Any]:
        asked: list[Any] = []
        for column, value in (
            (Renovation.state, self.state),
            (Renovation.mode, self.mode),
            (Renovation.house_id, self.house_id),
            (Renovation.contractor_id, self.contractor_id),
        ):
            if value is not None:
                asked.append(column == value)
        if self.region:
            asked.append(col(Renovation.region).startswith(self.region, autoescape=True))
        if self.level is not None:
            asked.append(is_turn_of(self.level, self.today))
        if self.is_late_on is not None:
            asked.append(is_late_since(self.is_late_on))
        return asked


async def list_renovations(
    session: AsyncSession, wanted: WantedRenovations, *, after: tuple[str, UUID] | None, limit: int
) -> Sequence[Renovation]:
    """Those that a disaster struck first, both parts in the order in which they were applied for; one more than `limit`.
    `after`: the part and the id of the last of the page before."""
    query = select(Renovation).where(*wanted.conditions()).limit(limit + 1)
    query = query.order_by(col(Renovation.is_urgent).desc(), col(Renovation.id))
    if after is not None:
        part, last = after
        same = (col(Renovation.is_urgent) == (part == URGENT)) & (col(Renovation.id) > last)
        query = query.where(same | ~col(Renovation.is_urgent) if part == URGENT else same)
    return (await session.exec(query)).all()


async def count_renovations(session: AsyncSession, wanted: WantedRenovations) -> int:
    return (await session.exec(select(func.count()).select_from(Renovation).where(*wanted.conditions()))).one()


@dataclass(frozen=True, slots=True)
class Waits:
    """Where a renovation stands, and what of it waits, the earliest due first."""

    renovation: Renovation
    standing: Standing
    steps: Sequence[AwaitedStep]

    def next_step(self, *, lacks: int = 0) -> NextStep | None:
        """What is told first, with the day that the boards know too. None where nothing is left to do. Raises NoStepRule."""
        at = replace(self.standing, lacks=lacks)
        step = first_step(at)
        if step is None:
            return None
        row = next((each for each in self.steps if each.step is step), None)
        if row is None:  # under way since before steps were kept, and not found by the job yet
            policy = get_step_policy(self.renovation.region, self.renovation.applied_on)
            return spoken(step, at, level=policy.term(step).level, until=None)
        return spoken(step, at, level=row.level, until=row.due_on)


async def list_waits(session: AsyncSession, renovations: Collection[Renovation]) -> dict[UUID, Waits]:
    """Where each stands and what it waits for, in five statements however many there are."""
    ids = [each.id for each in renovations]
    steps = await list_open_steps(session, ids)
    seen = dict[UUID, set[Stage]]()
    looked = select(Inspection.renovation_id, Inspection.stage).where(col(Inspection.renovation_id).in_(ids)).distinct()
    for id, stage in await session.exec(looked):
        seen.setdefault(id, set()).add(Stage(stage))
    told = [each.acceptance_id for each in renovations if each.acceptance_id]
    of_money = select(Acceptance.id, Acceptance.subsidy).where(col(Acceptance.id).in_(told))
    money = {id: SubsidyState(state) for id, state in await session.exec(of_money)}
    unpaid = await _unpaid(session, [each.id for each in renovations if each.acceptance_id])
    cures = {id for id, waiting in steps.items() if any(step.step is Step.CURE for step in waiting)}
    return {
        each.id: Waits(
            each,
            Standing(
                state=each.state,
                mode=each.mode,
                has_stood=each.has_stood,
                asks=each.asks,
                is_paid=each.acceptance_id is None or money.get(each.acceptance_id) in OWED_NOTHING,
                is_to_cure=each.id in cures,
                is_to_visit=bool(each.visits_due),
                stop_why=each.stop_why,
                stages_seen=seen.get(each.id, set()),
                subsidy=money.get(each.acceptance_id) if each.acceptance_id else None,
                unpaid=unpaid.get(each.id, ""),
            ),
            steps[each.id],
        )
        for each in renovations
    }


async def _unpaid(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, str]:
    """Of accepted houses: the first stage that was asked for and is not with the household, in words."""
    query = select(MoneyStage).where(col(MoneyStage.renovation_id).in_(ids), col(MoneyStage.state).not_in(SETTLED | NOT_RELEASED))
    found = dict[UUID, str]()
    for stage in await session.exec(query.order_by(col(MoneyStage.position))):
        found.setdefault(stage.renovation_id, f"{stage.title}：{STAGE_STATE_NAMES[stage.state]}")
    return found
