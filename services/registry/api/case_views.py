"""From the rows of a case to what people read."""

from collections.abc import Sequence
from datetime import datetime

from services.registry.rules.case import (
    ACT_NAMES,
    ORIGIN_NAMES,
    PART_NAMES,
    PART_OWNERS,
    PART_STATE_NAMES,
    SETTLED,
    STEP_NAMES,
    Ending,
    Part,
    Standing,
    Step,
    after_ms,
    elapsed,
    owed,
)
from services.registry.rules.need import KIND_NAMES, LEVEL_NAMES, URGENCY_NAMES, Kind, is_detected_late
from services.registry.rules.vocabulary import DEPARTMENT_NAMES
from services.registry.schemas.case import ActView, CaseLine, CaseView, FactView, OwedView, PartView, StepView
from services.registry.store.case import need_of, step_of
from services.registry.store.need import get_policy_named
from services.registry.tables import Case, CaseAct, CaseFact, CasePart, CaseStep, Household, Person
from shared import regions
from shared.events.civil_affairs import TRIGGER_NAMES
from shared.periods import end_of_day

STATE_NAMES = {"open": "进行中", "ready": "待结案", "completed": "已完成", "withdrawn": "已撤销"}


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
    acts: Sequence[CaseAct],
    at: datetime,
) -> CaseView:
    return CaseView.model_validate(
        _line(case, parts, at)
        | {
            "household_code": household.code,
            "members": len(members),
            "is_verified": all(member.is_verified for member in members),
            "facts": [_fact(case, fact) for fact in facts],
            "owed": [_owed(step, at) for step in owed(map(need_of, parts), map(step_of, steps))],
            "steps": [_step(step) for step in steps],
            "acts": [_act(case, act) for act in acts],
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
        "kind": case.kind,
        "kind_name": KIND_NAMES[case.kind],
        "urgency": case.urgency,
        "urgency_name": URGENCY_NAMES[case.urgency],
        "state": (state := _state(case, parts)),
        "state_name": STATE_NAMES[state],
        "round": case.round,
        "conclude_by": case.conclude_by,
        "handed_over_at": case.lasting_at,
        "level": (level := get_policy_named(case.policy).level_at(_late_since(case, parts, at), at)),
        "level_name": LEVEL_NAMES[level],
        "parts": views,
        "late_parts": [view.part_name for view in views if view.is_late],
    }


def _state(case: Case, parts: Sequence[CasePart]) -> str:
    if case.closed_at:
        return (case.ending or Ending.COMPLETED).value
    return "ready" if parts and all(part.state in SETTLED for part in parts) else "open"


def _late_since(case: Case, parts: Sequence[CasePart], at: datetime) -> datetime | None:
    """The earliest deadline that an open case has missed and nobody has met since."""
    if case.closed_at:
        return None
    owing = [part.due_at for part in parts if part.due_at and part.done_at is None]
    return min((due for due in (*owing, *([] if case.lasting_at else [case.conclude_by])) if due < at), default=None)


def _act(case: Case, act: CaseAct) -> ActView:
    return ActView(
        act=act.act,
        title=ACT_NAMES[act.act],
        at=act.at,
        elapsed=elapsed(after_ms(case.detected_at, act.at)),
        by="平台自动" if act.by == "platform" else act.by,
        reason=act.reason,
        parts=[PART_NAMES[Part(part)] for part in act.parts],
        papers=act.papers,
    )


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
    return department_name(who or PART_OWNERS[part])


def department_name(code: str) -> str:
    return DEPARTMENT_NAMES.get(code, code)


def _fact(case: Case, fact: CaseFact) -> FactView:
    kind = fact.kind or Kind(fact.trigger.value)
    policy, happened_on = get_policy_named(case.policy), fact.happened_on
    return FactView(
        trigger=fact.trigger,
        trigger_name=TRIGGER_NAMES[fact.trigger],
        origin=fact.origin,
        origin_name=ORIGIN_NAMES[fact.origin],
        happened_on=happened_on,
        burden_fen=fact.burden_fen,
        noted_at=fact.noted_at,
        kind=kind,
        kind_name=KIND_NAMES[kind],
        person_ids=fact.person_ids,
        is_detected_late=happened_on is not None and is_detected_late(policy, end_of_day(happened_on), fact.noted_at),
    )
