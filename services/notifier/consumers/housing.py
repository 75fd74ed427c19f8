"""What housing says."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.operations.errand.finish_errands import finish_errands
from services.notifier.operations.errand.open_errands import open_errands
from services.notifier.operations.errand.order_by_rules import order_by_rules
from shared import clock
from shared.consumers import Consumers
from shared.events.housing import (
    HouseGraded,
    HousingStepAwaited,
    HousingStepEnded,
    ResettlementSupportAnswered,
    ResettlementSupportAsked,
)

handlers = Consumers("notifier")


ORDERS_S = 0.1
"""A campaign opens two hundred villages' orders at once; who is in danger waits no longer than a breath."""


@handlers.on_many(HouseGraded, patience_s=ORDERS_S)
async def shelter_people(session: AsyncSession, events: Sequence[HouseGraded]) -> None:
    """A house was found that must not be lived in."""
    await order_by_rules(session, events, at=clock.now())


@handlers.on_many(HousingStepAwaited, patience_s=ORDERS_S)
async def call_whose_turn_it_is(session: AsyncSession, events: Sequence[HousingStepAwaited]) -> None:
    """A step of housing is somebody's turn, or is late."""
    await order_by_rules(session, events, at=clock.now())


@handlers.on_many(HousingStepEnded, patience_s=ORDERS_S)
async def finish_steps(session: AsyncSession, events: Sequence[HousingStepEnded]) -> None:
    """Nobody has to take it any more."""
    await order_by_rules(session, events, at=clock.now())


@handlers.on_many(ResettlementSupportAsked, patience_s=ORDERS_S)
async def ask_for_support(session: AsyncSession, events: Sequence[ResettlementSupportAsked]) -> None:
    """A household has moved: somebody sees to work, school or registration by the day that its place has for it."""
    await open_errands(session, events, at=clock.now())


@handlers.on_many(ResettlementSupportAnswered, patience_s=ORDERS_S)
async def finish_support(session: AsyncSession, events: Sequence[ResettlementSupportAnswered]) -> None:
    """It was seen to, and written down in housing."""
    await finish_errands(session, events)
