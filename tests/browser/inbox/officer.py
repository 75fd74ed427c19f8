"""An officer with orders in their village, and what the platform has of them."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select

from services.notifier.operations.order.withdraw_order import withdraw_order
from services.notifier.schemas.order import WithdrawOrder
from services.notifier.tables import OrderPaper, WorkOrder
from shared import clock
from shared.database import Sessions, the_platform, transaction
from tests.browser.telephone import Telephone, a_jpeg
from tests.builders.notifier import COUNTY_OFFICER, VILLAGE
from tests.builders.orders import a_giving, an_order

TEST = the_platform("test", "test")


async def some_orders(sessions: Sessions, *titles: str) -> list[UUID]:
    """Given to the village by the county, due far off."""
    async with transaction(sessions, TEST) as session:
        forms = [a_giving({"region": VILLAGE}, addressee="village", title=title, due_on="2035-06-30") for title in titles]
        return [(await an_order(session, form, at=clock.now())).id for form in forms]


async def withdrawn(sessions: Sessions, order_id: UUID) -> None:
    async with transaction(sessions, TEST) as session:
        await withdraw_order(session, order_id, WithdrawOrder(reason="重复派单"), by=COUNTY_OFFICER, at=clock.now())


async def done(sessions: Sessions) -> dict[str, tuple[str | None, str | None]]:
    """By title: what was reported, and by whom."""
    async with transaction(sessions, TEST) as session:
        found = await session.exec(select(WorkOrder).where(col(WorkOrder.completed_at).is_not(None)))
        return {order.title: (order.result, order.completed_by) for order in found}


async def photos(sessions: Sessions) -> list[tuple[UUID, int]]:
    """Of which order, and how large."""
    async with transaction(sessions, TEST) as session:
        found = await session.exec(select(OrderPaper).order_by(col(OrderPaper.id)))
        return [(paper.order_id, paper.size_bytes) for paper in found]


async def write(telephone: Telephone, order_id: UUID, words: str, *, with_photo: bool = False) -> Any:
    """In the order's card; the card."""
    card = telephone.page.locator(f"#order-{order_id}")
    if await card.locator("details[open]").count() == 0:
        await card.locator("summary").click()
    await card.locator("textarea").fill(words)
    if with_photo:
        telephone.photos_taken += 1
        photo = a_jpeg(telephone.photos_taken, size=(3000, 2000))
        await card.locator("input[type=file]").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo})
        await card.locator("ul.photos img").wait_for()
    return card


async def report(telephone: Telephone, order_id: UUID, words: str, *, with_photo: bool = False) -> None:
    card = await write(telephone, order_id, words, with_photo=with_photo)
    await card.get_by_role("button", name="办结").click()
