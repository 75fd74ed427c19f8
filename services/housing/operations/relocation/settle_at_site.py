from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.hazard import StruckWhy
from services.housing.rules.number import Series
from services.housing.rules.occupancy import LeftWhy, Stay, Tenure, must_follow
from services.housing.rules.programme import must_be_in_time
from services.housing.rules.relocation import RelocationAct, RelocationStateForbids, move, must_be_settled
from services.housing.rules.relocation_policy import SupportRule
from services.housing.rules.support import days_after
from services.housing.rules.works import visits_after
from services.housing.schemas.relocation import SettleAtSite
from services.housing.store.hazard import lock_standing, strike
from services.housing.store.house import lock_home, lock_house
from services.housing.store.number import take_numbers
from services.housing.store.occupancy import find_open_stay, is_lived_in, list_stays
from services.housing.store.programme import get_programme, get_site, lock_dwelling
from services.housing.store.relocation import add_event, get_relocation, lock_relocation
from services.housing.store.relocation_policy import get_rules_of
from services.housing.tables import House, Occupancy, Relocation, Site, SiteDwelling, Support, SupportCheck
from shared import outbox
from shared.clock import china
from shared.events.housing import ResettlementSupportAsked
from shared.security import Principal


async def settle_at_site(
    session: AsyncSession, relocation_id: UUID, form: SettleAtSite, *, by: Principal, at: datetime
) -> Relocation:
    """The household lives in its new home: the register of houses says so, the old house is to go within the months of the
    rule, departments are asked for work, school and registration, and the days of the looks afterwards stand.

    Raises NoSuchRelocation, OutsideRegion, RelocationStateForbids, MoveUnsettled, ProgrammeOutOfTime, MovedOutOfTime.
    """
    await lock_home(session, (await get_relocation(session, relocation_id)).household_id)
    relocation = await lock_relocation(session, relocation_id)
    programme = await get_programme(session, relocation.programme_id)
    kind, policy = get_rules_of(programme.policy, programme.kind)
    state = move(relocation.state, RelocationAct.MOVED)
    must_be_settled(relocation.question)
    if relocation.site_id is None or relocation.dwelling_id is None:
        raise RelocationStateForbids
    site = await get_site(session, relocation.site_id)
    by.must_cover(site.region)
    dwelling = await lock_dwelling(session, relocation.dwelling_id)
    stays = [stay for stay, _ in await list_stays(session, relocation.household_id)]

    must_be_in_time(form.on, since=relocation.handed_over_on, today=china(at).date(), pointer="/on")
    must_follow([Stay(stay.since_on, stay.until_on) for stay in stays], form.on, on=china(at).date(), pointer="/on")
    [demolish_by] = visits_after(form.on, [kind.demolish_within_months])
    owed = policy.supports_for(workers=relocation.workers, pupils=relocation.pupils)

    await _move_in(session, relocation, site, dwelling, form, by=by, at=at)
    relocation.state, relocation.moved_on = state, form.on
    relocation.demolish_by = demolish_by if relocation.house_id else None
    session.add(relocation)
    supports = [_support(relocation, site, each, form) for each in owed]
    checks = [
        SupportCheck(relocation_id=relocation.id, region=site.region, due_on=day)
        for day in visits_after(form.on, policy.checks.months)
    ]
    session.add_all((*supports, *checks))
    add_event(session, relocation, RelocationAct.MOVED, on=form.on, by=by.subject, at=at, says=form.says)
    await session.flush()

    await outbox.record(session, *(_asked(relocation, each) for each in supports))
    return relocation


async def _move_in(
    session: AsyncSession,
    relocation: Relocation,
    site: Site,
    dwelling: SiteDwelling,
    form: SettleAtSite,
    *,
    by: Principal,
    at: datetime,
) -> None:
    if (now := await find_open_stay(session, relocation.household_id)) is not None:
        # The house that it leaves is its old house, also where the register of houses did not know it before.
        relocation.house_id = relocation.house_id or now.house_id
        await lock_house(session, now.house_id)
        now.until_on, now.left_why = form.on, LeftWhy.MOVED
        session.add(now)
        await session.flush()
        if (listed := await lock_standing(session, now.house_id)) and not await is_lived_in(session, now.house_id):
            await strike(session, listed, StruckWhy.MOVED_OUT, on=form.on, by=by.subject, reason="住户已搬迁安置")
    [number] = await take_numbers(session, Series.HOUSE, site.region)
    address = f"{site.title} {dwelling.number}"
    house = House(
        number=number,
        region=site.region,
        address=address,
        floor_area_m2=dwelling.area_m2,
        entered_by=by.subject,
        entered_at=at,
    )
    session.add(house)
    await session.flush()
    dwelling.house_id = house.id
    session.add(dwelling)
    stay = Occupancy(
        house_id=house.id,
        household_id=relocation.household_id,
        region=site.region,
        tenure=Tenure.OWN,
        since_on=form.on,
        told_by=by.subject,
    )
    session.add(stay)
    await session.flush()


def _support(relocation: Relocation, site: Site, rule: SupportRule, form: SettleAtSite) -> Support:
    return Support(
        relocation_id=relocation.id,
        region=site.region,
        number=relocation.number,
        moved_on=form.on,
        code=rule.code,
        title=rule.title,
        department=rule.department,
        due_on=days_after(form.on, rule.days),
    )


def _asked(relocation: Relocation, support: Support) -> ResettlementSupportAsked:
    return ResettlementSupportAsked(
        support_id=support.id,
        relocation_id=relocation.id,
        number=relocation.number,
        region=support.region,
        support=support.code,
        says=support.title,
        department=support.department,
        due_on=support.due_on,
    )
