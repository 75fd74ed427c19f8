"""What comes next with a renovation: in every state one step, said in words with whoever takes it and its day."""

from datetime import date

import pytest

from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.awaited_step import Step
from services.housing.rules.household_question import HouseholdQuestion
from services.housing.rules.mode import Mode
from services.housing.rules.next_step import Standing, first_step, is_open, next_step, spoken
from services.housing.rules.renovation import OVER, Act, RenovationState
from services.housing.rules.works import Stage, StopWhy
from services.housing.store.step_policy import get_step_policy

S = RenovationState
DAY = date(2020, 7, 1)
TERMS = get_step_policy("371311", DAY)


def at(state, **told):
    return Standing(state, **({"mode": Mode.REBUILD, "has_stood": True} | told))


def told(standing):
    step = first_step(standing)
    return spoken(step, standing, level=TERMS.term(step).level, until=DAY)


@pytest.mark.parametrize(
    ("standing", "step"),
    [
        (at(S.APPLIED, has_stood=False), Step.VILLAGE_REVIEW),
        (at(S.VILLAGE_AGREED, has_stood=False), Step.NOTICE),
        (at(S.VILLAGE_AGREED), Step.TOWN_REVIEW),
        (at(S.TOWN_AGREED, has_stood=False), Step.NOTICE),
        (at(S.TOWN_AGREED), Step.COUNTY_REVIEW),
        (at(S.COUNTY_AGREED, has_stood=False), Step.NOTICE),
        (at(S.COUNTY_AGREED), Step.SIGN),
        (at(S.AGREED), Step.START),
        (at(S.AGREED, mode=Mode.RENT), Step.MOVE_IN),
        (at(S.UNDER_WAY), Step.FINISH),
        (at(S.STOPPED), Step.RESUME),
        (at(S.FINISHED), Step.ACCEPT),
        (at(S.ACCEPTED), Step.PAY),
        (at(S.ACCEPTED, is_paid=True), Step.CLOSE),
        (at(S.CLOSED), None),
        (at(S.CLOSED, is_to_visit=True), Step.VISIT),
        (at(S.REFUSED), None),
        (at(S.WITHDRAWN, is_to_visit=True), None),
    ],
)
def test_each_state_waits_for_one_step(standing, step):
    assert next_step(standing) is step


@pytest.mark.parametrize(
    ("act", "standing", "may"),
    [
        (Act.SIGNED, at(S.COUNTY_AGREED), True),
        (Act.SIGNED, at(S.COUNTY_AGREED, has_stood=False), False),
        (Act.SIGNED, at(S.COUNTY_AGREED, asks=HouseholdQuestion.DIED), False),
        (Act.SETTLED, at(S.AGREED, asks=HouseholdQuestion.DIED), True),
        (Act.SETTLED, at(S.AGREED), False),
        (Act.CLOSED, at(S.ACCEPTED, is_paid=True), True),
        (Act.CLOSED, at(S.ACCEPTED), False),
        (Act.WITHDRAWN, at(S.AGREED, asks=HouseholdQuestion.DIED), True),
        (Act.WITHDRAWN, at(S.ACCEPTED), False),
        (Act.STARTED, at(S.AGREED), True),
    ],
)
def test_an_act_is_open_once_its_turn_has_come(act, standing, may):
    assert is_open(act, standing) is may


@pytest.mark.parametrize("state", S)
def test_a_question_about_the_household_comes_before_every_step(state):
    assert next_step(at(state, asks=HouseholdQuestion.DIED)) is (None if state in OVER else Step.SETTLE)


@pytest.mark.parametrize("state", S)
def test_a_defect_is_put_right_before_the_works_are_over_or_looked_at(state):
    first = first_step(at(state, is_to_cure=True))

    assert (first is Step.CURE) == (state in (S.UNDER_WAY, S.FINISHED))


@pytest.mark.parametrize(
    ("standing", "what", "who"),
    [
        (at(S.APPLIED), "村级评议", "村（社区）"),
        (at(S.VILLAGE_AGREED, has_stood=False), "村级评议的公示期满", "村（社区）"),
        (at(S.COUNTY_AGREED, has_stood=False), "县区审批的公示期满", "县区"),
        (at(S.VILLAGE_AGREED), "镇街审核", "镇街"),
        (at(S.COUNTY_AGREED), "签订改造协议", "镇街"),
        (at(S.AGREED), "开工", "施工方，村（社区）登记"),
        (at(S.AGREED, mode=Mode.RENT), "登记入住", "镇街"),
        (at(S.UNDER_WAY, mode=Mode.REPAIR), "施工检查：主体结构", "镇街"),
        (at(S.UNDER_WAY, mode=Mode.REPAIR, stages_seen=set(Stage)), "完工", "施工方，村（社区）登记"),
        (at(S.UNDER_WAY, is_to_cure=True), "整改检查发现的问题", "施工方，镇街登记"),
        (at(S.STOPPED, stop_why=StopWhy.WINTER), "复工（冬季停工）", "施工方，镇街登记"),
        (at(S.FINISHED), "竣工验收", "县区"),
        (at(S.ACCEPTED, subsidy=SubsidyState.FAILED), "补助发放到户（银行退回）", "资金部门"),
        (at(S.ACCEPTED, unpaid="开工后拨付：发放中"), "补助发放到户（开工后拨付：发放中）", "资金部门"),
        (
            at(S.ACCEPTED, subsidy=SubsidyState.WITHDRAWN, unpaid="开工后拨付：资金服务已撤回"),
            "再次请求发放补助（开工后拨付：资金服务已撤回）",
            "县区",
        ),
        (at(S.ACCEPTED, is_paid=True, lacks=2), "补齐2项材料后归档", "镇街"),
        (at(S.ACCEPTED, is_paid=True), "归档", "镇街"),
        (at(S.FINISHED, asks=HouseholdQuestion.SPLIT), "明确由谁继续（该户分户）", "镇街"),
        (at(S.CLOSED, is_to_visit=True), "回访", "村（社区）"),
    ],
)
def test_it_is_said_in_words_by_whom_and_until_when(standing, what, who):
    step = told(standing)
    assert (step.what, step.who, step.until) == (what, who, DAY)
    assert step.is_late(date(2020, 7, 2)) and not step.is_late(DAY)
