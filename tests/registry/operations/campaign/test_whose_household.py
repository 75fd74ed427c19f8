"""Whatever is assigned, handed over or released in whatever order: at any time a household of a campaign is with one helper."""

import random
from datetime import timedelta

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.assignment.hand_over_households import hand_over_households
from services.registry.rules.assignment import HasHouseholds, TooManyHouseholds
from services.registry.schemas.assignment import HandOver
from services.registry.store.assignment import list_households_of
from services.registry.store.campaign import list_tasks
from services.registry.store.campaign_board import count_standing
from tests.builders.walking import COUNTY, NOVEMBER_1, a_campaign, a_helper, helped, some_households

_TWICE = text("""
SELECT count(*) FROM helper_assignment one
JOIN helper_assignment other ON other.household_id = one.household_id AND other.id > one.id
WHERE one.since_on < coalesce(other.until_on, 'infinity') AND other.since_on < coalesce(one.until_on, 'infinity')
""")


async def test_each_household_of_a_campaign_is_with_exactly_one_helper_whatever_happens(session: AsyncSession) -> None:
    households = await some_households(session, 12)
    people = [await a_helper(session, f"责任人{each}", subject=f"h{each}") for each in range(4)]
    await helped(session, people[0], households[:6])
    await helped(session, people[1], households[6:])
    campaign = await a_campaign(session)
    dice = random.Random(20241101)
    for day in range(1, 25):
        giving, *takers = dice.sample(people, dice.choice([2, 3, 4]))
        of_theirs = await list_households_of(session, giving.id)
        some = dice.sample(of_theirs, dice.randint(1, len(of_theirs))) if of_theirs and dice.random() < 0.5 else None
        form = HandOver(to=[each.id for each in takers], household_ids=some, reason="调整")
        try:
            await hand_over_households(session, giving.id, form, by=COUNTY, on=NOVEMBER_1 + timedelta(days=day))
        except (HasHouseholds, TooManyHouseholds):
            continue
        tasks = await list_tasks(session, campaign.id, region="", helper_id=None, after=None, limit=50)
        assert {task.household_id for task in tasks} == {each.id for each in households}
        assert all(task.helper_id for task in tasks)
        boards = await count_standing(session, campaign, region="", digits=0, by_helper=True, on=NOVEMBER_1)
        assert sum(each.households for each in boards) == len(households) == len(tasks)
        assert (await session.execute(_TWICE)).scalar() == 0
