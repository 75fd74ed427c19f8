"""Facts and alerts: written once, found by household, place and rule."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.alert import Outcome, Past
from services.registry.tables import Alert, AlertVisit, WatchFact, WatchSweep
from shared.errors import NotFound
from shared.rows import as_json, insertion


class NoSuchAlert(NotFound):
    """没有找到这条预警"""


_ADD_FACTS = text(f"""
{insertion(WatchFact)} ON CONFLICT ON CONSTRAINT watch_fact_once DO UPDATE
SET region = excluded.region, household_id = excluded.household_id, person_id = excluded.person_id,
    identity_hash = excluded.identity_hash, group_id = excluded.group_id, happened_on = excluded.happened_on,
    amount_fen = excluded.amount_fen, word = excluded.word, note = excluded.note
WHERE watch_fact.happened_on IS NULL AND excluded.happened_on IS NOT NULL
""")
_WITHDRAW = text(f"""
{insertion(WatchFact)} ON CONFLICT ON CONSTRAINT watch_fact_once DO UPDATE SET withdrawn_at = excluded.withdrawn_at
WHERE watch_fact.withdrawn_at IS NULL
""")
_SEAT_WAITING = text("""
UPDATE watch_fact SET household_id = person.household_id, person_id = person.id
FROM person asked JOIN person ON person.id = CASE WHEN asked.merged_into_id IS NULL THEN asked.id ELSE asked.merged_into_id END
WHERE watch_fact.household_id IS NULL AND watch_fact.identity_hash = ANY (:hashes)
  AND asked.identity_hash = watch_fact.identity_hash AND person.left_on IS NULL
RETURNING person.household_id
""")
_RAISE = text(f"{insertion(Alert)} ON CONFLICT DO NOTHING RETURNING id")
_ADD_VISIT = text(insertion(AlertVisit))
_RESTING_ON_NOTHING = text("""
UPDATE watch_alert SET outcome = 'withdrawn', reason = :reason, decided_by = :by, decided_at = :at
WHERE decided_at IS NULL AND fact_ids && CAST(:fact_ids AS uuid[]) AND NOT EXISTS (
    SELECT FROM watch_fact WHERE watch_fact.id = ANY (watch_alert.fact_ids) AND watch_fact.withdrawn_at IS NULL)
RETURNING id, household_id, region
""")


async def add_facts(session: AsyncSession, facts: Collection[WatchFact]) -> None:
    """Each once per source, also when its withdrawal was heard of before it."""
    if facts:
        await session.execute(_ADD_FACTS, {"watch_fact": as_json([fact.model_dump() for fact in facts])})


async def withdraw_facts(session: AsyncSession, facts: Collection[WatchFact]) -> None:
    """`withdrawn_at` is filled; of a fact that is not there yet the withdrawal alone is kept."""
    await session.execute(_WITHDRAW, {"watch_fact": as_json([fact.model_dump() for fact in facts])})


@dataclass(frozen=True)
class Ended:
    """An alert of which nothing is left."""

    id: UUID
    household_id: UUID
    region: str


async def withdraw_alerts(
    session: AsyncSession, fact_ids: Collection[UUID], *, reason: str, by: str, at: datetime
) -> list[Ended]:
    """Close the undecided alerts of which no fact is left; which they were."""
    rows = await session.execute(_RESTING_ON_NOTHING, {"fact_ids": list(fact_ids), "reason": reason, "by": by, "at": at})
    return [Ended(row.id, row.household_id, row.region) for row in rows]


async def list_facts_from(session: AsyncSession, source_ids: Collection[UUID]) -> list[WatchFact]:
    return list(await session.exec(select(WatchFact).where(col(WatchFact.source_id).in_(source_ids))))


async def seat_waiting_facts(session: AsyncSession, identity_hashes: Collection[str]) -> set[UUID]:
    """Give facts of people who were in no register to their household now that they are; which households got some."""
    return {row.household_id for row in await session.execute(_SEAT_WAITING, {"hashes": list(identity_hashes)})}


async def raise_alerts(session: AsyncSession, alerts: Sequence[Alert]) -> set[UUID]:
    """Write these; those for which the household has an undecided one of the same rule are left out. Which were written."""
    if not alerts:
        return set()
    rows = await session.execute(_RAISE, {"watch_alert": as_json([alert.model_dump() for alert in alerts])})
    return {row.id for row in rows}


_PASTS = text("""
SELECT household_id, rule, fact_ids, person_ids, outcome, decided_at FROM watch_alert WHERE household_id = ANY (:ids)
""")


async def list_pasts(session: AsyncSession, household_ids: Collection[UUID]) -> Mapping[tuple[UUID, str], list[Past]]:
    """The alerts of these households so far, by household and rule."""
    pasts = defaultdict[tuple[UUID, str], list[Past]](list)
    for row in await session.execute(_PASTS, {"ids": list(household_ids)}):
        outcome = Outcome(row.outcome) if row.outcome else None
        pasts[row.household_id, row.rule].append(Past(row.fact_ids, row.person_ids, outcome, row.decided_at))
    return pasts


async def get_alert(session: AsyncSession, alert_id: UUID) -> Alert:
    """Raises NoSuchAlert, also for one that the asker may not see."""
    alert = await session.get(Alert, alert_id)
    if alert is None:
        raise NoSuchAlert(alert_id=alert_id)
    return alert


async def lock_alert(session: AsyncSession, alert_id: UUID) -> Alert:
    """Raises NoSuchAlert."""
    alert = await session.get(Alert, alert_id, with_for_update=True)
    if alert is None:
        raise NoSuchAlert(alert_id=alert_id)
    return alert


async def list_visits(session: AsyncSession, alert_id: UUID) -> list[AlertVisit]:
    """The oldest first."""
    return list(
        await session.exec(
            select(AlertVisit).where(AlertVisit.alert_id == alert_id).order_by(col(AlertVisit.recorded_at), col(AlertVisit.id))
        )
    )


async def add_visit(session: AsyncSession, visit: AlertVisit) -> None:
    await session.execute(_ADD_VISIT, {"alert_visit": as_json([visit.model_dump()])})


@dataclass(frozen=True)
class Wanted:
    """Which alerts: of a place, a household, a rule; undecided, decided, or overdue on a day."""

    region: str | None = None
    household_id: UUID | None = None
    rule: str | None = None
    is_decided: bool | None = None
    overdue_on: date | None = None


async def list_alerts(session: AsyncSession, wanted: Wanted, *, after: UUID | None, limit: int) -> list[Alert]:
    """One more than `limit`, so that the caller sees whether there is a next page."""
    query = select(Alert).order_by(col(Alert.id)).limit(limit + 1)
    if wanted.region:
        query = query.where(col(Alert.region).startswith(wanted.region, autoescape=True))
    if wanted.household_id:
        query = query.where(Alert.household_id == wanted.household_id)
    if wanted.rule:
        query = query.where(Alert.rule == wanted.rule)
    if wanted.is_decided is not None:
        query = query.where(col(Alert.decided_at).is_not(None) if wanted.is_decided else col(Alert.decided_at).is_(None))
    if wanted.overdue_on:
        query = query.where(and_(col(Alert.decided_at).is_(None), col(Alert.due_on) < wanted.overdue_on))
    if after:
        query = query.where(Alert.id > after)
    return list(await session.exec(query))


_CASE_OF = text("""
SELECT relief_case.id FROM relief_case JOIN case_fact ON case_fact.case_id = relief_case.id
WHERE relief_case.household_id = :household_id AND (case_fact.reported_as = :alert_id OR relief_case.closed_at IS NULL)
ORDER BY case_fact.reported_as = :alert_id DESC NULLS LAST, relief_case.detected_at DESC LIMIT 1
""")


async def find_case_of(session: AsyncSession, alert: Alert) -> UUID | None:
    """The case that this alert opened or joined; else the one that the household has open."""
    asked = {"household_id": alert.household_id, "alert_id": alert.id}
    found = (await session.execute(_CASE_OF, asked)).first()
    return UUID(str(found.id)) if found else None


@dataclass(frozen=True)
class RuleTally:
    """How a rule has done since a day. `median_hours` is from alert to decision; withdrawn alerts count for nobody."""

    rule: str
    alerts: int
    confirmed: int
    dismissed: int
    withdrawn: int
    undecided: int
    overdue: int
    median_hours: int | None
    within_term: int


_TALLY = text("""
SELECT rule, count(*) AS alerts, count(*) FILTER (WHERE outcome = 'confirmed') AS confirmed,
       count(*) FILTER (WHERE outcome = 'dismissed') AS dismissed, count(*) FILTER (WHERE outcome = 'withdrawn') AS withdrawn,
       count(*) FILTER (WHERE decided_at IS NULL) AS undecided,
       count(*) FILTER (WHERE decided_at IS NULL AND due_on < :on) AS overdue,
       (percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM decided_at - raised_at)::bigint)
           FILTER (WHERE outcome IN ('confirmed', 'dismissed')) / 3600)::int AS median_hours,
       count(*) FILTER (WHERE outcome IN ('confirmed', 'dismissed')
                        AND (decided_at AT TIME ZONE 'Asia/Shanghai')::date <= due_on) AS within_term
FROM watch_alert WHERE raised_at >= :since AND starts_with(region, :region) GROUP BY rule ORDER BY rule
""")


async def tally_rules(session: AsyncSession, *, region: str, since: datetime, on: date) -> list[RuleTally]:
    rows = await session.execute(_TALLY, {"region": region, "since": since, "on": on})
    return [RuleTally(**row) for row in rows.mappings()]


_BEGIN_SWEEP = text(f"{insertion(WatchSweep)} ON CONFLICT DO NOTHING")


async def lock_sweep(session: AsyncSession, *, on: date, at: datetime) -> WatchSweep | None:
    """The sweep of this day, begun if it is not; None when it is over or another process is at it."""
    query = select(WatchSweep).where(WatchSweep.swept_on == on)
    known = (await session.exec(query)).one_or_none()
    if known is None:
        await session.execute(_BEGIN_SWEEP, {"watch_sweep": as_json([WatchSweep(swept_on=on, started_at=at).model_dump()])})
    elif known.finished_at is not None:
        return None
    locked = query.where(col(WatchSweep.finished_at).is_(None)).with_for_update(skip_locked=True)
    return (await session.exec(locked.execution_options(populate_existing=True))).one_or_none()


async def list_sweeps(session: AsyncSession, *, limit: int) -> list[WatchSweep]:
    """The last ones, the newest first."""
    return list(await session.exec(select(WatchSweep).order_by(col(WatchSweep.swept_on).desc()).limit(limit)))
