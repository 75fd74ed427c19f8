"""Take back facts that never happened (a settlement reversed), also unheard ones; alerts that rest on them alone end."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.watch import FactKind
from services.registry.store import alert as alerts
from services.registry.tables import WatchFact
from shared import clock

REASON = "所依据的结算已冲正"


@dataclass(frozen=True)
class Withdrawn:
    """A source that is no longer true."""

    source: str
    source_id: UUID
    region: str


async def withdraw_facts(session: AsyncSession, withdrawn: Sequence[Withdrawn], *, by: str) -> None:
    """Every kind of fact that such a source can bring is taken back."""
    at = clock.now()
    kinds = (FactKind.HOSPITAL_BILL, FactKind.MEDICAL_BURDEN, FactKind.MEDICAL_SHARE)

    facts = [
        WatchFact(
            region=each.region,
            kind=kind,
            source=each.source,
            source_id=each.source_id,
            noted_by=by,
            noted_at=at,
            withdrawn_at=at,
        )
        for each in withdrawn
        for kind in kinds
    ]
    await alerts.withdraw_facts(session, facts)
    held = await alerts.list_facts_from(session, [each.source_id for each in withdrawn])
    await alerts.withdraw_alerts(session, [fact.id for fact in held], reason=REASON, by=by, at=at)
