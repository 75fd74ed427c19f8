"""The sources of today: each is one query of the same shape over the households that are an officer's, so that a new part joins
with one more `Source`: a name, a group, a link and the SQL.

The SQL reads `mine` (id, region), gives `thing_id, household_id, title, due_on`, and takes `:on`, `:since` (yesterday's first
instant) and what its source asks besides. Row-level security applies: it can show nothing that who asks may not see.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.registry.rules.case import PART_NAMES, Part
from services.registry.rules.change import CHANGE_NAMES, ChangeKind
from services.registry.rules.deadline import DEADLINE_NAMES
from services.registry.rules.poverty import PROCEDURE_NAMES, ProcedureKind
from services.registry.store.campaign_policy import list_campaign_policies
from services.registry.store.checklist import list_checklists
from services.registry.store.judging import get_policy_named
from services.registry.store.plan_board import HELPED, NEEDS_A_PLAN


class Group(StrEnum):
    DUE = "due"
    CHANGED = "changed"
    FOUND = "found"


GROUP_NAMES = {Group.DUE: "待办", Group.CHANGED: "昨天以来的变化", Group.FOUND: "系统发现"}


@dataclass(frozen=True)
class Source:
    """One kind of line. `link` is a path inside this service; `{thing_id}`, `{household_id}` and `{year}` are filled in. `speak`
    makes the title that people read of what the SQL gives. `is_of_file`: it is about a household's file, which departments do not
    see. `asks` gives what else the SQL takes on a day."""

    source: str
    name: str
    group: Group
    link: str
    sql: str
    speak: Callable[[str], str] = str
    is_of_file: bool = False
    asks: Callable[[date], Mapping[str, object]] = lambda on: {}


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
CHECKLISTS = """
SELECT DISTINCT task.id AS thing_id, task.household_id, asked.title || '（' || campaign.title || '）' AS title,
       round.day AS due_on
FROM unnest(CAST(:policies AS text[]), CAST(:kinds AS text[]), CAST(:checklists AS text[]), CAST(:titles AS text[]),
            CAST(:places AS text[])) AS asked (policy, kind, checklist, title, place)
JOIN campaign ON campaign.policy = asked.policy AND campaign.kind = asked.kind
    AND campaign.closed_at IS NULL AND campaign.starts_on <= :on
JOIN campaign_task task ON task.campaign_id = campaign.id AND task.left_on IS NULL
JOIN mine ON mine.id = task.household_id AND starts_with(mine.region, asked.place)
CROSS JOIN LATERAL (
    SELECT due.day, due.before FROM (
        SELECT day, round, lag(day) OVER (ORDER BY round) AS before
        FROM unnest(campaign.dues) WITH ORDINALITY AS due (day, round)) due
    WHERE due.round >= task.first_round AND (due.day >= :on OR due.round = cardinality(campaign.dues))
    ORDER BY due.round LIMIT 1) round
WHERE NOT EXISTS (
    SELECT FROM checklist_filling filled WHERE filled.household_id = task.household_id AND filled.checklist = asked.checklist
        AND filled.filled_on > coalesce(round.before, campaign.starts_on - 1))
"""
PLANS = f"""
SELECT h.id AS thing_id, h.id AS household_id, CASE WHEN made.id IS NULL THEN '没有本年度的帮扶计划'
        WHEN made.agreed_at IS NULL THEN '帮扶计划待户签字' ELSE '帮扶计划已调整，待户重新签字' END AS title, NULL::date AS due_on
FROM household h JOIN mine ON mine.id = h.id
LEFT JOIN household_plan made ON made.household_id = h.id AND made.year = extract(year FROM CAST(:on AS date))
WHERE {NEEDS_A_PLAN} AND (made.agreed_at >= made.changed_at) IS NOT TRUE
"""  # noqa: S608  the interpolation is a condition of our own
MEASURES = """
SELECT one.id AS thing_id, plan.household_id, one.title, one.due_on
FROM plan_measure one JOIN household_plan plan ON plan.id = one.plan_id JOIN mine ON mine.id = plan.household_id
WHERE one.state IN ('planned', 'under-way') AND one.due_on < CAST(:on AS date) + 30
  AND plan.year = extract(year FROM CAST(:on AS date))
"""
"""Late ones, and those of the next 30 days: most measures of a year are due when it ends."""
DIFFERENCES = """
SELECT one.id AS thing_id, one.household_id, one.title, one.due_on
FROM list_difference one JOIN mine ON mine.id = one.household_id WHERE one.settled_at IS NULL AND one.ended_at IS NULL
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
FINDINGS = """
SELECT (array_agg(one.id ORDER BY one.id))[1] AS thing_id, one.household_id, NULL::date AS due_on,
       concat_ws('|', count(*), count(*) FILTER (WHERE one.severity = 'fault')) AS title
FROM quality_finding one JOIN mine ON mine.id = one.household_id
WHERE one.gone_at IS NULL AND one.accepted_at IS NULL GROUP BY one.household_id
"""
DOUBLES = """
SELECT DISTINCT ON (pair.id) pair.id AS thing_id, mine.id AS household_id, person.relation AS title, NULL::date AS due_on
FROM double_pair pair CROSS JOIN LATERAL unnest(ARRAY[pair.low_id, pair.high_id]) AS side (person_id)
JOIN person ON person.id = side.person_id JOIN mine ON mine.id = person.household_id
WHERE pair.state = 'open' ORDER BY pair.id, mine.id
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


def _speak_findings(told: str) -> str:
    """`登记有 3 处疑问，其中错误 1 处`, of how many and how many faults."""
    many, faults = told.split("|")
    return f"登记有 {many} 处疑问" + (f"，其中错误 {faults} 处" if faults != "0" else "")


def _speak_double(told: str) -> str:
    return f"成员（{told}）与另一份档案疑似同一人"


def _asked_checklists(on: date) -> Mapping[str, object]:
    """The kinds of campaign that want a checklist filled, with every place where that holds."""
    asked = [
        (policy.policy, kind.kind, checklist.checklist, checklist.title, checklist.region)
        for policy in list_campaign_policies()
        for kind in policy.kinds
        for checklist in list_checklists()
        if checklist.checklist == kind.checklist and checklist.covers(on)
    ]
    names = ("policies", "kinds", "checklists", "titles", "places")
    return dict(zip(names, map(list, zip(*asked, strict=True)), strict=True)) if asked else {name: [] for name in names}


def _helped(on: date) -> Mapping[str, object]:
    return {"helped": HELPED}


SOURCES: tuple[Source, ...] = (
    Source("visits", "走访", Group.DUE, "/today/households/{household_id}/page", VISITS),
    Source("problems", "问题整改", Group.DUE, "/today/households/{household_id}/page", PROBLEMS),
    Source("alerts", "预警核实", Group.DUE, "/watch/alerts/{thing_id}/page", ALERTS),
    Source("procedures", "识别退出程序", Group.DUE, "/procedures/{thing_id}/page", PROCEDURES, _speak_stage),
    Source("cases", "即时帮扶", Group.DUE, "/cases/{thing_id}/page", CASES, _speak_part),
    Source(
        "checklists",
        "核查表",
        Group.DUE,
        "/today/households/{household_id}/page",
        CHECKLISTS,
        is_of_file=True,
        asks=_asked_checklists,
    ),
    Source("differences", "名单差异", Group.DUE, "/comparisons/differences/page", DIFFERENCES, is_of_file=True),
    Source("measures", "帮扶措施", Group.DUE, "/households/{household_id}/plans/{year}/page", MEASURES),
    Source("plans", "帮扶计划", Group.DUE, "/households/{household_id}/page", PLANS, is_of_file=True, asks=_helped),
    Source("changes", "登记变更", Group.CHANGED, "/households/{household_id}/page", CHANGES, _speak_change),
    Source("found", "新的预警", Group.FOUND, "/watch/alerts/{thing_id}/page", FOUND),
    Source("findings", "数据质量", Group.FOUND, "/households/{household_id}/page", FINDINGS, _speak_findings, is_of_file=True),
    Source("doubles", "疑似重复", Group.FOUND, "/doubles/{thing_id}/page", DOUBLES, _speak_double, is_of_file=True),
)
"""In the order of the page. Orders of departments are notifier's and are not here."""
