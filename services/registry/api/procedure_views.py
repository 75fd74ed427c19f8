"""From the rows of a procedure to what people read."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from services.registry.rules.assurance import ASSURANCE_NAMES, FINDING_NAMES, Assurance, Finding
from services.registry.rules.judging import OFFICER_NAMES, STAGE_KIND_NAMES, JudgingPolicy, Stage, StageKind
from services.registry.rules.notice import PostedLine, shown_name
from services.registry.rules.poverty import (
    AXIS_NAMES,
    ORIGIN_OF_STATE_NAMES,
    POVERTY_STATE_NAMES,
    PROCEDURE_NAMES,
    PROPOSED_NAMES,
)
from services.registry.rules.procedure import OUTCOME_NAMES, PROCEDURE_STATE_NAMES, Outcome
from services.registry.schemas.procedure import PovertyEntryView, ProcedureLine, ProcedureView, StageView, StepTakenView
from services.registry.store.judging import get_policy_named
from services.registry.store.procedure import Head, Underway
from services.registry.tables import PovertyEntry, Procedure, ProcedureStep
from shared import regions


def procedure_line(row: Procedure, head: Head, posted: PostedLine | None, *, on: date) -> ProcedureLine:
    """`on` is the day of reading: what was due before it and is not done is late."""
    return ProcedureLine.model_validate(_line(row, head, posted, on=on))


def procedure_view(
    underway: Underway, head: Head, posted: PostedLine | None, *, notice_ids: Sequence[UUID], on: date
) -> ProcedureView:
    row, policy = underway.row, get_policy_named(underway.row.policy)
    passed = _passed(underway.steps)
    return ProcedureView.model_validate(
        _line(row, head, posted, on=on)
        | {
            "why": row.why,
            "opened_by": row.opened_by,
            "clue_on": row.clue_on,
            "case_id": row.case_id,
            "policy": row.policy,
            "policy_title": policy.title,
            "policy_version": row.policy_version,
            "basis": policy.source(underway.rule).spoken,
            "stages": [_stage(stage, policy, row, at, passed) for at, stage in enumerate(underway.stages)],
            "steps": [_step(step, underway.stages) for step in underway.steps],
            "notice_ids": notice_ids,
        }
    )


def _line(row: Procedure, head: Head, posted: PostedLine | None, *, on: date) -> dict[str, Any]:
    rule = get_policy_named(row.policy).find_rule(row.kind)
    stage = next(stage for stage in (rule.stages if rule else ()) if stage.stage == row.stages[row.at_stage])
    dues = [due for due in (row.due_on, row.whole_due_on) if due]
    return {
        "procedure_id": row.id,
        "household_id": row.household_id,
        "shown_as": shown_name(head.name),
        "region": row.region,
        "region_name": regions.name_of(row.region),
        "kind": row.kind,
        "kind_name": PROCEDURE_NAMES[row.kind],
        "target": row.target,
        "target_name": PROPOSED_NAMES[row.target],
        "state": row.state,
        "state_name": PROCEDURE_STATE_NAMES[row.state],
        "stage": stage.stage,
        "stage_title": stage.title,
        "owners": [OFFICER_NAMES[each] for each in stage.by],
        "is_held": posted is not None and posted.open_objections > 0,
        "notice_until_on": posted and posted.until_on,
        "is_notice_over": posted is not None and not posted.open_objections and posted.until_on < on,
        "due_on": row.due_on,
        "whole_due_on": row.whole_due_on,
        "is_late": row.ended_at is None and any(due < on for due in dues),
        "opened_at": row.opened_at,
        "ended_at": row.ended_at,
    }


def _stage(stage: Stage, policy: JudgingPolicy, row: Procedure, at: int, passed: Collection[int]) -> StageView:
    return StageView(
        stage=stage.stage,
        title=stage.title,
        kind=stage.kind.value,
        by=[OFFICER_NAMES[each] for each in stage.by],
        papers=list(stage.papers),
        basis=policy.source(stage).spoken,
        is_current=row.ended_at is None and at == row.at_stage,
        is_passed=at in passed,
    )


def _passed(steps: Sequence[ProcedureStep]) -> set[int]:
    """The positions that are passed and were not led back behind."""
    passed: set[int] = set()
    for step in steps:
        if step.outcome is Outcome.PASSED:
            passed.add(step.at_stage)
        elif step.leads_to is not None:
            passed = {at for at in passed if at < step.leads_to}
    return passed


def _step(step: ProcedureStep, stages: Sequence[Stage]) -> StepTakenView:
    title = next((stage.title for stage in stages if stage.stage == step.stage), step.stage)
    back = f"，退回“{stages[step.leads_to].title}”" if step.leads_to is not None else ""
    return StepTakenView.model_validate(
        step.model_dump(exclude={"id", "procedure_id", "region", "at_stage", "kind", "leads_to", "officer"})
        | {
            "step_id": step.id,
            "title": title,
            "outcome_name": OUTCOME_NAMES[step.outcome] + back,
            "officer_name": OFFICER_NAMES[step.officer],
            "told": told_of(step.evidence),
        }
    )


def told_of(evidence: dict[str, Any]) -> list[str]:
    """A stage's record in words; nothing for a step without one."""
    match evidence:
        case {"kind": "application", "members": members}:
            return [f"家庭 {members} 人"]
        case {"kind": "meeting", **vote}:
            counted = "、".join(
                f"{word} {vote[key]}" for key, word in (("in_favour", "赞成"), ("against", "反对"), ("abstained", "弃权"))
            )
            return [f"{vote['place']}：应到 {vote['eligible']} 人，到会 {vote['present']} 人，{counted}"]
        case {"kind": "comparison", "compared": compared}:
            return [
                f"{each['source']}：{'有疑点' if each['is_conflicting'] else '无疑点'}{_after(each['note'])}" for each in compared
            ]
        case {"kind": "visit", **visit}:
            return [f"{visit['people']} 人入户核实", *_found(visit)]
        case {"kind": "signature", "is_by_head": is_by_head, "proxy": proxy}:
            return ["户主本人签字" if is_by_head else f"代签：{proxy}"]
        case {"kind": "decision", "people": people, "document": document}:
            return [f"{people} 人参加审核{_after(document)}"]
        case {"kind": "filing", "filed_as": filed_as}:
            return [f"备案（录入）编号 {filed_as}"]
        case {"kind": "notice" | "announcement" as kind, **notice}:
            word = STAGE_KIND_NAMES[StageKind(kind)]
            until = f"{word}至 {notice['until_on']}，异议 {notice['objections']} 件"
            return [f"{notice['place']}：{notice['posted_on']} 张贴，{until}"]
    return []


def _found(visit: dict[str, Any]) -> list[str]:
    told = [
        f"{ASSURANCE_NAMES[Assurance(each)]}：{FINDING_NAMES[Finding(found['finding'])]}{_after(found['note'])}"
        for each, found in (visit.get("assurances") or {}).items()
    ]
    for year in (visit.get("income") or {}).get("years", ()):
        expected = "（预计）" if year["is_expected"] else ""
        line = f"标准 {year['line_yuan']} 元（{year['line_source']}）"
        told.append(f"{year['year']} 年人均纯收入{expected} {year['per_head_yuan']} 元，{line}")
    if independence := visit.get("independence"):
        told.append(
            f"人均可支配收入 {independence['per_head_yuan']} 元，区县农民人均 {independence['county_average_yuan']} 元"
            f"（{independence['average_source']}）"
        )
        told += [f"明显不符合标准：{independence['plainly_not_poor']}"] if independence["plainly_not_poor"] else []
    return told


def _after(note: str) -> str:
    return f"，{note}" if note else ""


def entry_view(entry: PovertyEntry) -> PovertyEntryView:
    return PovertyEntryView.model_validate(
        entry.model_dump(exclude={"id", "region"})
        | {
            "entry_id": entry.id,
            "region_name": regions.name_of(entry.region),
            "axis_name": AXIS_NAMES[entry.axis],
            "state_name": POVERTY_STATE_NAMES[entry.state],
            "origin_name": ORIGIN_OF_STATE_NAMES[entry.origin],
        }
    )
