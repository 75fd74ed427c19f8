"""What funds says of the money for houses: whoever can act is sent, until it is there."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.consumers.by_rules import follow_rules
from shared.consumers import Consumers
from shared.events.funds import (
    HouseholdPaymentAsked,
    HouseholdPaymentRefused,
    HouseholdPaymentWithdrawn,
    HouseMoneyHeld,
    HouseMoneyRefused,
)

handlers = Consumers("notifier")

ORDERS_S = 0.1
"""A morning's payments are asked for together; nobody waits for the message."""


@handlers.on_many(HouseMoneyRefused, patience_s=ORDERS_S)
async def ask_for_house_money(session: AsyncSession, events: Sequence[HouseMoneyRefused]) -> None:
    """A household was promised money that is not there."""
    await follow_rules(session, events)


@handlers.on_many(HouseMoneyHeld, patience_s=ORDERS_S)
async def finish_asking_for_house_money(session: AsyncSession, events: Sequence[HouseMoneyHeld]) -> None:
    """It is there."""
    await follow_rules(session, events)


@handlers.on_many(HouseholdPaymentRefused, patience_s=ORDERS_S)
async def mend_house_payment(session: AsyncSession, events: Sequence[HouseholdPaymentRefused]) -> None:
    """A subsidy could not be paid out."""
    await follow_rules(session, events)


@handlers.on_many(HouseholdPaymentAsked, patience_s=ORDERS_S)
async def finish_mending_house_payment(session: AsyncSession, events: Sequence[HouseholdPaymentAsked]) -> None:
    """It is being paid."""
    await follow_rules(session, events)


@handlers.on_many(HouseholdPaymentWithdrawn, patience_s=ORDERS_S)
async def spare_house_payment(session: AsyncSession, events: Sequence[HouseholdPaymentWithdrawn]) -> None:
    """It will not be paid: nobody has to mend it."""
    await follow_rules(session, events)
