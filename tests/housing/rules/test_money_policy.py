"""How a place may part a subsidy into stages: exactly, in the order of the works, settled by the acceptance."""

import pytest
from pydantic import ValidationError

from services.housing.rules.money_policy import Stage, must_be_whole


def a_stage(at: str = "accepted", **told) -> Stage:
    part = {} if "share" in told else {"percent": 100}
    return Stage.model_validate({"code": f"s-{at}", "title": "阶段", "at": at, "reference": "stage"} | part | told)


def test_three_thirds_are_a_whole():
    must_be_whole((a_stage("started", share="1/3"), a_stage("structure", share="1/3"), a_stage(share="1/3")))


@pytest.mark.parametrize(
    "stages",
    [
        pytest.param((a_stage("started", percent=60), a_stage(percent=30)), id="less than the whole"),
        pytest.param((a_stage("started", percent=100),), id="nothing at the acceptance"),
        pytest.param((a_stage(percent=50), a_stage("started", percent=50)), id="out of the order of the works"),
        pytest.param((a_stage(percent=50), a_stage(percent=50, code="again")), id="two acceptances"),
        pytest.param((a_stage("started", percent=50, code="one"), a_stage(percent=50, code="one")), id="one code twice"),
    ],
)
def test_stages_that_do_not_add_up_are_refused(stages):
    with pytest.raises(ValueError, match="stages"):
        must_be_whole(stages)


@pytest.mark.parametrize("told", [{"percent": None}, {"share": "1/2", "percent": 50}, {"after_months": 12}, {"share": "half"}])
def test_a_stage_says_its_part_once_and_months_only_where_something_is_kept_back(told):
    with pytest.raises(ValidationError):
        a_stage(**told)


def test_what_is_kept_back_says_for_how_long():
    assert a_stage("visited", after_months=12).after_months == 12
    with pytest.raises(ValidationError):
        a_stage("visited")
