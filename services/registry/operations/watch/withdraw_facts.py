"""Take back facts that never happened (a settlement reversed), also unheard ones; alerts that rest on them alone end."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.watch import FactKind
from services.registry.store import alert as alerts
from services.registry.tables import WatchFact
from shared import clock, outbox
from shared.events.registry import AlertRetracted

REVERSED = "所依据的结算已冲正"
BY_SETTLEMENT = (FactKind.HOSPITAL_BILL, FactKind.MEDICAL_BURDEN, FactKind.MEDICAL_SHARE)


@dataclass(frozen=True)
class Withdrawn:
    """A source that is no longer true, and the kinds of facts that such a source can bring."""

    source: str
    source_id: UUID
    region: str
    kinds: Collection[FactKind] = BY_SETTLEMENT


async def withdraw_facts(session: AsyncSession, withdrawn: Sequence[Withdrawn], *, by: str, reason: str = REVERSED) -> None:
    """Every kind of fact that such a source can bring is taken back; nobody need go and see a household because of it."""
    at = clock.now()

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
        for kind in each.kinds
    ]
    await alerts.withdraw_facts(session, facts)
    held = await alerts.list_facts_from(session, [each.source_id for each in withdrawn])
    ended = await alerts.withdraw_alerts(session, [fact.id for fact in held], reason=reason, by=by, at=at)

    told = [AlertRetracted(alert_id=one.id, household_id=one.household_id, region=one.region, withdrawn_at=at) for one in ended]
    await outbox.record(session, *told)
