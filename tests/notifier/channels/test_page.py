"""The inbox as a channel: sent as soon as it is written, with nothing that could fail."""

from sqlmodel import select

from services.notifier.channels.page import InPage
from services.notifier.channels.settings import ChannelSettings
from services.notifier.operations.message.send_messages import send_messages
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.delivery import ChannelName, DeliveryState
from services.notifier.tables import Delivery
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, TOWN, a_contact
from tests.builders.orders import an_order


async def test_a_message_to_an_inbox_is_sent_at_once(session) -> None:
    channels = ChannelSettings().channels()
    assert isinstance(channels[ChannelName.PAGE], InPage)
    form = a_contact({"channel": "page"})
    await put_post(session, TOWN, None, form, allowed=(), by=COUNTY_OFFICER, at=MONDAY)
    await an_order(session)
    assert await send_messages(session, channels, at=MONDAY)
    [delivery] = (await session.exec(select(Delivery))).all()
    assert (delivery.channel, delivery.state, delivery.sent_at) == (ChannelName.PAGE, DeliveryState.SENT, MONDAY)
