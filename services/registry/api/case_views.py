"""From the rows of a case to what people read."""

from collections.abc import Sequence
from datetime import datetime

from services.registry.rules.case import (
    ORIGIN_NAMES,
    PART_NAMES,
    PART_OWNERS,
    PART_STATE_NAMES,
    STEP_NAMES,
    Part,
    Standing,
    Step,
    elapsed,
    owed,
)
from services.registry.rules.vocabulary import DEPARTMENT_NAMES
from services.registry.schemas.case import CaseLine, CaseView, FactView, OwedView, PartView, StepView
from services.registry.store.case import step_of
from services.registry.tables import Case, CaseFact, CasePart, CaseStep, Household, Person
from shared import regions
from shared.events.civil_affairs import TRIGGER_NAMES


def case_line(case: Case, parts: Sequence[CasePart], at: datetime) -> CaseLine:
    """`at` is when it is read: what is due by then and not done is late."""
    return CaseLine.model_validate(_line(case, parts, at))


def case_view(
    case: Case,
    *,
    household: Household,
    members: Sequence[Person],
    parts: Sequence[CasePart],
    facts: Sequence[CaseFact],
    steps: Sequence[CaseStep],
    at: datetime,
) -> CaseView:
    return CaseView.model_validate(
        _line(case, parts, at)
        | {
            "household_code": household.code,
            "members": len(members),
            "is_verified": all(member.is_verified for member in members),
            "facts": [_fact(fact) for fact in facts],
            "owed": [_owed(step, at) for step in owed(case.detected_at, map(step_of, steps))],
            "steps": [_step(step) for step in steps],
        }
    )


def _line(case: Case, parts: Sequence[CasePart], at: datetime) -> dict[str, object]:
    views = [_part(part, at) for part in parts]
    return {
        "case_id": case.id,
        "household_id": case.household_id,
        "region": case.region,
        "region_name": regions.name_of(case.region),
        "trigger": case.trigger,
        "trigger_name": TRIGGER_NAMES[case.trigger],
        "origin": case.origin,
        "origin_name": ORIGIN_NAMES[case.origin],
        "detected_at": case.detected_at,
        "closed_at": case.closed_at,
        "parts": views,
        "late_parts": [view.part_name for view in views if view.is_late],
    }


def _part(part: CasePart, at: datetime) -> PartView:
    standing = Standing(part.part, part.state, part.due_at, part.started_at, part.done_at, part.is_late)
    return PartView(
        part=part.part,
        part_name=PART_NAMES[part.part],
        state=part.state,
        state_name=PART_STATE_NAMES[part.state],
        due_at=part.due_at,
        started_at=part.started_at,
        done_at=part.done_at,
        is_late=standing.is_overdue(at),
    )


def _step(step: CaseStep) -> StepView:
    return StepView(
        part=step.part,
        title=STEP_NAMES[step.part, step.what],
        who=_owner(step.part, step.who),
        note=step.note,
        at=step.at,
        after_ms=step.after_ms,
        elapsed=elapsed(step.after_ms),
        due_at=step.due_at,
    )


def _owed(step: Step, at: datetime) -> OwedView:
    return OwedView(
        part=step.part,
        part_name=PART_NAMES[step.part],
        who=_owner(step.part, step.who),
        due_at=step.due_at,
        is_late=step.due_at is not None and at > step.due_at,
    )


def _owner(part: Part, who: str) -> str:
    """The department that a step names, or else the one whose part it is."""
    return DEPARTMENT_NAMES.get(who, who) or PART_OWNERS[part]


def _fact(fact: CaseFact) -> FactView:
    return FactView(
        trigger=fact.trigger,
        trigger_name=TRIGGER_NAMES[fact.trigger],
        origin=fact.origin,
        origin_name=ORIGIN_NAMES[fact.origin],
        happened_on=fact.happened_on,
        burden_fen=fact.burden_fen,
        noted_at=fact.noted_at,
    )
