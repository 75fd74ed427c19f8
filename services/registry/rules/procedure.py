"""The machine of a procedure: one stage after the other, back or out on a refusal, over when the last stage is passed.

There is no way to the end but through every stage: a pass leads to the next one, a refusal to an earlier one or out, and
nothing else moves. What came after the stage that a refusal led back to has to be done anew.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from services.registry.rules.assurance import (
    Assurance,
    Finding,
    IncomeEvidence,
    IndependenceEvidence,
    check_assurances,
    check_income,
    check_independence,
)
from services.registry.rules.evidence import Evidence, VisitEvidence
from services.registry.rules.judging import END, OFFICER_NAMES, PUBLIC_KINDS, Asked, Officer, ProcedureRule, Stage
from services.registry.rules.poverty import NEEDS_ASSURANCES, PovertyState
from shared.errors import Conflict, Forbidden, NotFound, Unprocessable
from shared.policy.term import Calendar, last_day


class ProcedureState(StrEnum):
    RUNNING = "running"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What a step did to its procedure."""

    PASSED = "passed"
    RETURNED = "returned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


PROCEDURE_STATE_NAMES = {
    ProcedureState.RUNNING: "办理中",
    ProcedureState.APPROVED: "已认定",
    ProcedureState.REFUSED: "不予认定",
    ProcedureState.WITHDRAWN: "已撤回",
}
OUTCOME_NAMES = {Outcome.PASSED: "通过", Outcome.RETURNED: "退回", Outcome.REFUSED: "不通过", Outcome.WITHDRAWN: "撤回"}


class NoSuchProcedure(NotFound):
    """没有这件程序"""


class ProcedureOver(Conflict):
    """程序已经办结"""

    mend = "如需改变认定结果，请受理新的程序"


class StageNotCurrent(Conflict):
    """程序不在这一环节"""

    mend = "环节不能跳过，也不能重复；请先查询程序进行到哪一环节"


class StageIsPublic(Conflict):
    """现在是公示环节"""

    mend = "请张贴公示（POST /notices）；期满且没有未处理的异议后结束公示"


class StageIsNotPublic(Conflict):
    """现在不是公示环节"""

    mend = "请先办完公示以前的环节"


class NotThisOfficer(Forbidden):
    """这一环节不由本级办理"""

    mend = "请由规定的一级办理并登记"


class SameOfficer(Forbidden):
    """这一环节须由没有办过本程序其他环节的人员办理"""

    mend = "请换一名人员审核"


class DoneInTheFuture(Unprocessable):
    """办理日期在未来"""

    mend = "请填写实际办理的日期"


class DoneTooEarly(Unprocessable):
    """办理日期早于上一环节办结的日期"""

    mend = "环节须依次办理；请核对日期"


class ReasonMissing(Unprocessable):
    """没有写明理由"""

    mend = "不通过、撤回、中止的，必须写明理由"


class HouseholdMissing(Conflict):
    """申请人还没有登记为一户，不能完成认定"""

    mend = "请先登记该户，再把程序挂到该户（POST /procedures/{procedure_id}/household）"


@dataclass(frozen=True)
class Moved:
    """Where a step leads: the position of the next stage, or None when the procedure is over; `outcome` says how."""

    outcome: Outcome
    at_stage: int | None

    @property
    def state(self) -> ProcedureState:
        if self.at_stage is not None:
            return ProcedureState.RUNNING
        return {
            Outcome.PASSED: ProcedureState.APPROVED,
            Outcome.REFUSED: ProcedureState.REFUSED,
            Outcome.WITHDRAWN: ProcedureState.WITHDRAWN,
        }[self.outcome]


@dataclass(frozen=True)
class Found:
    """What the visits of a procedure have found, the last word on each matter."""

    assurances: Mapping[Assurance, Finding]
    income: IncomeEvidence | None = None
    independence: IndependenceEvidence | None = None


def move(stages: Sequence[Stage], at_stage: int, *, passes: bool) -> Moved:
    """The next stage on a pass; on a refusal whatever the file says, the stage itself (to be done again) included."""
    if passes:
        following = at_stage + 1
        return Moved(Outcome.PASSED, following if following < len(stages) else None)
    goes = stages[at_stage].on_refusal
    if goes == END:
        return Moved(Outcome.REFUSED, None)
    return Moved(Outcome.RETURNED, next(at for at, stage in enumerate(stages) if stage.stage == goes))


def current_stage(state: ProcedureState, stages: Sequence[Stage], at_stage: int) -> Stage:
    """Raises ProcedureOver."""
    if state is not ProcedureState.RUNNING:
        raise ProcedureOver(state=PROCEDURE_STATE_NAMES[state])
    return stages[at_stage]


def check_turn(stage: Stage, wanted: str, *, officer: Officer, by: str, took_part: Collection[str]) -> None:
    """Whether this officer may now record this stage.

    `took_part`: who recorded other stages. Raises StageNotCurrent, StageIsPublic, NotThisOfficer or SameOfficer.
    """
    if stage.stage != wanted:
        raise StageNotCurrent(pointer="/stage", current=stage.stage, stage_title=stage.title)
    if stage.kind in PUBLIC_KINDS:
        raise StageIsPublic(stage=stage.stage, stage_title=stage.title)
    check_officer(stage, officer=officer, by=by, took_part=took_part)


def check_officer(stage: Stage, *, officer: Officer, by: str, took_part: Collection[str]) -> None:
    """Raises NotThisOfficer or SameOfficer."""
    if officer not in stage.by:
        raise NotThisOfficer(stage=stage.title, allowed=[OFFICER_NAMES[each] for each in stage.by])
    if stage.by_another and by in took_part:
        raise SameOfficer(stage=stage.title)


def check_day(done_on: date, *, entered_on: date, on: date) -> None:
    """Raises DoneInTheFuture or DoneTooEarly."""
    if done_on > on:
        raise DoneInTheFuture(pointer="/done_on", today=on.isoformat())
    if done_on < entered_on:
        raise DoneTooEarly(pointer="/done_on", entered_on=entered_on.isoformat())


def check_reason(why: str, *, passes: bool) -> None:
    """Raises ReasonMissing."""
    if not passes and len(why.strip()) < 2:
        raise ReasonMissing(pointer="/why")


def found_by(visits: Iterable[VisitEvidence]) -> Found:
    """What visits found, given in the order in which they were made; a later visit's word replaces an earlier one's."""
    assurances: dict[Assurance, Finding] = {}
    income, independence = None, None
    for visit in visits:
        assurances |= {each: told.finding for each, told in (visit.assurances or {}).items()}
        income, independence = visit.income or income, visit.independence or independence
    return Found(assurances, income, independence)


def check_tests(rule: ProcedureRule, target: PovertyState, found: Found, *, asked: Collection[Asked]) -> None:
    """The tests of a target on what has been found, as far as `asked`.

    Raises what `check_assurances`, `check_income` and `check_independence` raise.
    """
    if target not in NEEDS_ASSURANCES:
        return
    if Asked.ASSURANCES in asked:
        check_assurances(found.assurances)
    if Asked.INCOME in asked:
        check_income(found.income, years=rule.income_years)
    if Asked.INDEPENDENCE in asked:
        check_independence(found.independence)


def check_pass(rule: ProcedureRule, target: PovertyState, stage: Stage, evidence: Evidence) -> None:
    """A visit that found a test unmet is no pass, so that nobody carries an exit on that will be refused at its end."""
    if isinstance(evidence, VisitEvidence):
        check_tests(rule, target, found_by([evidence]), asked=stage.asks)


def check_completion(
    rule: ProcedureRule, target: PovertyState, found: Found, *, has_household: bool, unmet: Sequence[Assurance] = ()
) -> None:
    """What must be true when a procedure changes a household's state, whatever its file asks at its visits.

    An exit, an independence and the removal of a risk need all five assurances; an exit needs the income. `unmet` is what the
    newest checklist says, which may be younger than the visits. Raises HouseholdMissing and what `check_tests` raises.
    """
    if not has_household:
        raise HouseholdMissing
    found = replace(found, assurances={**found.assurances, **dict.fromkeys(unmet, Finding.UNMET)})
    needed = {PovertyState.SUPPORTED: {Asked.INCOME}, PovertyState.INDEPENDENT: {Asked.INDEPENDENCE}}.get(target, set())
    check_tests(rule, target, found, asked={Asked.ASSURANCES, *needed, *rule.must_find})


def due_of(stage: Stage, entered_on: date, calendar: Calendar) -> date | None:
    """By when a stage has to be done; None where nothing says so."""
    return last_day(entered_on, stage.term, calendar) if stage.term else None


def whole_due_of(rule: ProcedureRule, clue_on: date, calendar: Calendar) -> date | None:
    """By when the whole procedure has to be done, from the clue on."""
    return last_day(clue_on, rule.within, calendar) if rule.within else None
