from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.disaster import CameBy
from services.housing.store.disaster import list_running
from services.housing.store.disaster_policy import get_disaster_policy_named, kind_of
from services.housing.store.household import find_households
from services.housing.store.struck import lock_county, strike
from services.housing.store.survey_policy import get_policy
from shared import outbox
from shared.clock import china
from shared.events.housing import EmergencySurveysOpened


async def join_disasters(session: AsyncSession, household_ids: Collection[UUID], *, at: datetime) -> int:
    """Households that the register tells of, in a place that a running disaster struck, are struck too; how many. Their villages
    are told, so that somebody is sent who may think that all was seen. Raises NoSurveyRule."""
    running = await list_running(session) if household_ids else ()
    households = await find_households(session, household_ids) if running else {}
    joined = 0
    for disaster in running:
        within = {each.id for each in households.values() if each.region.startswith(tuple(disaster.places))}
        if disaster.places and within:
            await lock_county(session, disaster.region)
            kind = kind_of(get_disaster_policy_named(disaster.policy), disaster.kind)
            due = kind.due_at(at)
            graded_by, version = get_policy(disaster.region, china(at).date())
            struck = await strike(
                session, disaster, places=(), ids=within, due=due, survey_policy=(graded_by.policy, version),
                by=disaster.declared_by, at=at, came_by=CameBy.JOINED,
            )  # fmt: skip
            await outbox.record(
                session,
                *(
                    EmergencySurveysOpened(
                        disaster_id=disaster.id, kind=disaster.kind, due_at=due[0], called_by="register", **asdict(one)
                    )
                    for one in struck
                ),
            )
            joined += sum(village.households for village in struck)
    return joined
