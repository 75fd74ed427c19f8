"""What a telephone keeps: every change at once, photos small and upright with their time, one draft in two tabs."""

import asyncio
from datetime import datetime
from io import BytesIO

import pytest
from PIL import Image

from services.housing.store.paper import cabinet
from shared import clock
from shared.database import transaction
from tests.browser.network import Network
from tests.browser.round.village import TEST, a_village, completed, filed, once, papers
from tests.browser.telephone import Telephone
from tests.waiting import until

pytestmark = pytest.mark.browser


async def test_what_was_typed_and_photographed_a_moment_before_the_battery_died_is_there(
    sessions, network: Network, telephone: Telephone
):
    [survey_id] = await a_village(sessions, 1)
    await telephone.sign_in()
    await telephone.open()
    await telephone.take_along(1)
    network.is_down = True
    await telephone.choose(survey_id)
    await telephone.page.locator("#part-roof").get_by_label("整体危险").check()
    await telephone.shoot("roof")
    await telephone.page.get_by_label("看到的其他情况").fill("屋脊下沉")
    await telephone.page.get_by_text("已自动保存在手机里").wait_for()
    await until(lambda: telephone.page.evaluate(NOTES, str(survey_id)))
    await telephone.lose_battery()

    await telephone.switch_on()
    await telephone.open()
    await telephone.choose(survey_id)
    assert await telephone.page.locator("#part-roof").get_by_label("整体危险").is_checked()
    assert await telephone.page.get_by_label("看到的其他情况").input_value() == "屋脊下沉"
    assert await telephone.page.locator("ul.photos img").count() == 1


NOTES = """async id => {
  const store = await import("/housing/surveys/round/store.js");
  return (await store.getDraft(id)).notes === "屋脊下沉";
}"""


async def test_a_photo_is_sent_small_and_upright_with_the_time_of_the_original(sessions, network: Network, telephone: Telephone):
    [survey_id] = await a_village(sessions, 1)
    await telephone.sign_in()
    await telephone.open()
    await telephone.take_along(1)
    await telephone.choose(survey_id)
    await telephone.tick({})
    await telephone.shoot("front", size=(4000, 3000), turned=6, taken="2020:06:20 08:05:00")
    await telephone.submit()
    await telephone.page.get_by_text("已发送").first.wait_for()

    [paper] = await papers(sessions)
    async with transaction(sessions, TEST) as session:
        picture = Image.open(BytesIO(await cabinet.get_content(session, paper)))
    assert picture.size == (1200, 1600)
    assert paper.taken_at == datetime(2020, 6, 20, 8, 5, tzinfo=clock.CHINA)
    assert str(paper.taken_on) == "2020-06-20" and not paper.has_particulars


async def test_the_same_photo_is_not_taken_twice_and_what_is_no_photo_is_not_kept(
    sessions, network: Network, telephone: Telephone
):
    [survey_id] = await a_village(sessions, 1)
    page = telephone.page
    await telephone.sign_in()
    await telephone.open()
    await telephone.take_along(1)
    await telephone.choose(survey_id)
    await telephone.shoot("front")
    await page.locator("#view-roof").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": telephone.last_photo})
    await page.get_by_text("这张照片已经用过：正面").wait_for()
    await page.locator("#view-roof").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no photo"})
    await page.get_by_text("这张照片无法读取").wait_for()

    assert await page.locator("ul.photos img").count() == 1
    await page.get_by_role("button", name="删除照片").click()
    await page.get_by_text("照片已删除").wait_for()
    assert (await telephone.kept())["pictures"] == 0


async def test_two_tabs_fill_in_one_draft_and_send_it_once(sessions, network: Network, telephone: Telephone):
    [survey_id] = await a_village(sessions, 1)
    await telephone.sign_in()
    await telephone.open()
    await telephone.take_along(1)
    network.is_down = True
    await telephone.choose(survey_id)
    first = telephone.page
    telephone.page = second = await telephone.context.new_page()
    await telephone.open()
    await telephone.choose(survey_id)
    await first.locator("#part-site").get_by_label("完好", exact=True).check()
    for part in ("foundation", "walls", "roof", "enclosure"):
        await second.locator(f"#part-{part}").get_by_label("完好", exact=True).check()
    await telephone.shoot("front")
    await first.locator("ul.photos img").first.wait_for()
    await telephone.submit()
    await first.get_by_text("等待发送").first.wait_for()
    await first.get_by_role("button", name="取回修改").click()
    await second.get_by_role("button", name="提交", exact=True).click()
    await first.get_by_text("等待发送").first.wait_for()

    network.mend()
    await asyncio.gather(*(tab.evaluate("dispatchEvent(new Event('online'))") for tab in (first, second)))
    for tab in (first, second):
        await tab.get_by_text("已发送，评定为 A 级").wait_for()
    assert [survey.id for survey in await completed(sessions)] == [survey_id]
    assert await filed(sessions) == once([survey_id], "front")
    assert (network.count("POST /housing/papers"), network.count("POST /housing/surveys")) == (1, 1)


async def test_the_worker_sends_what_waits_when_no_page_is_open(sessions, network: Network, telephone: Telephone):
    [survey_id] = await a_village(sessions, 1)
    await telephone.sign_in()
    await telephone.open()
    await telephone.take_along(1)
    network.is_down = True
    await telephone.fill(survey_id, "front")
    await telephone.submit()
    await telephone.page.get_by_text("会自动再试").wait_for()
    browser = await telephone.context.new_cdp_session(telephone.page)
    registered = asyncio.get_running_loop().create_future()
    browser.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: registered.done() or registered.set_result(told["registrations"][0]["registrationId"]),
    )
    await browser.send("ServiceWorker.enable")
    registration = await registered
    await telephone.page.goto("about:blank")
    network.mend()

    asked = {"origin": network.origin, "registrationId": registration, "tag": "send", "lastChance": False}
    await browser.send("ServiceWorker.dispatchSyncEvent", asked)
    await until(lambda: completed(sessions), within_s=60)

    assert await filed(sessions) == once([survey_id], "front")
