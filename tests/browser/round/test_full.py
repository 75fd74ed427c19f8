"""The telephone is full: what does not fit is said at once, and nothing that was kept before is lost."""

import pytest

from tests.browser.network import Network
from tests.browser.round.village import a_village, completed, filed, once
from tests.browser.telephone import Telephone, a_jpeg

pytestmark = pytest.mark.browser


async def test_a_photo_that_no_longer_fits_is_said_to_be_not_kept_and_all_else_is_sent(
    sessions, network: Network, telephone: Telephone
):
    [survey_id] = await a_village(sessions, 1)
    page = telephone.page
    await telephone.sign_in()
    await telephone.open()
    await telephone.take_along(1)
    await telephone.fill(survey_id, "front")
    # Chromium remembers for a while how much room there was: a fresh one has to look.
    await telephone.switch_off()
    await telephone.switch_on()
    page, network.is_down = telephone.page, True
    browser = await telephone.context.new_cdp_session(page)
    await browser.send("Storage.overrideQuotaForOrigin", {"origin": network.origin, "quotaSize": 1})
    await telephone.open()
    await telephone.choose(survey_id)
    photo = {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": a_jpeg(99, size=(1600, 1200))}
    await page.locator("#view-roof").set_input_files(photo)
    await page.get_by_text("手机存储空间不足，这张照片没有保存").wait_for()
    assert await page.locator("ul.photos img").count() == 1
    assert (await telephone.kept())["photos"] == (await telephone.kept())["pictures"] == 1

    await browser.send("Storage.overrideQuotaForOrigin", {"origin": network.origin})
    await page.locator("#view-roof").set_input_files(photo)
    await page.get_by_text("照片已保存在手机里：屋面").wait_for()
    network.mend()
    await telephone.sign_in()
    await telephone.submit()
    await page.get_by_text("已发送，评定为 A 级").wait_for()
    assert [survey.id for survey in await completed(sessions)] == [survey_id]
    assert await filed(sessions) == once([survey_id], "front", "roof")
