"""Money that supervision looks at, as tests say it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.supervision.look_over_money import look_over_money
from services.funds.rules.money_finding import MoneyFindingState
from services.funds.tables import MoneyFinding, MoneyLook
from shared.clock import china
from shared.events.registry import PersonChanged
from shared.ids import uuid7
from shared.security import Principal, Role
from shared.vault import hash_identity
from tests.builders.funds import COUNTY, VILLAGE
from tests.builders.funds_payments import an_id

SUPERVISOR = Principal("县区监督员", Role.COUNTY, COUNTY)
OTHER_SUPERVISOR = Principal("县区分管领导", Role.COUNTY, COUNTY)


async def looked(session: AsyncSession, at: datetime, *, county: str = COUNTY) -> MoneyLook:
    """A look at all the money of the county."""
    look = MoneyLook(region=county, is_daily=False, asked_on=china(at).date(), asked_at=at, asked_by="测试")
    session.add(look)
    await session.flush()
    await look_over_money(session, look, at=at)
    return look


async def found(session: AsyncSession, rule: str, *, is_over: bool = False) -> Sequence[MoneyFinding]:
    """What a rule found that stands, or that is over."""
    over = col(MoneyFinding.ended_at).is_not(None) if is_over else col(MoneyFinding.ended_at).is_(None)
    query = select(MoneyFinding).where(MoneyFinding.rule == rule, over).order_by(col(MoneyFinding.id))
    return (await session.exec(query.execution_options(populate_existing=True))).all()


async def every_rule_found(session: AsyncSession) -> set[str]:
    """The rules of which something stands."""
    return set(await session.exec(select(MoneyFinding.rule).where(col(MoneyFinding.ended_at).is_(None))))


def a_finding(rule: str = "line-untouched", *, region: str = COUNTY, at: datetime, **other: object) -> MoneyFinding:
    """One that stands, of a line."""
    told = {
        "region": region,
        "rule": rule,
        "theme": "idle",
        "level": "warning",
        "subject": "line",
        "subject_id": uuid7(),
        "label": "B-371311-2020-0001 农村危房改造补助",
        "said": "120 天没有支出，结余 100,000.00 元",
        "amount_fen": 10_000_000,
        "basis_hash": "0" * 64,
        "policy": "supervision-pace",
        "policy_version": "0" * 16,
        "state": MoneyFindingState.OPEN,
        "found_on": china(at).date(),
        "found_at": at,
    }
    return MoneyFinding(**told | other)


def a_death(person_id: UUID, count: int, *, died_on: str, household_id: UUID | None = None, revision: int = 99) -> PersonChanged:
    """Registry tells that the person of this number died."""
    return PersonChanged(
        person_id=person_id,
        revision=revision,
        kind="died",
        happened_on=died_on,
        household_id=None,
        former_household_id=household_id,
        identity_hash=hash_identity(an_id(count)),
        region=VILLAGE,
        relation="",
        classes=[],
        is_verified=True,
        is_living=False,
    )
