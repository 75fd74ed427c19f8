"""The machine: no path reaches the end without every stage of the file, passed after the last time it was led back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.rules.assurance import Assurance, AssuranceUnmet, Finding, IncomeNotShown
from services.registry.rules.judging import END, JudgingPolicy, Officer, ProcedureRule, Stage
from services.registry.rules.poverty import NEEDS_ASSURANCES, PovertyState
from services.registry.rules.procedure import (
    DoneInTheFuture,
    Found,
    HouseholdMissing,
    NotThisOfficer,
    Outcome,
    ProcedureOver,
    ProcedureState,
    ReasonMissing,
    SameOfficer,
    StageIsPublic,
    StageNotCurrent,
    check_completion,
    check_day,
    check_reason,
    check_turn,
    current_stage,
    due_of,
    move,
)
from services.registry.store.judging import list_policies
from shared.policy.term import Calendar

SHIPPED = [
    (policy, rule) for policy in list_policies() for kind in policy.procedures if (rule := policy.find_rule(kind.procedure))
]
each_shipped = pytest.mark.parametrize(("policy", "rule"), SHIPPED, ids=lambda it: getattr(it, "policy", None) or it.procedure)
FOUND = Found(dict.fromkeys(Assurance, Finding.MET))


@st.composite
def files(draw: st.DrawFn) -> list[Stage]:
    """Any file's stages: each leads back to any earlier one, to itself, or out."""
    keys = [f"s{at}" for at in range(draw(st.integers(1, 9)))]
    return [
        Stage.model_validate(
            {
                "stage": key,
                "kind": draw(st.sampled_from(["application", "decision", "filing", "signature"])),
                "title": key,
                "by": ["village"],
                "on_refusal": draw(st.sampled_from([END, *keys[: at + 1]])),
                "reference": "x",
            }
        )
        for at, key in enumerate(keys)
    ]


@given(files(), st.lists(st.booleans(), max_size=80))
def test_no_path_reaches_the_end_without_every_stage(stages: list[Stage], answers: list[bool]) -> None:
    at: int | None = 0
    passed: list[int] = []
    for passes in answers:
        assert at is not None
        moved = move(stages, at, passes=passes)
        assert (moved.outcome is Outcome.PASSED) is passes
        if moved.outcome is Outcome.PASSED:
            passed.append(at)
        elif moved.at_stage is not None:
            passed = [before for before in passed if before < moved.at_stage]
        at = moved.at_stage
        if at is None:
            assert moved.state in (ProcedureState.APPROVED, ProcedureState.REFUSED)
            assert (moved.state is ProcedureState.APPROVED) is (passed == list(range(len(stages))))
            return
    assert passed == list(range(at or 0))


@each_shipped
def test_each_shipped_procedure_comes_to_its_end_only_through_all_its_stages(policy: JudgingPolicy, rule: ProcedureRule) -> None:
    at: int | None = 0
    for _ in rule.stages:
        assert at is not None
        moved = move(rule.stages, at, passes=True)
        at = moved.at_stage
    assert (at, moved.state) == (None, ProcedureState.APPROVED)
    assert rule.stages[-1].kind not in ("meeting", "comparison", "visit"), "nobody is recognised by a village meeting"


@pytest.mark.parametrize("target", sorted(NEEDS_ASSURANCES))
def test_a_file_that_asks_for_nothing_still_lets_nobody_out_unmet(target: PovertyState) -> None:
    rule = ProcedureRule.model_validate(
        {
            "procedure": "exit",
            "title": "退出",
            "reference": "x",
            "stages": [{"stage": "a", "kind": "filing", "title": "a", "by": ["county"], "reference": "x"}],
        }
    )
    unmet = Found(FOUND.assurances | {Assurance.HOUSING: Finding.UNMET})  # type: ignore[operator]
    with pytest.raises(AssuranceUnmet):
        check_completion(rule, target, unmet, has_household=True)
    if target is not PovertyState.RISK_REMOVED:
        with pytest.raises(IncomeNotShown):
            check_completion(rule, target, FOUND, has_household=True)
    with pytest.raises(HouseholdMissing):
        check_completion(rule, PovertyState.POOR, FOUND, has_household=False)


def test_a_stage_is_recorded_in_its_turn_by_whom_it_falls_to() -> None:
    stage = Stage.model_validate(
        {"stage": "a", "kind": "decision", "title": "审批", "by": ["county"], "by_another": True, "reference": "x"}
    )

    def turn(wanted: str = "a", officer: Officer = Officer.COUNTY, by: str = "陈县长") -> None:
        check_turn(stage, wanted, officer=officer, by=by, took_part={"李科长"})

    turn()
    with pytest.raises(StageNotCurrent):
        turn("b")
    with pytest.raises(NotThisOfficer):
        turn(officer=Officer.TOWN)
    with pytest.raises(SameOfficer):
        turn(by="李科长")
    notice = next(stage for policy, rule in SHIPPED for stage in rule.stages if stage.kind == "notice")
    with pytest.raises(StageIsPublic):
        check_turn(notice, notice.stage, officer=Officer.VILLAGE, by="李", took_part=())


def test_days_and_reasons_are_asked_for() -> None:
    check_day(date(2020, 9, 2), entered_on=date(2020, 9, 1), on=date(2020, 9, 2))
    with pytest.raises(DoneInTheFuture):
        check_day(date(2020, 9, 3), entered_on=date(2020, 9, 1), on=date(2020, 9, 2))
    check_reason("", passes=True)
    with pytest.raises(ReasonMissing):
        check_reason(" ", passes=False)
    with pytest.raises(ProcedureOver):
        current_stage(ProcedureState.REFUSED, [], 0)


def test_a_stage_without_a_term_is_never_late() -> None:
    stage = SHIPPED[0][1].stages[0]
    assert (stage.term is None) is (due_of(stage, date(2020, 9, 1), Calendar()) is None)
