"""What a project handed over waits to be registered."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.asset import draft_assets as drafting
from shared.consumers import Consumers
from shared.events.funds import ProjectHandedOver

handlers = Consumers("funds")


@handlers.on(ProjectHandedOver)
async def draft_assets(session: AsyncSession, event: ProjectHandedOver) -> None:
    """A project was handed over: what it left becomes drafts of the register of assets, once."""
    await drafting.draft_assets(session, event.project_id)
