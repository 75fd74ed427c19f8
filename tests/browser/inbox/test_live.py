"""What comes while the page is open is shown without a reload; a line that is down is told; a newer version gives way."""

from dataclasses import replace

import pytest

from services.notifier.api import inbox as page_door
from services.notifier.api import inbox_live as door
from shared.page_program import WORKER
from tests.browser.inbox.officer import done, report, some_orders, write
from tests.browser.inbox.test_weak_line import LI, ready
from tests.browser.network import Network
from tests.browser.telephone import Telephone

pytestmark = pytest.mark.browser


async def test_what_comes_is_shown_without_a_reload_and_nobody_who_writes_is_disturbed(
    sessions, network: Network, telephone: Telephone
):
    await ready(telephone)
    page = telephone.page
    await page.get_by_text("没有待办的工单").wait_for()
    await page.get_by_text("新到的随即显示").first.wait_for()
    [first] = await some_orders(sessions, "看屋面")
    await page.locator(f"#order-{first}").wait_for()

    await write(telephone, first, "正在写")
    [second] = await some_orders(sessions, "看围墙")
    await page.get_by_text("写完后显示").wait_for()
    assert await page.locator(f"#order-{second}").count() == 0
    assert await page.locator(f"#order-{first} textarea").input_value() == "正在写"
    await page.get_by_role("heading", name="收件箱").click()
    await page.locator(f"#order-{first} textarea").blur()
    await page.locator(f"#order-{second}").wait_for()
    assert await page.locator(f"#order-{first} textarea").input_value() == "正在写"

    network.is_down = True
    await page.get_by_text("与平台的连线断了").wait_for()
    [third] = await some_orders(sessions, "看水井")
    network.mend()
    await page.locator(f"#order-{third}").wait_for()


async def test_a_page_of_an_older_version_gives_way_and_what_was_begun_goes_on(
    sessions, network: Network, telephone: Telephone, monkeypatch: pytest.MonkeyPatch
):
    [order_id] = await some_orders(sessions, "看屋面")
    await ready(telephone)
    await write(telephone, order_id, "写了一半")
    old = door.program
    newer = replace(old)
    shown = b'\ndocument.body.dataset.version = "newer";\n'
    files = old.files | {"main.js": old.files["main.js"] + shown}
    files[WORKER] = files[WORKER].replace(old.version.encode(), b"fedcba9876543210")
    newer.__dict__.update(version="fedcba9876543210", files=files)
    for module in (door, page_door):
        monkeypatch.setattr(module, "program", newer)

    network.is_down = True
    network.mend()  # the stream begins anew, and says which version there is
    page = telephone.page
    await page.locator("body[data-version=newer]").wait_for()
    assert await page.locator(f"#order-{order_id} textarea").input_value() == "写了一半"
    await report(telephone, order_id, "写完了")
    await page.locator(f"#order-{order_id}").wait_for(state="detached")
    assert await done(sessions) == {"看屋面": ("写完了", LI)}
