"""Answers to a checklist: which are asked for, which can stand, and what they come to."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.rules.checklist import Checklist, Question
from services.registry.rules.filling import Answer, Says, asked_of, condition_of, judge, may_come_up
from services.registry.rules.household_look import Known
from services.registry.store.checklist import list_checklists

REFERENCE = {"document": "核查表", "clause": "第一条", "address": "某网", "trust": "printed"}


def a_question(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "text": f"问题{key}", "section": "一", "reference": "form", **more}


def a_checklist(*questions: dict[str, Any], of: list[Any] | None = None) -> Checklist:
    told = {
        "policy": "checklist-test",
        "title": "试填表",
        "region": "37",
        "in_force": {"from": "2020-01-01"},
        "checklist": "test",
        "of": "household",
        "references": {"form": REFERENCE},
        "questions": list(questions),
        "verdicts": [{"verdict": "all", "title": "总的", "of": of or [each["key"] for each in questions], "reference": "form"}],
        "examples": [{"title": "例", "answers": {}, "verdicts": {}}],
    }
    return Checklist.model_validate(told)


def says(checklist: Checklist, known: dict[str, Known] | None = None, **answers: str) -> Says:
    told = {key: Answer(value, "原因", ("1",) * 10, True) for key, value in answers.items()}
    return judge(checklist, told, known or {}).says["all"]


def test_a_verdict_is_met_only_when_everything_that_is_asked_is_answered_well() -> None:
    checklist = a_checklist(a_question("a"), a_question("b", not_concerned=True), a_question("c", is_optional=True))
    assert says(checklist, a="是", b="是") is Says.MET
    assert says(checklist, a="是", b="不涉及") is Says.MET
    assert says(checklist, a="是") is Says.CANNOT_SAY
    assert says(checklist, a="否") is Says.UNMET  # what is missing is known already
    assert says(checklist, a="是", b="是", c="否") is Says.UNMET


def test_of_several_ways_one_that_is_met_suffices() -> None:
    checklist = a_checklist(a_question("tap"), a_question("carried"), of=[["tap", "carried"]])
    assert says(checklist, tap="否", carried="是") is Says.MET
    assert says(checklist, tap="否", carried="否") is Says.UNMET
    assert says(checklist, tap="否") is Says.CANNOT_SAY


def test_nothing_asked_concerns_nobody() -> None:
    checklist = a_checklist(a_question("school", when={"known": ["has-pupil"]}))
    assert says(checklist) is Says.NOT_CONCERNED
    assert says(checklist, {"has-pupil": Known("否", "登记册")}) is Says.NOT_CONCERNED
    assert says(checklist, {"has-pupil": Known("是", "登记册")}) is Says.CANNOT_SAY


@pytest.mark.parametrize(
    ("question", "value", "fault", "fails"),
    [
        ({"kind": "number", "unit": "元", "at_least": "4500"}, "4500", False, False),
        ({"kind": "number", "unit": "元", "at_least": "4500"}, "4499.99", False, True),
        ({"kind": "number", "unit": "元"}, "一千", True, False),
        ({"kind": "number", "unit": "元"}, "1e3", True, False),
        ({"kind": "number", "unit": "元"}, "12.345", True, False),
        ({"kind": "date", "not_before": "2019-10-01"}, "2019-10-01", False, False),
        ({"kind": "date", "not_before": "2019-10-01"}, "2019-09-30", False, True),
        ({"kind": "date"}, "2019-02-30", True, False),
        ({"kind": "choice", "choices": ["A", "D"], "fails": ["D"]}, "D", False, True),
        ({"kind": "choice", "choices": ["A", "D"]}, "E", True, False),
        ({}, "对", True, False),
        ({}, "不涉及", True, False),
        ({"not_concerned": True}, "不涉及", False, False),
    ],
)
def test_an_answer_can_be_or_not_and_says_that_something_is_missing_or_not(
    question: dict[str, Any], value: str, fault: bool, fails: bool
) -> None:
    asked = Question.model_validate(a_question("a", **question))
    assert bool(asked.fault_of(value)) is fault
    assert fault or asked.is_failed_by(value) is fails


def test_a_question_that_is_not_asked_calls_for_no_further_ones() -> None:
    checklist = a_checklist(
        a_question("house", kind="choice", choices=["B", "D"]),
        a_question("mended", when={"answered": {"house": ["D"]}}),
        a_question("paid", when={"answered": {"mended": ["是"]}}),
    )
    answers = {"house": Answer("B"), "mended": Answer("是")}
    assert [each.key for each in asked_of(checklist, answers, {})] == ["house"]
    assert condition_of(checklist, checklist.question("mended")) == "仅当“问题house”答“D”时回答"
    assert all(may_come_up(each, {}) for each in checklist.questions)


@pytest.mark.parametrize("checklist", list_checklists(), ids=lambda each: each.policy)
@given(drawn=st.data())
def test_no_answers_break_a_shipped_list_and_a_bad_answer_never_makes_it_better(checklist: Checklist, drawn: Any) -> None:
    keys = [each.key for each in checklist.questions]
    answers = {
        key: Answer(drawn.draw(st.sampled_from([*(checklist.question(key).allowed or ("5000", "2020-01-01")), "？"])))
        for key in drawn.draw(st.lists(st.sampled_from(keys), unique=True))
    }
    judged = judge(checklist, answers, {})
    assert set(judged.says) == {rule.verdict for rule in checklist.verdicts}
    for fault in judged.faults:
        assert fault.question in keys and fault.wrong and fault.mend
    for missing in judged.missing:
        for rule in checklist.verdicts:
            if (missing.question,) in rule.groups:
                assert judged.says[rule.verdict] is Says.UNMET


def test_a_list_is_evidence_for_its_days_only() -> None:
    [settling] = [each for each in list_checklists() if each.settles_assurances]
    assert settling.settles_until(date(2020, 9, 1)) == date(2021, 9, 2)
    assert a_checklist(a_question("a")).settles_until(date(2020, 9, 1)) is None
