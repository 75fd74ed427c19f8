"""A telephone whose clock is wrong: it is said before anything is filled in, and once more where a visit is refused for it."""

import pytest

from tests.browser.network import Network
from tests.browser.round.village import a_village, completed
from tests.browser.telephone import Telephone

pytestmark = pytest.mark.browser

A_DAY_AHEAD = "const now = Date.now; Date.now = () => now() + 25 * 3600 * 1000;"


async def test_a_clock_that_is_a_day_ahead_is_told_of_and_the_visit_can_be_put_right(
    sessions, network: Network, telephone: Telephone
):
    [survey_id] = await a_village(sessions, 1)
    page = telephone.page
    await page.add_init_script(A_DAY_AHEAD)
    await telephone.sign_in()
    await telephone.open()
    await telephone.take_along(1)
    await page.get_by_text("手机的时间比平台快约 1 天").wait_for()
    await telephone.fill(survey_id, "front")
    await telephone.submit()
    await page.get_by_text("被退回：现场查看的日期晚于今天").wait_for()
    await page.locator("#part-visited_at").get_by_text("请核对手机的日期和时间").wait_for()
    assert await completed(sessions) == []
    await page.get_by_label("现场查看时间").fill("2020-06-20T09:00")
    await telephone.submit()
    await page.get_by_text("已发送，评定为 A 级").wait_for()
    assert [survey.id for survey in await completed(sessions)] == [survey_id]
