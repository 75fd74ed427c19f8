"""A round without a network: taken along, filled in, kept, and sent when there is one."""

import pytest

from tests.browser.network import Network
from tests.browser.round.village import a_village, completed, filed, once, papers
from tests.browser.telephone import Telephone
from tests.builders.housing import UNSAFE

pytestmark = pytest.mark.browser


async def test_a_survey_is_filled_in_without_a_network_and_sent_when_there_is_one(
    sessions, network: Network, telephone: Telephone
):
    [survey_id] = await a_village(sessions, 1)
    await telephone.sign_in()
    await telephone.open()
    await telephone.take_along(1)
    network.is_down = True
    await telephone.open()

    await telephone.fill(survey_id, "front", "roof", "inner-wall", "outer-wall", seen=UNSAFE)
    await telephone.page.get_by_role("button", name="用手机定位").click()
    await telephone.page.get_by_text("误差约 12 米").wait_for()
    await telephone.page.get_by_label("看到的其他情况").fill("西山墙有一指宽的裂缝")
    await telephone.submit()
    await telephone.page.get_by_text("等待发送").first.wait_for()
    assert await completed(sessions) == [] and await papers(sessions) == []

    network.mend()
    await telephone.page.get_by_role("button", name="立即发送").click()
    await telephone.page.get_by_text("已发送，评定为 D 级").wait_for()

    [survey] = await completed(sessions)
    assert await filed(sessions) == once([survey_id], "front", "roof", "inner-wall", "outer-wall")
    assert (survey.grade, survey.notes, survey.completed_by) == ("D", "西山墙有一指宽的裂缝", "村干部 李")
    assert (survey.latitude_e6, survey.longitude_e6, survey.accuracy_m) == (35_056_123, 118_342_457, 12)
