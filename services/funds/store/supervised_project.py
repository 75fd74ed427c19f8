"""Projects, contracts and payments to suppliers, and on whom money comes together, as supervision looks at them."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.contract import PAY_KIND_NAMES, PAY_STATE_NAMES, PROCUREMENT_NAMES, PayKind, PayState, ProcurementMethod
from services.funds.rules.project import OVER, PROJECT_STATE_NAMES, ProjectState
from services.funds.rules.supervision_fact import Fact, Subject, Thing, share_of
from services.funds.rules.waiting import waited
from services.funds.store.supervised_money import start_of
from services.funds.store.supervised_payment import known
from shared.regions import name_of

# A project's notices are those of its chain's steps.
_PROJECTS = text("""
SELECT p.id, p.number, p.region, p.title, p.state, p.planned_fen, p.approved_fen, p.approved_on, p.completed_on, p.accepted_on,
       p.percent, p.due_on, c.contracts, c.contracted_fen, c.signed_on, c.starts_on, r.reported_on, pay.paid_on, pay.final_on,
       coalesce(pay.paid_fen, 0) AS paid_fen, n.until_on
FROM project p
LEFT JOIN LATERAL (SELECT count(*) AS contracts, sum(amount_fen)::bigint AS contracted_fen, min(signed_on) AS signed_on,
                          min(starts_on) AS starts_on FROM project_contract WHERE project_id = p.id) AS c ON true
LEFT JOIN LATERAL (SELECT min(reported_on) AS reported_on FROM project_report
                   WHERE project_id = p.id AND percent > 0) AS r ON true
LEFT JOIN LATERAL (
    SELECT min(s.paid_on) AS paid_on, min(s.paid_on) FILTER (WHERE s.kind = 'final') AS final_on,
           sum(s.amount_fen) FILTER (WHERE s.kind <> 'retention')::bigint AS paid_fen
    FROM supplier_payment s JOIN project_contract k ON k.id = s.contract_id
    WHERE k.project_id = p.id AND s.state = 'paid') AS pay ON true
LEFT JOIN LATERAL (SELECT max(n.until_on) AS until_on FROM project_step s JOIN notice n ON n.id = s.notice_id
                   WHERE s.project_id = p.id AND s.round = p.round AND NOT n.is_stopped) AS n ON true
WHERE starts_with(p.region, :county) AND p.state NOT IN ('draft', 'sent-back', 'rejected')
ORDER BY p.id
""")

# Contracts of one project with one supplier that nobody else could bid for.
_CONTRACTS = text("""
SELECT k.id, k.project_id, k.region, k.number, k.title, k.supplier, k.method, k.amount_fen, k.first_fen, k.bidders, k.signed_on,
       k.awarded_on, k.starts_on, k.ends_on, p.approved_on, p.completed_on, p.state,
       count(*) FILTER (WHERE k.method <> 'open') OVER one AS direct_many,
       (sum(k.amount_fen) FILTER (WHERE k.method <> 'open') OVER one)::bigint AS direct_fen,
       (SELECT max(n.until_on) FROM project_step s JOIN notice n ON n.id = s.notice_id
        WHERE s.project_id = p.id AND s.round = p.round AND NOT n.is_stopped) AS until_on
FROM project_contract k JOIN project p ON p.id = k.project_id
WHERE starts_with(k.region, :county)
WINDOW one AS (PARTITION BY k.project_id, k.supplier_code)
ORDER BY k.id
""")

_SUPPLIER_PAYMENTS = text("""
SELECT s.id, k.project_id, s.region, s.kind, s.state, s.amount_fen, s.asked_on, s.paid_on, s.invoice, k.number, k.supplier,
       k.signed_on, p.approved_on, p.accepted_on,
       (SELECT count(*) FROM supplier_payment o WHERE o.contract_id = s.contract_id AND o.invoice = s.invoice
        AND o.state IN ('asked', 'paid') AND abs(o.asked_on - s.asked_on) <= 30) AS invoices
FROM supplier_payment s JOIN project_contract k ON k.id = s.contract_id JOIN project p ON p.id = k.project_id
WHERE starts_with(s.region, :county) AND s.state IN ('asked', 'paid')
ORDER BY s.id
""")

_SUPPLIERS = text("""
SELECT k.supplier_code, max(k.supplier) AS supplier, min(k.region) AS first, count(DISTINCT k.id) AS contracts,
       count(DISTINCT k.id) FILTER (WHERE k.method <> 'open') AS direct, count(DISTINCT k.project_id) AS projects,
       coalesce(sum(s.amount_fen), 0)::bigint AS paid_fen, (sum(coalesce(sum(s.amount_fen), 0)) OVER ())::bigint AS all_fen
FROM project_contract k
LEFT JOIN supplier_payment s ON s.contract_id = k.id AND s.state = 'paid' AND s.paid_on BETWEEN :since AND :on
WHERE starts_with(k.region, :county)
GROUP BY k.supplier_code
""")

_VILLAGES = text("""
SELECT region, sum(amount_fen)::bigint AS paid_fen, count(DISTINCT household_id) AS households,
       (sum(sum(amount_fen)) OVER ())::bigint AS all_fen, (sum(count(DISTINCT household_id)) OVER ())::bigint AS all_households
FROM payment WHERE state = 'paid' AND paid_at >= :year AND starts_with(region, :county)
GROUP BY region
""")


async def works_of(session: AsyncSession, county: str, *, on: date, waits: Mapping[date, int]) -> list[Thing]:
    """Projects, contracts and what their suppliers are paid."""
    asked = {"county": county}
    return [
        *(_project(row, on) for row in await session.execute(_PROJECTS, asked)),
        *(_contract(row, on) for row in await session.execute(_CONTRACTS, asked)),
        *(_supplier_payment(row, waits) for row in await session.execute(_SUPPLIER_PAYMENTS, asked)),
    ]


async def gatherers_of(session: AsyncSession, county: str, *, on: date) -> list[Thing]:
    """Suppliers and villages, with what each got this year of what all got."""
    year = date(on.year, 1, 1)
    suppliers = await session.execute(_SUPPLIERS, {"county": county, "since": year, "on": on})
    villages = await session.execute(_VILLAGES, {"county": county, "year": start_of(on.year)})
    return [*(_supplier(row, county) for row in suppliers), *(_village(row) for row in villages)]


def _project(row: Any, on: date) -> Thing:
    state = ProjectState(row.state)
    begun = [day for day in (row.starts_on, row.reported_on) if day and day <= on]
    facts: dict[str, Fact | None] = {
        "状态": PROJECT_STATE_NAMES[state],
        "计划金额": row.planned_fen,
        "批复金额": row.approved_fen,
        "批复日期": row.approved_on,
        "开工日期": min(begun, default=None),
        "首份合同签订日期": row.signed_on,
        "公示期满日期": row.until_on,
        "首次付款日期": row.paid_on,
        "首次结算日期": row.final_on,
        "验收日期": row.accepted_on,
        "付款进度": share_of(row.paid_fen, row.contracted_fen) if row.contracted_fen else None,
        "工程进度": row.percent * 100,
        "待办逾期天数": (on - row.due_on).days if row.due_on and state not in OVER else None,
        "完工后天数": (on - row.completed_on).days if row.completed_on and state is ProjectState.COMPLETED else None,
        "批复后天数": (on - row.approved_on).days if row.approved_on else None,
        "合同份数": row.contracts,
    }
    label = f"{row.number} {row.title}"
    return Thing(Subject.PROJECT, row.id, row.region, label, row.approved_fen or row.planned_fen, known(facts), about_id=row.id)


def _contract(row: Any, on: date) -> Thing:
    is_done = row.completed_on is not None or ProjectState(row.state) in OVER
    facts: dict[str, Fact | None] = {
        "采购方式": PROCUREMENT_NAMES[ProcurementMethod(row.method)],
        "合同金额": row.amount_fen,
        "签订时金额": row.first_fen,
        "变更增幅": share_of(row.amount_fen - row.first_fen, row.first_fen),
        "投标家数": row.bidders,
        "签订日期": row.signed_on,
        "中标日期": row.awarded_on,
        "开始日期": row.starts_on,
        "批复日期": row.approved_on,
        "公示期满日期": row.until_on,
        "超期天数": None if is_done else (on - row.ends_on).days,
        "同项目同单位非公开份数": row.direct_many,
        "同项目同单位非公开合计": row.direct_fen or 0,
    }
    label = f"{row.number} {row.title}（{row.supplier}）"
    return Thing(Subject.CONTRACT, row.id, row.region, label, row.amount_fen, known(facts), about_id=row.project_id)


def _supplier_payment(row: Any, waits: Mapping[date, int]) -> Thing:
    state = PayState(row.state)
    facts: dict[str, Fact | None] = {
        "状态": PAY_STATE_NAMES[state],
        "种类": PAY_KIND_NAMES[PayKind(row.kind)],
        "金额": row.amount_fen,
        "申请后工作日": waited(row.asked_on if state is PayState.ASKED else None, waits),
        "申请日期": row.asked_on,
        "付款日期": row.paid_on,
        "批复日期": row.approved_on,
        "合同签订日期": row.signed_on,
        "验收日期": row.accepted_on,
        "三十日内同票号笔数": row.invoices if row.invoice else None,
    }
    label = f"{row.number} {facts['种类']}（{row.supplier}）"
    return Thing(Subject.SUPPLIER_PAYMENT, row.id, row.region, label, row.amount_fen, known(facts), about_id=row.project_id)


def _supplier(row: Any, county: str) -> Thing:
    facts: dict[str, Fact | None] = {
        "本年付款合计": row.paid_fen,
        "本年付款占比": share_of(row.paid_fen, row.all_fen),
        "合同份数": row.contracts,
        "非公开合同份数": row.direct,
        "项目数": row.projects,
    }
    id = uuid5(NAMESPACE_OID, f"supplier {county} {row.supplier_code}")
    return Thing(Subject.SUPPLIER, id, county, f"{row.supplier}（{row.supplier_code}）", row.paid_fen, known(facts))


def _village(row: Any) -> Thing:
    each = row.paid_fen // row.households
    all_fen, everybody = row.all_fen, row.all_households
    facts: dict[str, Fact | None] = {
        "本年到户合计": row.paid_fen,
        "本年到户占比": share_of(row.paid_fen, all_fen),
        "本年户数": row.households,
        "户均": each,
        "户均倍数": share_of(each * everybody, all_fen),
    }
    id = uuid5(NAMESPACE_OID, f"village {row.region}")
    return Thing(Subject.VILLAGE, id, row.region, name_of(row.region), row.paid_fen, known(facts))
