"""Letters that wait for the printer."""

from collections.abc import Awaitable, Callable

import pytest
from sqlmodel import col, select

from services.notifier.channels.print_queue import PrintQueue
from services.notifier.operations.message.send_messages import send_messages
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.delivery import ChannelName
from services.notifier.tables import Delivery, PaperLetter
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, VILLAGE, Notebook, a_contact, by_letter, by_log


@pytest.fixture
def queued(session, opened) -> Callable[..., Awaitable[list[PaperLetter]]]:
    """A letter to the village's officer, or several."""

    async def queue(number: int = 1, region: str = VILLAGE) -> list[PaperLetter]:
        contact = a_contact(by_letter(), by_log())
        await put_post(session, region, None, contact, allowed=(), by=COUNTY_OFFICER, at=MONDAY)
        for _ in range(number):
            await opened(region=region)
        channels = {name: Notebook() for name in ChannelName} | {ChannelName.LETTER: PrintQueue()}
        while await send_messages(session, channels, at=MONDAY):
            pass
        return list((await session.exec(select(PaperLetter).order_by(col(PaperLetter.id)))).all())

    return queue


@pytest.fixture
def deliveries(session) -> Callable[[], Awaitable[list[Delivery]]]:
    async def found() -> list[Delivery]:
        rows = select(Delivery).order_by(col(Delivery.rank)).execution_options(populate_existing=True)
        return list((await session.exec(rows)).all())

    return found
