"""The round as it is seen, heard and reached by keys: WCAG 2.1 AA by axe-core, nothing beyond the edge of a telephone."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.browser.network import Network
from tests.browser.round.village import a_village
from tests.browser.telephone import Telephone

pytestmark = pytest.mark.browser

STEPS = 60


async def faults_of(page: Any, name: str) -> list[str]:
    """What is wrong with the page as it stands; a picture of it, if JISHIYU_PICTURES names a folder for them."""
    from axe_playwright_python.async_playwright import Axe

    from tests.browser.__main__ import RULES, TOO_WIDE

    if os.environ.get("JISHIYU_PICTURES"):
        await page.screenshot(path=Path(os.environ["JISHIYU_PICTURES"]) / f"round-{name}.png", full_page=True)
    told = await Axe().run(page, options=RULES)
    found = [f"{name}: {each['id']}: {each['nodes'][0]['html'][:160]}" for each in told.response["violations"]]
    return found + [f"{name}: beyond the edge: {each}" for each in await page.evaluate(TOO_WIDE)]


async def unreached(page: Any) -> list[str]:
    """What Tab comes to and does not show, or never comes to: buttons, links, fields, and one of each group of choices."""
    from tests.browser.__main__ import FOCUS

    await page.evaluate("document.querySelector('header a').focus()")
    met, unseen = set[int](), list[str]()
    for _ in range(STEPS):
        await page.keyboard.press("Tab")
        focus = await page.evaluate(FOCUS)
        if focus is None:
            break
        # Within a field for a date it is the part of it that shows the focus; a photo's field lies in the label that shows it.
        unseen += [] if focus["is_seen"] or focus["at"] in met or 'type="file"' in focus["what"] else [focus["what"]]
        met.add(focus["at"])
    wanted = await page.evaluate("""() => {
      const all = [...document.querySelectorAll("*")], groups = new Set();
      return [...document.querySelectorAll("main :is(a, button, input, select, textarea)")].filter(each => {
        if (each.matches(":disabled, [hidden], [hidden] *")) return false;
        if (each.type !== "radio") return true;
        const first = !groups.has(each.name) && (each.checked || !document.querySelector(`[name=${each.name}]:checked`));
        if (first) groups.add(each.name);
        return first;
      }).map(each => [all.indexOf(each), each.outerHTML.slice(0, 100)]);
    }""")
    return unseen + [what for at, what in wanted if at not in met]


async def test_every_state_of_the_round_can_be_seen_heard_and_reached(sessions, network: Network, telephone: Telephone):
    page = telephone.page
    await telephone.sign_in()
    await telephone.open()
    await page.get_by_text("没有待排查的住房").wait_for()
    faults = await faults_of(page, "empty")
    surveys = await a_village(sessions, 4)
    await telephone.open()
    await telephone.take_along(4)
    faults += await faults_of(page, "list")

    await telephone.choose(surveys[0])
    faults += await faults_of(page, "open") + await unreached(page)
    await telephone.submit()
    await page.get_by_text("还不能提交").wait_for()
    faults += await faults_of(page, "unfinished")
    await telephone.tick({"walls": "failing"})
    await telephone.shoot("front", "roof", "inner-wall")
    await page.get_by_role("button", name="用手机定位").click()
    await page.get_by_text("误差约 12 米").wait_for()
    faults += await faults_of(page, "filled")

    network.is_down = True
    await telephone.submit()
    await page.get_by_text("等待发送").first.wait_for()
    await page.get_by_text("会自动再试").wait_for()
    faults += await faults_of(page, "waiting")
    await telephone.back()
    await telephone.fill(surveys[1], "front")
    await telephone.back()
    faults += await faults_of(page, "list-waiting")

    await telephone.refuse_by_another(surveys[0])
    network.mend()
    await page.get_by_role("button", name="立即发送").click()
    await page.get_by_text("被退回", exact=True).wait_for()
    faults += await faults_of(page, "list-refused") + await unreached(page)
    await telephone.choose(surveys[0])
    faults += await faults_of(page, "refused") + await unreached(page)
    await telephone.back()
    await telephone.fill(surveys[2], "front", seen={"walls": "failed"})
    await telephone.submit()
    await page.get_by_text("评定为 D 级").wait_for()
    faults += await faults_of(page, "sent")
    await telephone.back()
    faults += await faults_of(page, "list-sent")
    await page.get_by_role("button", name="退出").click()
    await page.get_by_text("退出会全部删除").wait_for()
    faults += await faults_of(page, "leaving")

    assert faults == [], "\n".join(faults)
