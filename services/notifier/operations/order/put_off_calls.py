"""Put detections down that came in a flood: in a moment all are safe, and whoever comes behind them is heard at once."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import place
from services.notifier.store.policy import get_policy
from services.notifier.store.waiting_call import add_calls
from shared import periods
from shared.events.registry import NewPovertyDetected


async def put_off_calls(session: AsyncSession, events: Sequence[NewPovertyDetected]) -> None:
    """Those that call departments; they are called as soon as it is their turn (`take_up_calls`).

    What cannot be acted on later is refused now, while its sender can still be told: raises NoAssistancePolicy.
    """
    asked = [event for event in events if event.asks_for("work-orders")]

    for event in asked:
        get_policy(periods.day_in_china(event.detected_at)).policy.assign(event.trigger, at=event.detected_at)
        place.spoken(event.region)

    if asked:
        await add_calls(session, asked)
