"""A newer version of the page comes while something is being filled in."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from services.housing.api import round as page_door
from services.housing.api import telephone as door
from shared.page_program import WORKER, PageProgram
from tests.browser.network import Network
from tests.browser.round.village import a_village, completed
from tests.browser.telephone import PATIENCE_MS, Telephone
from tests.waiting import until

pytestmark = pytest.mark.browser

Renew = Callable[..., None]
WITHIN_S = PATIENCE_MS / 1000
WHOLE = """async version => {
  const cache = await caches.open(`jishiyu-round-${version}`);
  return Boolean(await cache.match("/housing/surveys/round/whole"));
}"""


def in_version(version: str, files: dict[str, bytes]) -> PageProgram:
    """The program as if it had been read so."""
    made = replace(door.program)
    made.__dict__.update(version=version, files=files)
    return made


@pytest.fixture
def renew(monkeypatch: pytest.MonkeyPatch) -> Renew:
    """The platform has the program in another version, which shows which one it is."""
    told = {name: content for name, content in door.program.files.items() if name != WORKER}
    worker, before = door.program.files[WORKER], door.program.version

    def renewed(version: str, *, of_page: str | None = None) -> None:
        shown = f'\ndocument.body.dataset.version = "{version}";\n'.encode()
        newer = told | {"main.js": told["main.js"] + shown, WORKER: worker.replace(before.encode(), version.encode())}
        monkeypatch.setattr(door, "program", in_version(version, newer))
        monkeypatch.setattr(page_door, "program", in_version(of_page or version, newer))

    return renewed


async def kept_whole(page: Any, version: str) -> None:
    await until(lambda: page.evaluate(WHOLE, version), within_s=WITHIN_S)


async def test_a_newer_version_is_shown_on_the_list_and_what_was_begun_goes_on(
    sessions, network: Network, telephone: Telephone, renew: Renew
):
    [survey_id] = await a_village(sessions, 1)
    page = telephone.page
    await telephone.sign_in()
    await telephone.open()
    await telephone.take_along(1)
    await telephone.fill(survey_id, "front")
    renew("newer")

    await telephone.open()
    await page.locator("body[data-version=newer]").wait_for()
    network.is_down = True
    await telephone.open()
    await page.locator("body[data-version=newer]").wait_for()
    network.mend()
    await telephone.choose(survey_id)
    await page.locator("ul.photos img").wait_for()
    await telephone.submit()
    await page.get_by_text("已发送，评定为 A 级").wait_for()
    assert [survey.id for survey in await completed(sessions)] == [survey_id]


async def test_a_form_that_is_being_filled_in_is_left_in_peace_until_the_list_is_shown_again(
    sessions, network: Network, telephone: Telephone, renew: Renew
):
    [survey_id] = await a_village(sessions, 1)
    page = telephone.page
    await telephone.sign_in()
    await telephone.open()
    await telephone.take_along(1)
    await telephone.choose(survey_id)
    await page.get_by_label("看到的其他情况").fill("西山墙有裂缝")
    renew("newer")
    await page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update())")
    await kept_whole(page, "newer")
    await telephone.shoot("front")
    assert await page.get_by_label("看到的其他情况").input_value() == "西山墙有裂缝"
    assert await page.locator("body[data-version]").count() == 0

    await telephone.back()
    await page.locator("body[data-version=newer]").wait_for()
    await telephone.choose(survey_id)
    assert await page.get_by_label("看到的其他情况").input_value() == "西山墙有裂缝"


async def test_a_version_that_came_only_in_part_is_shown_to_nobody(
    sessions, network: Network, telephone: Telephone, renew: Renew
):
    await a_village(sessions, 1)
    page = telephone.page
    await telephone.sign_in()
    await telephone.open()
    await telephone.take_along(1)
    update = "navigator.serviceWorker.getRegistration().then(one => one.update()).then(one => one.installing?.state)"

    renew("mixed", of_page="older")
    with_installed = asyncio.create_task(page.evaluate(GIVEN_UP))
    await page.evaluate(update)
    await with_installed
    await telephone.open()
    await page.get_by_text("本页已存入手机").wait_for()
    assert await page.locator("body[data-version]").count() == 0

    renew("whole")
    await page.evaluate(update)
    await page.locator("body[data-version=whole]").wait_for()


GIVEN_UP = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  await new Promise(resolve => registration.addEventListener("updatefound", () => {
    const { installing } = registration;
    installing.addEventListener("statechange", () => { if (installing.state === "redundant") resolve(); });
  }));
}"""
