"""Door two: what funds says of the money that it was asked to set aside for a renovation."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.operations.house_money.note_house_money import SaidOfHold, note_house_money
from services.housing.operations.house_money.release_stages import release_stages
from services.housing.rules.house_money import MoneyState
from shared import clock
from shared.consumers import Consumers
from shared.events.funds import HouseMoneyHeld, HouseMoneyRefused

handlers = Consumers("housing")

FUNDS = "funds"
"""Who takes the step where money that was waited for is set aside at last."""


@handlers.on(HouseMoneyHeld)
async def know_money_held(session: AsyncSession, event: HouseMoneyHeld) -> None:
    """The promise lies on its lines: stages that waited for it are asked for."""
    lines = [line.model_dump() for line in event.lines]
    said = SaidOfHold(event.occurred_at, event.plan, MoneyState.HELD, held_fen=event.amount_fen, lines=lines)
    if await note_house_money(session, event.renovation_id, said) is not None:
        await release_stages(session, event.renovation_id, by=FUNDS, at=clock.now())


@handlers.on(HouseMoneyRefused)
async def know_money_lacking(session: AsyncSession, event: HouseMoneyRefused) -> None:
    """No line, or no room: which source lacks how much."""
    short = [each.model_dump() for each in event.short]
    said = SaidOfHold(event.occurred_at, event.plan, MoneyState.LACKING, short=short, code=event.code, reason=event.reason)
    await note_house_money(session, event.renovation_id, said)
