"""A gateway that does not call back is asked."""

from datetime import timedelta

import pytest

from services.notifier.channels.sms import ShortMessages
from services.notifier.operations.message.ask_receipts import AGAIN, ask_receipts
from services.notifier.operations.message.send_messages import send_messages
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.delivery import ChannelName, DeliveryState, Outcome
from services.notifier.rules.receipt import Receipt
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, VILLAGE, Notebook, a_contact, by_sms


class Answering(ShortMessages):
    """A gateway of the tests' own."""

    can_ask = True

    def __init__(self, *said: Receipt) -> None:
        self.said, self.asked = list(said), list[str]()

    async def ask(self, gateway_id: str) -> list[Receipt]:
        self.asked.append(gateway_id)
        return self.said


@pytest.fixture
async def sent(session, opened) -> None:
    await put_post(session, VILLAGE, None, a_contact(by_sms()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    await opened()
    assert await send_messages(session, {name: Notebook(Outcome(gateway_id="8001")) for name in ChannelName}, at=MONDAY)


async def test_what_was_sent_is_asked_about_every_ten_minutes_for_three_days(session, sent) -> None:
    gateway = Answering(Receipt("8001", DeliveryState.DELIVERED))
    assert await ask_receipts(session, gateway, at=MONDAY) == [Receipt("8001", DeliveryState.DELIVERED)]
    assert await ask_receipts(session, gateway, at=MONDAY + AGAIN - timedelta(seconds=1)) == []
    await ask_receipts(session, gateway, at=MONDAY + AGAIN)
    await ask_receipts(session, gateway, at=MONDAY + timedelta(days=4))
    assert gateway.asked == ["8001", "8001"]


async def test_a_gateway_that_calls_back_is_not_asked(session, sent) -> None:
    assert await ask_receipts(session, ShortMessages(None, secrets={}, timeout_s=1), at=MONDAY) == []
