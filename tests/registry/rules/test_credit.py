"""Credit grades: a hundred points, each with its reason; and who may decide, object and rate again."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from services.registry.rules.composition import Composition, Someone
from services.registry.rules.credit import (
    AnswersMissing,
    AnswerUnknown,
    BorrowerNotOfHousehold,
    BorrowerOutOfAge,
    HeldIncome,
    ObjectionState,
    RatingState,
    check_answers,
    check_borrower,
    rate,
    valid_until,
)
from services.registry.rules.credit_standard import CreditPolicy, grade_of
from services.registry.rules.rating import (
    AnsweredByThoseConcerned,
    DecidedByTheRater,
    ObjectionAnswered,
    ObjectionTooLate,
    RatedWithoutAnObjection,
    RatingNotHeld,
    RatingNotProposed,
    ReturnWithoutReason,
    check_again,
    check_answer,
    check_decision,
    check_objection,
)
from services.registry.store.credit import FOLDER, get_credit_policy
from shared.policy.document import read_document
from shared.policy.source import PolicyFileRefused
from tests.builders.plan import ANSWERS, CLEAR, ON

POLICY, _ = get_credit_policy("371311", ON)


def a_home(*members: dict[str, str]) -> Composition:
    return Composition((), tuple(Someone(uuid4(), 40, said) for said in members))


@pytest.mark.parametrize(
    ("members", "points"),
    [
        (({"劳动技能": "普通劳动力"}, {"劳动技能": "技能劳动力"}), 20),
        (({"劳动技能": "普通劳动力"}, {"劳动技能": "弱劳动力或半劳动力"}), 15),
        (({"劳动技能": "弱劳动力或半劳动力"},), 6),
        (({"劳动技能": "无劳动力"},), 0),
    ],
)
def test_the_register_counts_hands(members: tuple[dict[str, str], ...], points: int) -> None:
    rated = rate(POLICY, a_home(*members), None, answers=ANSWERS, barriers=CLEAR)
    [line] = [line for line in rated.lines if line.criterion == "hands"]
    assert line.points == points


@pytest.mark.parametrize(("per_head", "points"), [(600_000, 10), (599_999, 8), (400_000, 8), (320_000, 5), (319_999, 2), (-5, 0)])
def test_income_is_held_against_the_line_of_its_year(per_head: int, points: int) -> None:
    income = HeldIncome(2020, per_head, 400_000)
    rated = rate(POLICY, a_home({}), income, answers=ANSWERS, barriers=CLEAR)
    [line] = [line for line in rated.lines if line.criterion == "income"]
    assert line.points == points


def test_what_nobody_knows_earns_nothing_and_says_so() -> None:
    [line] = [
        line for line in rate(POLICY, a_home({}), None, answers=ANSWERS, barriers=CLEAR).lines if line.criterion == "income"
    ]
    assert (line.points, line.why) == (0, "没有收入台账")
    without_line = HeldIncome(2020, 500_000, None)
    told = rate(POLICY, a_home({}), without_line, answers=ANSWERS, barriers=CLEAR).lines
    assert next(line.why for line in told if line.criterion == "income").endswith("当年没有公布标准")


@pytest.mark.parametrize(
    ("points", "grade"), [(100, "excellent"), (85, "excellent"), (84, "good"), (60, "fair"), (59, "none"), (0, "none")]
)
def test_a_grade_begins_with_its_points(points: int, grade: str) -> None:
    assert grade_of(POLICY, points).grade == grade


def test_no_grade_is_good_for_more_than_the_law_allows() -> None:
    assert POLICY.loan.limit_fen == 5_000_000
    assert max(grade.limit_fen for grade in POLICY.grades) <= POLICY.loan.limit_fen
    standing = rate(POLICY, a_home({}), None, answers=ANSWERS, barriers=CLEAR | {"misuse": True})
    assert standing.limit_fen == 0


def test_a_borrower_is_a_member_of_18_to_65() -> None:
    for age in (18, 65):
        check_borrower(POLICY, age, is_member=True)
    for age in (17, 66, None):
        with pytest.raises(BorrowerOutOfAge):
            check_borrower(POLICY, age, is_member=True)
    with pytest.raises(BorrowerNotOfHousehold):
        check_borrower(POLICY, 40, is_member=False)


def test_every_question_is_answered_and_no_other() -> None:
    check_answers(POLICY, ANSWERS, CLEAR)
    with pytest.raises(AnswersMissing):
        check_answers(POLICY, ANSWERS, {"overdue": False})
    for answers in (ANSWERS | {"hands": "two"}, ANSWERS | {"will": "none-such"}):
        with pytest.raises(AnswerUnknown):
            check_answers(POLICY, answers, CLEAR)


def test_a_grade_holds_to_the_corresponding_day() -> None:
    assert valid_until(POLICY, date(2020, 2, 29)) == date(2021, 2, 28)
    assert valid_until(POLICY, date(2020, 12, 15)) == date(2021, 12, 15)


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("points: 20}", "points: 21}", "合计应为 100"),
        ("limit: 30000", "limit: 60000", "不得超过 loan.limit"),
        ("at_least: 70", "at_least: 90", "从高到低"),
        ("    grade: fair", "    grade: good", "等级与得分不符"),
    ],
)
def test_a_wrong_standard_is_refused(tmp_path: Path, right: str, wrong: str, told: str) -> None:
    text = (FOLDER / "national.yaml").read_text("utf-8")
    assert right in text
    path = tmp_path / "wrong.yaml"
    path.write_text(text.replace(right, wrong, 1), "utf-8")
    with pytest.raises(PolicyFileRefused, match=told):
        read_document(CreditPolicy, path)


def test_another_decides_and_says_why_it_goes_back() -> None:
    check_decision(RatingState.PROPOSED, rated_by="王", by="李", is_approved=True, reason="")
    with pytest.raises(DecidedByTheRater):
        check_decision(RatingState.PROPOSED, rated_by="王", by="王", is_approved=True, reason="")
    with pytest.raises(ReturnWithoutReason):
        check_decision(RatingState.PROPOSED, rated_by="王", by="李", is_approved=False, reason="不妥")
    with pytest.raises(RatingNotProposed):
        check_decision(RatingState.DECIDED, rated_by="王", by="李", is_approved=True, reason="")


def test_the_last_day_of_the_term_of_objection_still_counts() -> None:
    said = {"decided_on": ON, "objection_days": 7, "on": date(2020, 7, 1)}
    check_objection(RatingState.DECIDED, said_on=date(2020, 6, 8), **said)
    with pytest.raises(ObjectionTooLate):
        check_objection(RatingState.DECIDED, said_on=date(2020, 6, 9), **said)
    with pytest.raises(RatingNotHeld):
        check_objection(RatingState.REPLACED, said_on=ON, **said)


def test_who_took_part_answers_no_objection() -> None:
    check_answer(ObjectionState.OPEN, by="赵", concerned=("王", "李"))
    with pytest.raises(AnsweredByThoseConcerned):
        check_answer(ObjectionState.OPEN, by="李", concerned=("王", "李"))
    with pytest.raises(ObjectionAnswered):
        check_answer(ObjectionState.UPHELD, by="赵", concerned=("王", "李"))


def test_a_grade_that_holds_is_rated_anew_only_for_a_cause() -> None:
    held = {"valid_until": date(2021, 6, 1), "on": ON}
    check_again(has_objection=True, reason="", **held)
    check_again(has_objection=False, reason="长子成年，新增劳动力", **held)
    check_again(valid_until=date(2020, 5, 31), has_objection=False, reason="", on=ON)
    with pytest.raises(RatedWithoutAnObjection):
        check_again(has_objection=False, reason="", **held)
