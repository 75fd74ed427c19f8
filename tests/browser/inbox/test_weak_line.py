"""The inbox on a weak line: what is written is kept, sent once, and never lost unseen."""

import pytest

from shared.security import COOKIE, Role
from tests.browser.inbox.officer import done, photos, report, some_orders, withdrawn, write
from tests.browser.network import Network, When
from tests.browser.telephone import Telephone
from tests.builders.notifier import VILLAGE
from tests.conftest import token
from tests.waiting import until

pytestmark = pytest.mark.browser

LI = "村干部 李"
KEPT = """async () => {
  const names = (await indexedDB.databases()).map(one => one.name);
  return [names, await caches.keys(), (await navigator.serviceWorker.getRegistrations()).length];
}"""


async def ready(telephone: Telephone, *, subject: str = LI) -> None:
    await telephone.sign_in(subject=subject)
    await telephone.open()
    await telephone.page.evaluate("navigator.serviceWorker.ready.then(() => true)")


async def kept_for_offline(telephone: Telephone) -> None:
    shown = "caches.match('/notifier/inbox/page').then(Boolean)"
    await until(lambda: telephone.page.evaluate(shown))


async def test_whatever_is_cut_each_report_is_sent_once_with_its_photo(sessions, network: Network, telephone: Telephone):
    titles = ("看屋面", "看围墙", "看水井")
    orders = await some_orders(sessions, *titles)
    await ready(telephone)
    for number, (order_id, when) in enumerate(zip(orders, When, strict=True)):
        network.cut("POST /notifier/inbox/reports", when)
        await report(telephone, order_id, f"已看过 {number}", with_photo=True)
        await network.was_cut()
        await telephone.page.get_by_text("待发送 1 份").wait_for()
        network.mend()
        if when is When.MIDDLE:
            await telephone.open()
        else:
            await telephone.page.get_by_role("button", name="立即发送").click()
        await telephone.page.get_by_text("办成 1 件").wait_for()
        await telephone.page.locator(f"#order-{order_id}").wait_for(state="detached")
    assert await done(sessions) == {title: (f"已看过 {number}", LI) for number, title in enumerate(titles)}
    filed = await photos(sessions)
    assert [order_id for order_id, _ in filed] == orders
    assert max(size for _, size in filed) < 100_000  # drawn smaller than it was taken


async def test_without_a_network_the_page_opens_and_what_is_written_in_two_tabs_is_sent_once(
    sessions, network: Network, telephone: Telephone
):
    first, second = await some_orders(sessions, "看屋面", "看围墙")
    await ready(telephone)
    await kept_for_offline(telephone)
    await write(telephone, first, "写了一半", with_photo=True)
    network.is_down = True
    await telephone.open()
    await telephone.page.get_by_text("可以照常填写").wait_for()
    card = telephone.page.locator(f"#order-{first}")
    assert await card.locator("textarea").input_value() == "写了一半"
    await card.locator("ul.photos img").wait_for()
    await report(telephone, first, "写了一半，又写完了")
    await card.get_by_text("待发送：办结").wait_for()

    tab = await telephone.context.new_page()
    await tab.goto(telephone.address)
    await tab.locator("body[data-ready]").wait_for()
    await tab.get_by_text("待发送 1 份").wait_for()
    await tab.locator(f"#order-{second} button", has_text="接单").click()
    await tab.get_by_text("待发送 2 份").wait_for()
    await telephone.page.get_by_text("待发送 2 份").wait_for()

    network.mend()
    await tab.get_by_role("button", name="立即发送").click()
    for page in (tab, telephone.page):
        await page.locator(f"#order-{first}").wait_for(state="detached")
        await page.locator("#outbox").get_by_text("待发送").wait_for(state="detached")
    assert await done(sessions) == {"看屋面": ("写了一半，又写完了", LI)}
    assert [order_id for order_id, _ in await photos(sessions)] == [first]
    await tab.locator(f"#order-{second}.accepted").wait_for()


async def test_what_was_withdrawn_meanwhile_is_told_and_the_words_are_kept(sessions, network: Network, telephone: Telephone):
    order_id, other = await some_orders(sessions, "看屋面", "看围墙")
    await ready(telephone)
    page = telephone.page
    network.is_down = True
    await report(telephone, order_id, "西山墙裂缝已加固")
    await page.get_by_text("待发送 1 份").wait_for()
    await report(telephone, other, "371311198001011234")
    await page.get_by_text("待发送 2 份").wait_for()
    await withdrawn(sessions, order_id)
    network.mend()
    await page.get_by_role("button", name="立即发送").click()
    refusal = page.locator(".refusal", has_text="看屋面")
    await refusal.get_by_text("已撤销").wait_for()
    await refusal.get_by_text("西山墙裂缝已加固").wait_for()
    await page.locator(f"#order-{order_id}").wait_for(state="detached")

    # What was wrong in the words is mended where it was written, and goes under another key.
    await page.locator(".refusal", has_text="身份号码").get_by_role("button", name="改一改再发").click()
    card = page.locator(f"#order-{other}")
    await card.locator("details[open]").wait_for()
    assert await card.locator("textarea").input_value() == "371311198001011234"
    await report(telephone, other, "已看过")
    await card.wait_for(state="detached")
    assert await done(sessions) == {"看围墙": ("已看过", LI)}

    await page.reload()
    await refusal.get_by_role("button", name="删除这一份").click()
    await refusal.get_by_role("button", name="确认删除").click()
    await refusal.wait_for(state="detached")


async def test_a_session_that_ended_loses_nothing_and_another_neither_sees_nor_sends_it(
    sessions, network: Network, telephone: Telephone
):
    [order_id] = await some_orders(sessions, "看屋面")
    await ready(telephone)
    page = telephone.page
    ended = token(Role.VILLAGE, region=VILLAGE, subject=LI, minutes=-1)
    await telephone.context.add_cookies([{"name": COOKIE, "value": ended, "url": network.origin, "sameSite": "Strict"}])
    await report(telephone, order_id, "已看过")
    await page.get_by_text("登录已过期，写的都还在本机").wait_for()

    await ready(telephone, subject="村干部 王")
    await page.get_by_text(f"还有{LI}未发送的 1 份").wait_for()
    assert "已看过" not in await page.inner_text("main")
    assert await done(sessions) == {}

    await telephone.sign_in(subject=LI)
    await telephone.open()
    await page.get_by_text("办成 1 件").wait_for()
    assert await done(sessions) == {"看屋面": ("已看过", LI)}


async def test_who_leaves_is_warned_and_leaves_nothing_behind(sessions, network: Network, telephone: Telephone):
    [order_id] = await some_orders(sessions, "看屋面")
    await ready(telephone)
    await kept_for_offline(telephone)
    page = telephone.page
    await write(telephone, order_id, "写了一半")
    await page.get_by_role("button", name="退出登录").click()
    await page.get_by_text("还有 1 份没有发送").wait_for()
    await page.get_by_role("button", name="仍然退出并删除").click()
    await page.get_by_label("访问令牌").wait_for()
    assert COOKIE not in {cookie["name"] for cookie in await telephone.context.cookies()}
    assert await page.evaluate(KEPT) == [[], [], 0]


async def test_a_telephone_that_is_full_says_so_and_keeps_what_it_has(sessions, network: Network, telephone: Telephone):
    [order_id] = await some_orders(sessions, "看屋面")
    await ready(telephone)
    card = await write(telephone, order_id, "已看过")
    full = "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    await telephone.page.evaluate(full)
    photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff no photo"}
    await card.locator("input[type=file]").set_input_files(photo)
    await telephone.page.get_by_text("这张照片无法读取").wait_for()
    await card.get_by_role("button", name="办结").click()
    await telephone.page.get_by_text("本机存储空间不足").wait_for()
    assert await card.locator("textarea").input_value() == "已看过"
