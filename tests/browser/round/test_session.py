"""A session that expires loses nothing, what one filled in another never sends, and who leaves leaves nothing behind."""

import pytest

from shared.security import COOKIE, Role
from tests.browser.network import Network
from tests.browser.round.village import a_village, completed, filed, once
from tests.browser.telephone import Telephone
from tests.builders.housing import VILLAGE
from tests.conftest import token
from tests.waiting import until

pytestmark = pytest.mark.browser


async def filled_in_without_a_network(telephone: Telephone, network: Network, survey_id: object, households: int) -> None:
    await telephone.sign_in()
    await telephone.open()
    await telephone.take_along(households)
    network.is_down = True
    await telephone.fill(survey_id, "front")
    await telephone.submit()
    await telephone.back()


async def test_a_session_that_expired_meanwhile_is_asked_for_again_and_then_all_is_sent(
    sessions, network: Network, telephone: Telephone
):
    [survey_id] = await a_village(sessions, 1)
    await filled_in_without_a_network(telephone, network, survey_id, 1)
    page = telephone.page
    expired = token(Role.VILLAGE, region=VILLAGE, subject="村干部 李", minutes=-1)
    await telephone.context.add_cookies([{"name": COOKIE, "value": expired, "url": network.origin, "sameSite": "Strict"}])
    network.mend()

    await page.get_by_role("button", name="立即发送").click()
    await page.get_by_text("登录已过期，填写的都还在手机里").wait_for()
    await page.get_by_text("待发送 1 份", exact=True).wait_for()
    assert await completed(sessions) == []
    await page.get_by_role("link", name="重新登录").click()
    await page.get_by_label("访问令牌").fill(token(Role.VILLAGE, region=VILLAGE, subject="村干部 李"))
    await page.get_by_role("button", name="登录").click()
    await page.get_by_role("link", name="继续查看页面").click()
    await telephone.sent()

    assert [survey.id for survey in await completed(sessions)] == [survey_id]
    assert await filed(sessions) == once([survey_id], "front")


async def test_what_one_filled_in_is_neither_shown_to_nor_sent_by_another_on_the_same_telephone(
    sessions, network: Network, telephone: Telephone
):
    first, second = await a_village(sessions, 2)
    await filled_in_without_a_network(telephone, network, first, 2)
    network.mend()

    await telephone.sign_in(subject="村干部 王")
    await telephone.open()
    await telephone.page.get_by_text("还有村干部 李未发送的 1 份").wait_for()
    await telephone.fill(second, "front")
    await telephone.submit()
    await telephone.page.get_by_text("已发送，评定为 A 级").wait_for()
    assert [(survey.id, survey.completed_by) for survey in await completed(sessions)] == [(second, "村干部 王")]
    await telephone.page.goto(f"{telephone.address}#{first}")
    await telephone.page.get_by_text("没有这项排查").wait_for()

    await telephone.sign_in(subject="村干部 李")
    await telephone.open()
    await telephone.sent()
    await until(lambda: completed_by(sessions, "村干部 李"))
    assert await filed(sessions) == once([first, second], "front")


async def completed_by(sessions, subject: str) -> bool:
    return subject in {survey.completed_by for survey in await completed(sessions)}


async def test_who_leaves_is_warned_of_what_was_not_sent_and_leaves_nothing_behind(
    sessions, network: Network, telephone: Telephone
):
    [survey_id] = await a_village(sessions, 1)
    await filled_in_without_a_network(telephone, network, survey_id, 1)
    page = telephone.page

    await page.get_by_role("button", name="退出").click()
    await page.get_by_text("还有 1 份没有发送").wait_for()
    await page.get_by_role("button", name="不退出").click()
    assert (await telephone.kept())["drafts"] == 1
    await page.get_by_role("button", name="退出").click()
    await page.get_by_role("button", name="仍然退出并删除").click()
    await page.get_by_text("有网络时请再打开一次本页").wait_for()
    assert await telephone.kept() == {}
    assert await page.evaluate("caches.keys()") == []
    assert await page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0

    network.mend()
    await page.goto(telephone.address)
    await page.get_by_text("名单、填写内容和照片都已删除").wait_for()
    assert COOKIE not in {cookie["name"] for cookie in await telephone.context.cookies()}
    await page.goto(telephone.address)
    await page.get_by_label("访问令牌").wait_for()
