"""Which reports are in sight on a day, and in which places: those that have a post at the level that owes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.report_calendar import ReportPolicy, ReportRule
from services.notifier.tables import Post
from shared.policy.document import read_document

_FOLDER = Path(__file__).parent.parent / "policy" / "reports"


@dataclass(frozen=True)
class Due:
    """A report of a place."""

    policy: ReportPolicy
    rule: ReportRule
    due_on: date
    region: str


@cache
def list_report_policies() -> tuple[ReportPolicy, ...]:
    """Every file; those of all places around one hold there together. Raises PolicyFileRefused."""
    return tuple(read_document(ReportPolicy, path)[0] for path in sorted(_FOLDER.glob("*.yaml")))


async def list_due(session: AsyncSession, on: date) -> Sequence[Due]:
    found = list[Due]()
    for policy in list_report_policies():
        if not policy.covers(on):
            continue
        for rule in policy.reports:
            if dues := rule.dues(on):
                places = await _list_places(session, policy.region, rule.addressee.digits)
                found += [Due(policy, rule, due_on, region) for due_on in dues for region in places]
    return found


async def _list_places(session: AsyncSession, within: str, digits: int) -> Sequence[str]:
    """A place with a village's post alone has no town that could report."""
    places = select(Post.region).where(col(Post.region).startswith(within), func.length(Post.region) == digits)
    return (await session.exec(places.distinct().order_by(col(Post.region)))).all()
