"""What a visit must bring, how far it was made, and what may become of a problem."""

import pytest

from services.registry.rules.campaign import CampaignKind, Wanted
from services.registry.rules.visit import (
    Place,
    ProblemAct,
    ProblemNotInThatState,
    ProblemState,
    QuestionNotAsked,
    VisitAnswerNotPossible,
    calls_for_problem,
    check_answers,
    gaps,
    metres_between,
    moved,
)
from services.registry.store.campaign_policy import get_kind
from tests.builders.walking import NOVEMBER_1

WINTER: CampaignKind = get_kind("winter", region="371311", on=NOVEMBER_1)[0]


def test_the_distance_of_two_places_is_that_of_the_map() -> None:
    linzi, zibo = Place(36_827_000, 118_309_000), Place(36_813_000, 118_055_000)
    assert metres_between(linzi, zibo) in range(22_550, 22_750)
    assert metres_between(linzi, linzi) == 0
    assert metres_between(Place(0, 179_999_000), Place(0, -179_999_000)) in range(220, 225)


def test_a_visit_of_no_campaign_lacks_nothing_and_one_of_a_campaign_what_it_wants() -> None:
    assert gaps(None, {}, [], has_position=False) == []
    lacking = gaps(WINTER.model_copy(update={"position": Wanted.REQUIRED}), {"heating": "yes"}, [], has_position=False)
    assert [each.partition("：")[0] for each in lacking] == ["未答", "未答", "未答", "缺照片", "缺定位"]
    assert (
        gaps(WINTER, {"heating": "no", "fuel-days": "3", "quilts": "yes", "roof": "yes"}, ["heating"], has_position=False) == []
    )


@pytest.mark.parametrize("answer", ["-1", "1.5", "三天", "", "100001", "٣"])
def test_a_count_is_a_whole_number(answer: str) -> None:
    with pytest.raises(VisitAnswerNotPossible):
        check_answers(WINTER, {"fuel-days": answer}, [])


def test_photos_are_those_that_are_wanted_or_others() -> None:
    check_answers(WINTER, {}, ["heating", "other"])
    check_answers(None, {}, ["whatever"])
    with pytest.raises(QuestionNotAsked):
        check_answers(WINTER, {}, ["whatever"])


def test_a_wrong_answer_calls_for_a_problem() -> None:
    assert calls_for_problem(WINTER, {"heating": "no", "quilts": "yes"}) == ["取暖设施能用且安全"]
    assert calls_for_problem(None, {}) == []


def test_a_problem_is_mended_before_it_is_struck_off_and_rests_then() -> None:
    allowed = set()
    for state in ProblemState:
        for act in ProblemAct:
            try:
                allowed.add((state.value, act.value, moved(state, act).value))
            except ProblemNotInThatState:
                continue
    assert allowed == {
        ("open", "mend", "mended"),
        ("open", "extend", "open"),
        ("open", "withdraw", "withdrawn"),
        ("mended", "return", "open"),
        ("mended", "strike-off", "struck-off"),
    }
