"""Which renovations are asked for: by place, state, whose turn it is, mode, lateness, house and builder."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, literal_column, or_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.mode import BUILDS, Mode
from services.housing.rules.next_step import TURNS, Standing
from services.housing.rules.renovation import OVER, Level, RenovationState
from services.housing.rules.works import Stage
from services.housing.store.help_policy import get_help_policy_named
from services.housing.tables import Acceptance, Defect, Inspection, Renovation, RenovationEvent
from shared.policy.term import Calendar, last_day

URGENT, USUAL = "0", "1"
"""The two parts of a list of renovations."""


def part_of(renovation: Renovation) -> str:
    return URGENT if renovation.is_urgent else USUAL


@dataclass(frozen=True, slots=True)
class WantedRenovations:
    """What is None or empty asks for nothing. `is_late_on`: something should have been done before that day."""

    region: str = ""
    state: RenovationState | None = None
    level: Level | None = None
    mode: Mode | None = None
    is_late_on: date | None = None
    house_id: UUID | None = None
    contractor_id: UUID | None = None

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
            asked.append(_turn_of(self.level))
        if self.is_late_on is not None:
            asked.append(_late(self.is_late_on))
        return asked


def _turn_of(level: Level) -> Any:
    """Moving in is the town's; starting the works is the village's."""
    builds = col(Renovation.mode).in_(BUILDS)
    moves_in = and_(col(Renovation.state) == RenovationState.AGREED, ~builds)
    its = col(Renovation.state).in_(TURNS[level])
    match level:
        case Level.VILLAGE:
            return and_(its, ~moves_in)
        case Level.TOWN:
            return or_(its, moves_in)
    return its


def _late(on: date) -> Any:
    """Works not begun or not over by the agreed day, a defect not cured, a return visit not made."""
    open_defect = select(Defect.id).where(Defect.renovation_id == Renovation.id, col(Defect.cured_on).is_(None))
    goes_on = col(Renovation.state).not_in(OVER)
    return or_(
        and_(goes_on, col(Renovation.ends_on) < on, col(Renovation.finished_on).is_(None)),
        and_(col(Renovation.state) == RenovationState.AGREED, col(Renovation.starts_on) < on),
        and_(goes_on, open_defect.where(col(Defect.due_on) < on).exists()),
        and_(col(Renovation.state) == RenovationState.CLOSED, literal_column("renovation.visits_due ->> 0") < on.isoformat()),
    )


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


async def list_standings(session: AsyncSession, renovations: Collection[Renovation]) -> dict[UUID, Standing]:
    """Where each stands, in five statements however many there are."""
    ids = [each.id for each in renovations]
    cures = dict(
        (
            await session.exec(
                select(Defect.renovation_id, func.min(Defect.due_on))
                .where(col(Defect.renovation_id).in_(ids), col(Defect.cured_on).is_(None))
                .group_by(col(Defect.renovation_id))
            )
        ).all()
    )
    stages = dict[UUID, set[Stage]]()
    looked = select(Inspection.renovation_id, Inspection.stage).where(col(Inspection.renovation_id).in_(ids)).distinct()
    for id, stage in await session.exec(looked):
        stages.setdefault(id, set()).add(Stage(stage))
    told = [each.acceptance_id for each in renovations if each.acceptance_id]
    of_money = select(Acceptance.id, Acceptance.subsidy).where(col(Acceptance.id).in_(told))
    money = {id: SubsidyState(state) for id, state in await session.exec(of_money)}
    shown = {event.id: event for event in await session.exec(_notices(renovations))}
    return {
        each.id: Standing(
            state=each.state,
            mode=each.mode,
            has_stood=each.has_stood,
            notice_until=_until(each, shown.get(each.notice_for) if each.notice_for else None),
            starts_on=each.starts_on,
            ends_on=each.ends_on,
            stop_why=each.stop_why,
            stages_seen=stages.get(each.id, set()),
            cure_until=cures.get(each.id),
            subsidy=money.get(each.acceptance_id) if each.acceptance_id else None,
            visit_on=date.fromisoformat(each.visits_due[0]) if each.visits_due else None,
        )
        for each in renovations
    }


def _notices(renovations: Collection[Renovation]) -> Any:
    asked = [each.notice_for for each in renovations if each.notice_for and not each.has_stood]
    return select(RenovationEvent).where(col(RenovationEvent.id).in_(asked))


def _until(renovation: Renovation, event: RenovationEvent | None) -> date | None:
    """By the national calendar; a place's own days off and holds are known to funds, which says when it is over."""
    if event is None or event.level is None:
        return None
    term = getattr(get_help_policy_named(renovation.policy).notices, event.level.value)
    return last_day(event.on, term, Calendar())
