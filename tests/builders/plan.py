"""Households with causes of poverty, their plans, and the forms that officers fill in about them."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.credit.decide_rating import decide_rating
from services.registry.operations.credit.rate_household import rate_household
from services.registry.operations.plan.draft_plan import draft_plan
from services.registry.schemas.credit import DecideRating, RateHousehold
from services.registry.tables import CreditRating, Household, Person, Plan
from tests.builders.watch import a_household_in_the_register

ON = date(2020, 6, 1)
RATER, DECIDER, THIRD = "村干部 王", "镇干部 李", "县干部 赵"
ANSWERS = {"honesty": "good", "conduct": "good", "skill": "learning", "project": "clear", "will": "strong"}
CLEAR = {"overdue": False, "misuse": False}
ABLE = {"劳动技能": "普通劳动力", "务工时间(月)": "0"}


async def a_household_in_poverty(
    session: AsyncSession, causes: tuple[str, ...] = ("缺技术",), **more: Any
) -> tuple[Household, list[Person]]:
    """A head who can work and does not, and a spouse of whom the register says nothing more."""
    household, people = await a_household_in_the_register(session, **{"particulars": ABLE, **more})
    household = await session.merge(household)
    household.causes = list(causes)
    await session.flush()
    return household, [await session.merge(one) for one in people]


async def a_plan(session: AsyncSession, *, year: int = 2020, on: date = ON, **more: Any) -> tuple[Plan, list[Person]]:
    """罗庄's rules propose for 缺技术: training, employment, industry."""
    household, people = await a_household_in_poverty(session, **more)
    return await draft_plan(session, household.id, year, by="村干部 王", on=on), people


def a_rating_form(borrower_id: UUID, **changed: Any) -> RateHousehold:
    return RateHousehold(**{"borrower_id": borrower_id, "answers": ANSWERS, "barriers": CLEAR, **changed})


async def a_grade(session: AsyncSession) -> tuple[CreditRating, Household, Person]:
    """81 points: 良好, 30,000 yuan."""
    household, [head, _] = await a_household_in_poverty(session)
    rating = await rate_household(session, household.id, a_rating_form(head.id), by=RATER, on=ON)
    decided = await decide_rating(session, rating.id, DecideRating(is_approved=True), by=DECIDER, on=ON)
    return decided, household, head
