"""The lists of who answers for what (`policy/responsibilities`), and what came of a duty in a year."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.errand import ErrandState
from services.notifier.rules.order import OWED, OrderState
from services.notifier.rules.order_kind import OrderKind
from services.notifier.rules.responsibility import Asked, ResponsibilityPolicy, ResponsibilityRule
from services.notifier.store.order_rule import list_order_policies
from services.notifier.store.report_calendar import list_report_policies
from services.notifier.tables import Errand, WorkOrder
from shared.policy.document import read_document

_FOLDER = Path(__file__).parent.parent / "policy" / "responsibilities"
EVERYWHERE = "*"


class ResponsibilityAstray(Exception):
    """A list names a report or a rule that is not there."""


@cache
def list_responsibility_policies() -> tuple[ResponsibilityPolicy, ...]:
    """Every file. Raises PolicyFileRefused, ResponsibilityAstray."""
    policies = tuple(read_document(ResponsibilityPolicy, path)[0] for path in sorted(_FOLDER.glob("*.yaml")))
    reports = {f"{policy.policy}/{rule.rule}" for policy in list_report_policies() for rule in policy.reports}
    orders = {rule.rule for policy in list_order_policies() for rule in policy.orders}
    for policy in policies:
        for rule in policy.responsibilities:
            if unknown := sorted((set(rule.reports) - reports) | (set(rule.orders) - orders)):
                raise ResponsibilityAstray(f"{policy.policy} {rule.rule}：没有 {'、'.join(unknown)}")
    return policies


def list_responsibilities(region: str, on: date) -> Sequence[tuple[ResponsibilityPolicy, ResponsibilityRule]]:
    """Those of all places around a place, and of those within it; the widest place's first."""
    around = [
        policy
        for policy in list_responsibility_policies()
        if policy.covers(on) and (region == EVERYWHERE or region.startswith(policy.region) or policy.region.startswith(region))
    ]
    in_order = sorted(around, key=lambda policy: (len(policy.region), policy.region))
    return [(policy, rule) for policy in in_order for rule in policy.responsibilities]


async def list_asked(
    session: AsyncSession,
    policy: ResponsibilityPolicy,
    rule: ResponsibilityRule,
    *,
    region: str,
    since: datetime,
    until: datetime,
) -> Sequence[Asked]:
    """What fell due because of a duty between two instants, in a place of the list's, as far as the asker sees it."""
    if not rule.is_counted:
        return []
    within = policy.region if region == EVERYWHERE or policy.region.startswith(region) else region
    due = (col(WorkOrder.due_at) >= since, col(WorkOrder.due_at) < until, col(WorkOrder.region).startswith(within))
    counted = (or_(*_of(rule)), WorkOrder.state != OrderState.CANCELLED)
    orders = await session.exec(select(WorkOrder.due_at, WorkOrder.completed_at, WorkOrder.state).where(*due, *counted))
    found = [Asked(due_at, done_at, state not in OWED) for due_at, done_at, state in orders]
    if rule.orders:
        query = select(Errand.due_at, Errand.closed_at, Errand.state).where(
            col(Errand.due_at) >= since,
            col(Errand.due_at) < until,
            col(Errand.region).startswith(within),
            col(Errand.rule).in_(rule.orders),
            Errand.state != ErrandState.WITHDRAWN,
            # Over before it was heard of: nobody was sent.
            or_(col(Errand.closed_at).is_(None), col(Errand.closed_at) != col(Errand.opened_at)),
        )
        found += [Asked(due_at, done_at, state is not ErrandState.OPEN) for due_at, done_at, state in await session.exec(query)]
    return found


def _of(rule: ResponsibilityRule) -> list[ColumnElement[bool]]:
    series = func.substring(col(WorkOrder.series), "^[a-z0-9-]+/[a-z0-9-]+")
    asked: list[ColumnElement[bool]] = []
    if rule.reports:
        asked.append(series.in_(rule.reports))
    if rule.orders:
        asked.append(col(WorkOrder.rule).in_(rule.orders))
    if rule.has_assistance:
        asked.append(and_(col(WorkOrder.kind) == OrderKind.ASSISTANCE, col(WorkOrder.department) == rule.department))
    return asked
