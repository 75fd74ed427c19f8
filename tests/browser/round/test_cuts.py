"""The network is cut at each step of sending, and the telephone dies or is put aside: each survey is done once, each photo filed
once, and nothing is lost."""

import pytest

from tests.browser.network import Network, When
from tests.browser.round.village import a_village, completed, filed, once
from tests.browser.telephone import Telephone

pytestmark = pytest.mark.browser

STEPS = (
    ("GET /housing/surveys/round/tasks", 1),
    ("GET /housing/surveys/0", 1),
    ("POST /housing/papers", 1),
    ("POST /housing/papers", 2),
    ("POST /housing/surveys/", 1),
)
"""Who sends, is it still to be done, each photo, what was seen."""
VIEWS = ("front", "outer-wall")
REVIVALS = ("asked for", "by itself", "reloaded", "closed", "battery")


async def revived(telephone: Telephone, network: Network, how: str) -> None:
    """The network is back, and the page goes on."""
    if how == "battery":
        await telephone.lose_battery()
    elif how == "closed":
        await telephone.switch_off()
    network.mend()
    if telephone.context is None:
        await telephone.switch_on()
        await telephone.sign_in()  # what a browser remembers of whoever signed in may be gone with the battery
        await telephone.open()
    elif how == "reloaded":
        await telephone.open()
    elif how == "asked for":
        await telephone.page.get_by_role("button", name="立即发送").click()


@pytest.mark.parametrize("when", When)
async def test_whatever_is_cut_each_survey_is_done_once_and_each_photo_filed_once(
    sessions, network: Network, telephone: Telephone, when: When
):
    surveys = await a_village(sessions, len(STEPS))
    await telephone.sign_in()
    await telephone.open()
    await telephone.take_along(len(STEPS))

    for number, (survey_id, (step, at)) in enumerate(zip(surveys, STEPS, strict=True)):
        await telephone.fill(survey_id, *VIEWS)
        network.cut(step, when, at=at)
        await telephone.submit()
        await network.was_cut()
        await telephone.page.get_by_text("待发送 1 份", exact=True).wait_for()
        how = REVIVALS[(number + list(When).index(when)) % len(REVIVALS)]
        await revived(telephone, network, how)
        await telephone.sent()
        assert [survey.id for survey in await completed(sessions)] == surveys[: number + 1], (step, at, how)
        assert await filed(sessions) == once(surveys[: number + 1], *VIEWS), (step, at, how)
        await telephone.page.goto(f"{telephone.address}#")
        await telephone.page.get_by_text(f"已发送 {number + 1} 户").wait_for()

    await telephone.page.get_by_text("没有待排查的住房").wait_for()


async def test_a_round_of_twenty_houses_with_four_photos_each_is_kept_and_sent_over_a_network_that_comes_and_goes(
    sessions, network: Network, telephone: Telephone
):
    surveys = await a_village(sessions, 20)
    await telephone.sign_in()
    await telephone.open()
    await telephone.take_along(20)
    network.is_down = True
    views = ("front", "roof", "inner-wall", "outer-wall")
    for survey_id in surveys:
        await telephone.fill(survey_id, *views)
        await telephone.submit()
        await telephone.back()
    await telephone.page.get_by_text("待发送 20 份", exact=True).wait_for()
    await telephone.lose_battery()
    await telephone.switch_on()
    await telephone.open()
    await telephone.page.get_by_text("待发送 20 份", exact=True).wait_for()

    network.mend()
    await telephone.sign_in()
    for passes in (7, 30, 55):
        network.mend()
        network.cut("POST", When.AFTER, at=passes)
        await telephone.page.get_by_role("button", name="立即发送").click()
        await network.was_cut()
    network.mend()
    await telephone.page.get_by_role("button", name="立即发送").click()
    await telephone.sent()

    assert [survey.id for survey in await completed(sessions)] == surveys
    assert await filed(sessions) == once(surveys, *views)
    assert await telephone.kept() == {"tasks": 0, "drafts": 20, "photos": 0, "pictures": 0}
