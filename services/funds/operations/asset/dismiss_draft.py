from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.asset_draft import must_be_open
from services.funds.schemas.asset_draft import DismissDraft
from services.funds.store.asset_draft import lock_draft
from services.funds.tables import AssetDraft
from shared.security import Principal


async def dismiss_draft(session: AsyncSession, draft_id: UUID, form: DismissDraft, *, by: Principal, on: date) -> AssetDraft:
    """What is left of a draft becomes no asset of the register, for a reason that stays readable. Nobody is told.

    Raises NoSuchDraft, OutsideRegion, DraftClosed.
    """
    draft = await lock_draft(session, draft_id)
    by.must_cover(draft.region)

    must_be_open(draft.state)

    draft.dismissed_on, draft.dismissed_why, draft.dismissed_by = on, form.why, by.subject
    await session.flush()
    return draft
