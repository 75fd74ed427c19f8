"""What every renovation, defect and unsafe house waits for, and since when: the whole of a place in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.deadline import Step
from services.housing.rules.progress import DECIDING
from services.housing.rules.renovation import Act

ROWS_LIMIT = 50_000
"""Of one county; a larger place is asked for by its counties."""

_WAITING = text("""
WITH way AS MATERIALIZED (
    SELECT r.id, r.number, r.region, r.house_id, r.mode, r.policy, r.state, r.has_stood, r.starts_on, r.ends_on, r.started_on,
           r.finished_on, r.visits_due, a.accepted_on, a.subsidy, a.paid_on, c.name AS builder,
           -- Days on which works stood still for a reason that puts the agreed day off; a stop that lasts counts until today.
           CASE WHEN r.state IN ('agreed', 'under-way', 'stopped') THEN (
               SELECT coalesce(sum(coalesce(
                   (SELECT min(n."on") FROM renovation_event n
                    WHERE n.renovation_id = s.renovation_id AND n.id > s.id AND n.act IN ('resumed', 'finished')),
                   CAST(:on AS date)) - s."on"), 0)::int
               FROM renovation_event s
               WHERE s.renovation_id = r.id AND s.act = 'stopped'
                 AND EXISTS (SELECT FROM unnest(CAST(:uncounted AS text[])) AS name WHERE starts_with(s.said, name))
           ) ELSE 0 END AS put_off,
           (SELECT e."on" FROM renovation_event e WHERE e.renovation_id = r.id AND e.act = ANY (CAST(:turning AS text[]))
            ORDER BY e."on" DESC, e.id DESC LIMIT 1) AS turned_on
    FROM renovation r
    -- By their keys one by one: the planner thinks that a place has few renovations, and would walk all acceptances for each.
    LEFT JOIN LATERAL (SELECT * FROM acceptance WHERE acceptance.id = r.acceptance_id OFFSET 0) AS a ON true
    LEFT JOIN LATERAL (SELECT name FROM contractor WHERE contractor.id = r.contractor_id OFFSET 0) AS c ON true
    WHERE starts_with(r.region, :region)
      AND (r.state NOT IN ('closed', 'refused', 'withdrawn') OR jsonb_array_length(r.visits_due) > 0)
), going AS MATERIALIZED (
    SELECT house_id FROM way WHERE state <> 'closed'
)
SELECT id AS thing_id, id, number, region, house_id, mode, policy, coalesce(builder, '') AS builder,
       CASE state
           WHEN 'applied' THEN 'review-village'
           WHEN 'village-agreed' THEN CASE WHEN has_stood THEN 'review-town' ELSE 'notice' END
           WHEN 'town-agreed' THEN CASE WHEN has_stood THEN 'review-county' ELSE 'notice' END
           WHEN 'county-agreed' THEN CASE WHEN has_stood THEN 'sign' ELSE 'notice' END
           WHEN 'agreed' THEN CASE WHEN mode IN ('repair', 'rebuild') THEN 'start' ELSE 'move-in' END
           WHEN 'under-way' THEN 'finish'
           WHEN 'stopped' THEN CASE WHEN started_on IS NULL THEN 'start' ELSE 'finish' END
           WHEN 'finished' THEN 'accept'
           WHEN 'accepted' THEN CASE WHEN subsidy IS NULL OR subsidy = :paid THEN 'close' ELSE 'pay' END
           ELSE 'visit'
       END AS step,
       CASE state
           WHEN 'agreed' THEN CASE WHEN mode IN ('repair', 'rebuild') THEN starts_on ELSE ends_on END
           WHEN 'under-way' THEN ends_on
           WHEN 'stopped' THEN CASE WHEN started_on IS NULL THEN starts_on ELSE ends_on END
           WHEN 'finished' THEN finished_on
           WHEN 'accepted' THEN coalesce(CASE WHEN subsidy = :paid THEN paid_on END, accepted_on, finished_on)
           WHEN 'closed' THEN (SELECT min(day)::date FROM jsonb_array_elements_text(visits_due) AS day)
           ELSE turned_on
       END AS since,
       put_off,
       CASE WHEN state IN ('village-agreed', 'town-agreed', 'county-agreed') AND NOT has_stood
            THEN split_part(state, '-', 1) ELSE '' END AS notice, '' AS what
FROM way
UNION ALL
SELECT d.id, r.id, r.number, d.region, r.house_id, r.mode, r.policy, coalesce(c.name, ''), 'cure', d.due_on, 0, '', d.what
FROM defect d JOIN renovation r ON r.id = d.renovation_id LEFT JOIN contractor c ON c.id = r.contractor_id
WHERE d.cured_on IS NULL AND starts_with(d.region, :region) AND r.state NOT IN ('closed', 'refused', 'withdrawn')
UNION ALL
SELECT a.id, NULL, '', a.region, a.house_id, CASE a.work WHEN 'repaired' THEN 'repair' ELSE 'rebuild' END, '', '', 'pay',
       a.accepted_on, 0, '', ''
FROM acceptance a
WHERE a.cost_fen IS NULL AND a.revoked_at IS NULL AND a.subsidy <> :paid AND starts_with(a.region, :region)
UNION ALL
SELECT h.id, NULL, '', h.region, h.house_id, '', '', '', 'apply', h.listed_on, 0, '', h.grade || '级'
FROM hazard h
WHERE h.struck_on IS NULL AND starts_with(h.region, :region)
  AND h.house_id NOT IN (SELECT house_id FROM going)
LIMIT :limit
""")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for a step. `renovation_id` is None where there is no renovation: a house in the ledger that nobody
    applied for, one that was accepted without. `notice`: whose notice is waited for."""

    thing_id: UUID
    """Of the renovation, defect, acceptance or ledger line."""
    renovation_id: UUID | None
    number: str
    region: str
    house_id: UUID
    mode: str
    policy: str
    builder: str
    step: Step
    since: date
    put_off: int
    notice: str
    what: str


async def list_waiting(
    session: AsyncSession, *, region: str, on: date, uncounted: Sequence[str], limit: int = ROWS_LIMIT
) -> list[Waiting]:
    """Everything that waits in a place, late or not; `uncounted`: how lines of stops begin that put an agreed day off."""
    asked = {
        "region": region,
        "on": on,
        "uncounted": list(uncounted),
        "turning": [*DECIDING, Act.NOTICE_STOOD.value],
        "paid": SubsidyState.PAID.value,
        "limit": limit,
    }
    found = await session.execute(_WAITING, asked)
    return [
        Waiting(thing_id, id, number, place, house, mode, policy, builder, Step(step), since, put_off, notice, what)
        for thing_id, id, number, place, house, mode, policy, builder, step, since, put_off, notice, what in found
        if since is not None
    ]
