"""Let what is under way for a household follow it when it moves: its case, alerts, and differences with lists."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import Act
from services.registry.store.following import Followed, move_alerts_along, move_cases_along, move_differences_along
from services.registry.tables import CaseAct
from shared import outbox, rows
from shared.events.registry import AlertMoved, CaseMoved

REASON = "户已迁移，台账随户"


async def take_along(session: AsyncSession, household_ids: Collection[UUID], *, by: str, at: datetime) -> None:
    """Facts and steps of a case keep the place where they happened; whoever sees the case reads them. Households that did not
    move have nothing that is left behind."""
    cases = await move_cases_along(session, household_ids)
    alerts = await move_alerts_along(session, household_ids)

    acts = [CaseAct(case_id=case.id, region=case.region, act=Act.MOVED, at=at, by=by, reason=REASON) for case in cases]
    await rows.insert(session, *acts)
    await move_differences_along(session, household_ids)

    await outbox.record(session, *(CaseMoved(**_told(case, "case_id"), moved_at=at) for case in cases))
    await outbox.record(session, *(AlertMoved(**_told(alert, "alert_id"), moved_at=at) for alert in alerts))


def _told(followed: Followed, name: str) -> dict[str, Any]:
    told = vars(followed)
    return {name: told["id"], "household_id": told["household_id"], "from_region": told["from_region"], "region": told["region"]}
