"""A newer version of the page comes while something is being filled in."""

import pytest

from services.housing.api import telephone as door
from tests.browser.network import Network
from tests.browser.round.village import a_village, completed
from tests.browser.telephone import Telephone
from tests.waiting import until

pytestmark = pytest.mark.browser


async def test_a_newer_version_takes_over_on_the_list_and_what_was_begun_goes_on(
    sessions, network: Network, telephone: Telephone, monkeypatch: pytest.MonkeyPatch
):
    [survey_id] = await a_village(sessions, 1)
    page = telephone.page
    await telephone.sign_in()
    await telephone.open()
    await telephone.take_along(1)
    await telephone.fill(survey_id, "front")
    [before] = await page.evaluate("caches.keys()")
    newer = dict(door.files())
    newer["main.js"] += b'\ndocument.body.dataset.newer = "yes";\n'
    newer["worker.js"] = newer["worker.js"].replace(before.removeprefix("jishiyu-round-").encode(), b"newer")
    monkeypatch.setattr(door, "files", lambda: newer)

    await telephone.open()
    await until(lambda: page.evaluate("navigator.serviceWorker.getRegistration().then(one => Boolean(one.waiting))"), within_s=60)
    assert await page.locator("body[data-newer]").count() == 0
    await page.goto(telephone.address)
    await page.locator("body[data-newer]").wait_for()

    assert await page.evaluate("caches.keys()") == ["jishiyu-round-newer"]
    await telephone.choose(survey_id)
    await page.locator("ul.photos img").wait_for()
    await telephone.submit()
    await page.get_by_text("已发送，评定为 A 级").wait_for()
    assert [survey.id for survey in await completed(sessions)] == [survey_id]
