"""How far renovations of dangerous houses are, for the public to see."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.shown_renovation.show_progress import show_progress
from services.funds.operations.shown_renovation.show_subsidy import show_subsidy
from services.funds.rules.transfer import About
from shared.consumers import Consumers
from shared.events.funds import HouseholdPaid, HouseholdPaymentReturned
from shared.events.housing import RenovationProgressed

handlers = Consumers("funds")


@handlers.on(RenovationProgressed)
async def show_house(session: AsyncSession, event: RenovationProgressed) -> None:
    """A renovation went a step further, or does not go on."""
    await show_progress(session, event)


@handlers.on(HouseholdPaid)
async def show_house_paid(session: AsyncSession, event: HouseholdPaid) -> None:
    """The household has its subsidy, or a stage of it."""
    if event.about == About.HOUSING:
        await show_subsidy(session, event.about_id)


@handlers.on(HouseholdPaymentReturned)
async def show_house_unpaid(session: AsyncSession, event: HouseholdPaymentReturned) -> None:
    """It came back."""
    if event.about == About.HOUSING:
        await show_subsidy(session, event.about_id)
