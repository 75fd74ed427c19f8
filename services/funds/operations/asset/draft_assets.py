from datetime import timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.store.asset_draft import list_undrafted
from services.funds.store.asset_policy import get_asset_policy
from services.funds.store.project import lock_project
from services.funds.tables import AssetDraft


async def draft_assets(session: AsyncSession, project_id: UUID) -> list[AssetDraft]:
    """A draft for each thing that a project handed over, once, with the day by which it should be registered. Nobody is told.

    Raises NoSuchProject, NoAssetRule.
    """
    project = await lock_project(session, project_id)
    things = await list_undrafted(session, project_id)
    if not things or project.handed_over_on is None:
        return []

    policy, _ = get_asset_policy(project.region, project.handed_over_on)
    complete_by = project.handed_over_on + timedelta(days=policy.registration.days)

    drafts = [
        AssetDraft(
            thing_id=thing.id,
            project_id=project.id,
            region=project.region,
            project=project.number,
            title=thing.title,
            quantity=thing.quantity,
            unit=thing.unit,
            value_fen=thing.value_fen,
            handed_over_on=project.handed_over_on,
            complete_by=complete_by,
        )
        for thing in things
    ]
    session.add_all(drafts)
    await session.flush()
    return drafts
