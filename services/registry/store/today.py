"""What an officer has before them today. Each source is one query of the same shape over the households that are theirs, so that
a new part joins with one more `Source`: a name, a group, a link and the SQL.

The SQL reads `mine` (id, region), gives `thing_id, household_id, title, due_on`, and takes `:on`, `:since` (yesterday's first
instant) alone. Row-level security applies: it can show nothing that who asks may not see.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import PART_NAMES, Part
from services.registry.rules.change import CHANGE_NAMES, ChangeKind
from services.registry.rules.deadline import DEADLINE_NAMES
from services.registry.rules.poverty import PROCEDURE_NAMES, ProcedureKind
from services.registry.store.judging import get_policy_named


class Group(StrEnum):
    DUE = "due"
    CHANGED = "changed"
    FOUND = "found"


GROUP_NAMES = {Group.DUE: "待办", Group.CHANGED: "昨天以来的变化", Group.FOUND: "系统发现"}
SHOWN = 50
"""Of each source; how many more there are is said."""


@dataclass(frozen=True)
class Source:
    """One kind of line. `link` is a path inside this service; `{thing_id}` and `{household_id}` are filled in. `speak` makes the
    title that people read of what the SQL gives."""

    source: str
    name: str
    group: Group
    link: str
    sql: str
    speak: Callable[[str], str] = str


@dataclass(frozen=True)
class Entry:
    """A line of today: what it is about, for which household, and by when."""

    thing_id: UUID
    household_id: UUID
    region: str
    title: str
    due_on: date | None
    name_sealed: bytes | None


@dataclass(frozen=True)
class Told:
    """The first lines of a source, the most pressing first, and how many there are."""

    source: Source
    entries: Sequence[Entry]
    total: int
    late: int


@dataclass(frozen=True)
class Whose:
    """The households of a helper (and of whom they stand in for) or, without a helper, all of a region."""

    helper_id: UUID | None
    region: str


NOBODY = UUID(int=0)
"""The helper that nobody is: who helps no household has none before them."""

VISITS = """
SELECT task.id AS thing_id, task.household_id, campaign.title, next.day AS due_on
FROM campaign JOIN campaign_task task ON task.campaign_id = campaign.id AND task.left_on IS NULL
JOIN mine ON mine.id = task.household_id
CROSS JOIN LATERAL (
    SELECT due.day FROM unnest(campaign.dues) WITH ORDINALITY AS due (day, round)
    WHERE due.round >= task.first_round AND (due.day >= :on OR due.round = cardinality(campaign.dues))
      AND NOT EXISTS (SELECT FROM household_visit seen WHERE seen.task_id = task.id AND seen.round = due.round
                      AND seen.replaced_at IS NULL AND NOT seen.is_withdrawn AND seen.gaps = '{}')
    ORDER BY due.round LIMIT 1) next
WHERE campaign.closed_at IS NULL AND campaign.starts_on <= :on
"""
PROBLEMS = """
SELECT problem.id AS thing_id, problem.household_id,
       CASE problem.state WHEN 'mended' THEN '待销号：' ELSE '整改：' END || problem.found AS title, problem.due_on
FROM visit_problem problem JOIN mine ON mine.id = problem.household_id WHERE problem.state IN ('open', 'mended')
"""
ALERTS = """
SELECT alert.id AS thing_id, alert.household_id, alert.title, alert.due_on
FROM watch_alert alert JOIN mine ON mine.id = alert.household_id WHERE alert.decided_at IS NULL
"""
PROCEDURES = """
SELECT one.id AS thing_id, one.household_id, concat_ws('|', one.policy, one.kind, one.stages[one.at_stage + 1]) AS title,
        least(one.due_on, one.whole_due_on) AS due_on
FROM procedure one JOIN mine ON mine.id = one.household_id WHERE one.ended_at IS NULL
"""
CASES = """
SELECT one.id AS thing_id, one.household_id, coalesce(part.part, 'conclusion') AS title,
       (coalesce(part.due_at, one.conclude_by) AT TIME ZONE 'Asia/Shanghai')::date AS due_on
FROM relief_case one JOIN mine ON mine.id = one.household_id
LEFT JOIN case_part part ON part.case_id = one.id AND part.done_at IS NULL AND part.part <> 'work-orders'
WHERE one.closed_at IS NULL
"""
CHANGES = """
SELECT DISTINCT ON (change.household_id, change.kind) change.id AS thing_id, change.household_id, change.kind AS title,
       change.happened_on AS due_on
FROM household_change change JOIN mine ON mine.id = change.household_id WHERE change.recorded_at >= :since
"""
FOUND = """
SELECT alert.id AS thing_id, alert.household_id, alert.title, NULL::date AS due_on
FROM watch_alert alert JOIN mine ON mine.id = alert.household_id WHERE alert.raised_at >= :since
"""


def _speak_stage(told: str) -> str:
    """`退出：民主评议`, of a policy, a kind and a stage."""
    policy, kind, stage = told.split("|")
    rule = get_policy_named(policy).find_rule(ProcedureKind(kind))
    title = next((each.title for each in rule.stages if each.stage == stage), stage) if rule else stage
    return f"{PROCEDURE_NAMES[ProcedureKind(kind)]}：{title}"


def _speak_part(told: str) -> str:
    return DEADLINE_NAMES.get(told) or PART_NAMES[Part(told)]


def _speak_change(told: str) -> str:
    return CHANGE_NAMES[ChangeKind(told)]


SOURCES: tuple[Source, ...] = (
    Source("visits", "走访", Group.DUE, "/today/households/{household_id}/page", VISITS),
    Source("problems", "问题整改", Group.DUE, "/today/households/{household_id}/page", PROBLEMS),
    Source("alerts", "预警核实", Group.DUE, "/watch/alerts/page", ALERTS),
    Source("procedures", "识别退出程序", Group.DUE, "/procedures/{thing_id}/page", PROCEDURES, _speak_stage),
    Source("cases", "即时帮扶", Group.DUE, "/cases/{thing_id}/page", CASES, _speak_part),
    Source("changes", "登记变更", Group.CHANGED, "/households/{household_id}/page", CHANGES, _speak_change),
    Source("found", "新的预警", Group.FOUND, "/watch/alerts/page", FOUND),
)
"""In the order of the page. Orders of departments are notifier's and are not here."""

_MINE = """
WITH mine AS MATERIALIZED (
    SELECT household.id, household.region FROM household WHERE CAST(:helper_id AS uuid) IS NULL
        AND household.state <> 'cancelled' AND starts_with(household.region, :region)
    UNION ALL
    SELECT household.id, household.region FROM helper_assignment held JOIN household ON household.id = held.household_id
    WHERE held.until_on IS NULL AND (held.helper_id = :helper_id OR held.helper_id IN (
        SELECT helper_id FROM helper_substitution WHERE substitute_id = :helper_id AND since_on <= :on AND until_on >= :on))
), told AS MATERIALIZED ({sql}), first AS (
    SELECT told.*, count(*) OVER () AS total, count(*) FILTER (WHERE due_on < :on) OVER () AS late
    FROM told ORDER BY due_on NULLS LAST, thing_id LIMIT :limit)
SELECT first.*, mine.region, (
    SELECT person.name_sealed FROM person WHERE person.household_id = first.household_id AND person.left_on IS NULL
    ORDER BY person.relation <> '户主', person.id LIMIT 1) AS name_sealed, CAST(:since AS timestamptz) AS since
FROM first JOIN mine ON mine.id = first.household_id ORDER BY due_on NULLS LAST, thing_id
"""
_QUERIES = {each.source: text(_MINE.format(sql=each.sql)) for each in SOURCES}


async def tell_source(session: AsyncSession, source: Source, whose: Whose, *, on: date, since: datetime) -> Told:
    """The most pressing lines of one source."""
    asked = {"helper_id": whose.helper_id, "region": whose.region, "on": on, "since": since, "limit": SHOWN}
    rows = list((await session.execute(_QUERIES[source.source], asked)).mappings())
    entries = [
        Entry(
            thing_id=UUID(str(row["thing_id"])),
            household_id=UUID(str(row["household_id"])),
            region=row["region"],
            title=source.speak(row["title"]),
            due_on=row["due_on"],
            name_sealed=row["name_sealed"],
        )
        for row in rows
    ]
    return Told(source, entries, rows[0]["total"] if rows else 0, rows[0]["late"] if rows and source.group is Group.DUE else 0)
