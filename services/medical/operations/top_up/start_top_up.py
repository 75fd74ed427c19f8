"""Begin to reckon what a finished year's rules owe the people of a county: the job does the work, in chunks."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import top_up as rules
from services.medical.rules.top_up import RunState, become
from services.medical.rules.top_up_year import last_day
from services.medical.schemas.top_up import StartTopUp
from services.medical.store import policies, top_up_years, top_ups
from services.medical.tables import TopUpRun
from shared import clock
from shared.security import Principal


async def start_top_up(session: AsyncSession, form: StartTopUp, *, by: Principal, on: date) -> TopUpRun:
    """A run that is being reckoned is given back as it is; a draft is discarded and made anew.

    By the file in force on the year's last day. Raises TopUpNeedsCounty, OutsideRegion, YearNotOver, NoPolicyInForce,
    NoYearEndRule, TopUpBeingBooked.
    """
    rules.must_be_county(form.region)
    by.must_cover(form.region, pointer="/region")
    await top_ups.take_turn(session, region=form.region, year=form.year)
    standing = await top_ups.find_under_way(session, region=form.region, year=form.year)

    rules.must_be_over(form.year, on=on)
    policy = policies.get_policy(form.region, last_day(form.year))
    if not policy.year_end:
        raise rules.NoYearEndRule(pointer="/year", policy=policy.title)
    if standing is not None and standing.state == RunState.RECKONING:
        return standing
    if standing is not None and standing.state == RunState.BOOKING:
        raise rules.TopUpBeingBooked(run_id=standing.id)

    if standing is not None:
        standing.state = become(RunState(standing.state), RunState.DISCARDED)
        standing.discarded_by, standing.discarded_at, standing.discard_reason = by.subject, clock.now(), "重新计算"
        session.add(standing)
        await session.flush()
    run = TopUpRun(
        region=form.region,
        year=form.year,
        number=await top_ups.count_confirmed(session, region=form.region, year=form.year),
        policy=policy.name,
        policy_version=policy.version,
        policy_title=policy.title,
        people=await top_up_years.count_people(session, region=form.region, year=form.year),
        made_by=by.subject,
    )
    session.add(run)
    await session.flush()
    return run
