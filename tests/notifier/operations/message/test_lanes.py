"""When much waits the urgent is sent first, and of everything else a share with every turn."""

from collections import Counter
from datetime import timedelta

from sqlmodel import col, select, update

from services.notifier.operations.message.send_messages import AT_ONCE, send_messages
from services.notifier.operations.order.open_work_orders import open_work_orders
from services.notifier.rules.delivery import ChannelName, Outcome
from services.notifier.rules.urgency import Urgency
from services.notifier.tables import Delivery
from shared.database import set_scope, the_platform
from shared.events.registry import Trigger
from tests.builders.notifier import MONDAY, Notebook, a_detection

LATER = MONDAY + timedelta(minutes=1)


async def told(session, many: int, urgency: str, *, minutes: int = 0) -> None:
    """So many households, each with a message to the desk on duty."""
    at = MONDAY - timedelta(minutes=minutes)
    for number in range(many):
        event = a_detection(trigger=Trigger.DISASTER, at=at + timedelta(milliseconds=number))
        await open_work_orders(session, [event.model_copy(update={"urgency": urgency})], at=event.detected_at)


async def a_turn(session, book: Notebook | None = None) -> Counter[Urgency]:
    """Of which lanes the messages of a turn were."""
    before = {row.id for row in await session.exec(select(Delivery).where(Delivery.attempts > 0))}
    await send_messages(session, {ChannelName.LOG: book or Notebook()}, at=LATER)
    tried = select(Delivery).where(Delivery.attempts > 0, col(Delivery.id).not_in(before))
    return Counter(Urgency(row.urgency) for row in await session.exec(tried.execution_options(populate_existing=True)))


async def make_low(session) -> None:
    await session.execute(update(Delivery).where(col(Delivery.urgency) == 1).values(urgency=2))


async def test_a_storm_goes_first_and_the_others_have_their_share_of_every_turn(session) -> None:
    await told(session, 8, "ordinary", minutes=60)
    await make_low(session)
    await told(session, 8, "ordinary", minutes=60)
    await told(session, 40, "critical")
    turn = {Urgency.URGENT: AT_ONCE - 5, Urgency.ORDINARY: 4, Urgency.LOW: 1}
    assert [await a_turn(session) for _ in range(2)] == [turn, turn], "though the others have waited for an hour"


async def test_what_one_lane_leaves_over_is_anothers(session) -> None:
    await told(session, 2 * AT_ONCE, "ordinary")
    assert await a_turn(session) == {Urgency.ORDINARY: AT_ONCE}
    await make_low(session)
    assert await a_turn(session) == {Urgency.LOW: AT_ONCE}
    await told(session, 1, "ordinary")
    await told(session, 2 * AT_ONCE, "critical")
    assert await a_turn(session) == {Urgency.URGENT: AT_ONCE - 1, Urgency.ORDINARY: 1}


async def test_within_a_lane_whoever_has_waited_longest_is_next(session) -> None:
    await told(session, 3, "critical")
    await told(session, AT_ONCE, "critical", minutes=60)
    book = Notebook()
    await a_turn(session, book)
    assert max(letter.written_at for letter, _ in book.letters) < MONDAY


async def test_what_failed_keeps_its_lane(session) -> None:
    await told(session, 1, "critical")
    assert await a_turn(session, Notebook(Outcome("没有应答"))) == {Urgency.URGENT: 1}
    [delivery] = (await session.exec(select(Delivery))).all()
    assert delivery.urgency == Urgency.URGENT


async def test_two_workers_share_all_lanes_and_send_nothing_twice(session, sessions) -> None:
    await told(session, AT_ONCE, "critical")
    await told(session, AT_ONCE, "ordinary")
    await session.commit()
    book = Notebook()

    class Slow:
        is_first = True

        async def send(self, letter: object, to: object) -> Outcome:
            if Slow.is_first:
                Slow.is_first = False
                async with sessions.begin() as other:
                    await set_scope(other, the_platform("test", "test"))
                    assert await send_messages(other, {ChannelName.LOG: book}, at=LATER)
            return await book.send(letter, to)  # type: ignore[arg-type]

    await set_scope(session, the_platform("test", "test"))
    assert await send_messages(session, {ChannelName.LOG: Slow()}, at=LATER)
    ids = [letter.message_id for letter, _ in book.letters]
    assert len(ids) == len(set(ids)) == 2 * AT_ONCE
