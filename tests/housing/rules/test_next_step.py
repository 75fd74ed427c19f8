"""What comes next with a renovation, by whom and until when: in every state one thing, or nothing."""

from datetime import date

import pytest

from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.mode import Mode
from services.housing.rules.next_step import TURNS, Standing, next_step
from services.housing.rules.renovation import OVER, RenovationState
from services.housing.rules.works import Stage, StopWhy

S = RenovationState
DAY = date(2020, 7, 1)


@pytest.mark.parametrize(
    ("standing", "what", "who", "until"),
    [
        (Standing(S.APPLIED, Mode.REBUILD, False), "村级评议", "村（社区）", None),
        (Standing(S.VILLAGE_AGREED, Mode.REBUILD, False, DAY), "村级评议的公示期满", "村（社区）", DAY),
        (Standing(S.VILLAGE_AGREED, Mode.REBUILD, True), "镇街审核", "镇街", None),
        (Standing(S.COUNTY_AGREED, Mode.REBUILD, True), "签订改造协议", "镇街", None),
        (Standing(S.AGREED, Mode.REBUILD, True, starts_on=DAY), "开工", "施工方，村（社区）登记", DAY),
        (Standing(S.AGREED, Mode.RENT, True, starts_on=DAY, ends_on=DAY), "登记入住", "镇街", DAY),
        (Standing(S.UNDER_WAY, Mode.REPAIR, True, ends_on=DAY), "施工检查：主体结构", "镇街", DAY),
        (Standing(S.UNDER_WAY, Mode.REPAIR, True, ends_on=DAY, stages_seen=set(Stage)), "完工", "施工方，村（社区）登记", DAY),
        (Standing(S.UNDER_WAY, Mode.REPAIR, True, cure_until=DAY), "整改检查发现的问题", "施工方，镇街登记", DAY),
        (Standing(S.STOPPED, Mode.REPAIR, True, stop_why=StopWhy.WINTER), "复工（冬季停工）", "施工方，村（社区）登记", None),
        (Standing(S.FINISHED, Mode.REPAIR, True), "竣工验收", "县区", None),
        (Standing(S.FINISHED, Mode.REPAIR, True, cure_until=DAY), "整改检查发现的问题", "施工方，镇街登记", DAY),
        (Standing(S.ACCEPTED, Mode.REPAIR, True, subsidy=SubsidyState.FAILED), "补助发放到户（银行退回）", "资金部门", None),
        (Standing(S.ACCEPTED, Mode.REPAIR, True, subsidy=SubsidyState.PAID, lacks=2), "补齐 2 项材料后归档", "镇街", None),
        (Standing(S.ACCEPTED, Mode.RENT, True), "归档", "镇街", None),
        (Standing(S.CLOSED, Mode.REPAIR, True, visit_on=DAY), "回访", "村（社区）、镇街", DAY),
    ],
)
def test_in_each_state_somebody_has_something_to_do(standing, what, who, until):
    step = next_step(standing)
    assert step is not None
    assert (step.what, step.who, step.until) == (what, who, until)
    assert step.is_late(date(2020, 7, 2)) == (until is not None) and not step.is_late(DAY)


def test_what_is_over_waits_for_nobody():
    for state in OVER:
        assert next_step(Standing(state, Mode.REBUILD, True)) is None


def test_every_state_that_goes_on_is_somebodys_turn():
    assert sorted(state for states in TURNS.values() for state in states) == sorted(set(S) - OVER)
