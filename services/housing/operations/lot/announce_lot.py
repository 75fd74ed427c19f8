from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import lot as rule
from services.housing.rules import lot_life as life
from services.housing.rules.lot import Entrant, Offered
from services.housing.rules.lot_life import LotState
from services.housing.rules.number import Series
from services.housing.rules.programme import must_be_in_time, must_go_on
from services.housing.rules.relocation import RelocationState
from services.housing.schemas.lot import AnnounceLot
from services.housing.store.lot import find_last_lot
from services.housing.store.number import take_numbers
from services.housing.store.programme import get_programme, list_free_dwellings, lock_site
from services.housing.store.relocation import lock_in_state
from services.housing.store.relocation_policy import get_rules_of
from services.housing.tables import Lot
from shared import outbox
from shared.clock import china
from shared.events.housing import RelocationNoticeAsked, ShownLine
from shared.regions import county_of
from shared.security import Principal
from shared.vault import seal_bytes


async def announce_lot(
    session: AsyncSession, site_id: UUID, form: AnnounceLot, *, hidden: bytes, by: Principal, at: datetime
) -> Lot:
    """Who draws for which dwellings of a site is listed, hashed and shown with the pledge of a hidden value (32 random bytes,
    sealed); from now on the list stands. A lot after one that failed names it and says why.

    Raises NoSuchSite, OutsideRegion, ProgrammeEnded, LotUnderWay, LotMustNameOld, NoLotToReplace, NobodyToDraw, NoDwellingLeft,
    NoClassForHousehold, DwellingsTooFew, TooManyForOneLot, ProgrammeOutOfTime.
    """
    site = await lock_site(session, site_id)
    by.must_cover(site.region)
    programme = await get_programme(session, site.programme_id)
    by.must_cover(programme.region)
    kind, policy = get_rules_of(programme.policy, programme.kind)
    last = await find_last_lot(session, site.id)
    taking_part = await lock_in_state(session, RelocationState.CONFIRMED, site_id=site.id, limit=rule.A_LOT + 1)
    free = await list_free_dwellings(session, site.id)

    must_go_on(programme.ended_on)
    if last is not None and last.state in life.OPEN:
        raise life.LotUnderWay(number=last.number)
    life.must_name_old(
        last=last.number if last else None,
        last_state=last.state if last else None,
        named=form.replaces,
        why=form.replaces_why,
    )
    must_be_in_time(
        form.announced_on, since=last.announced_on if last else site.opened_on, today=china(at).date(), pointer="/announced_on"
    )
    households = [Entrant(each.number, each.persons, each.asks, rule.size_class_of(kind, each.persons)) for each in taking_part]
    dwellings = [Offered(each.number, each.area_m2, each.storey, each.is_barrier_free, each.size_class) for each in free]
    rule.must_have_room(households, dwellings, waiting_why=form.waiting_why)

    [number] = await take_numbers(session, Series.LOT, f"{county_of(site.region)}-{form.announced_on.year}")
    listed = rule.listing(
        number=number,
        site=f"{site.title}（{site.region}）",
        area_per_person_m2=kind.area_per_person_m2,
        storey_most=policy.first.storey_most,
        public_source=form.public_source,
        households=households,
        dwellings=dwellings,
    )
    lot = Lot(
        number=number,
        site_id=site.id,
        region=site.region,
        state=LotState.ANNOUNCED,
        listed=listed,
        digest=rule.digest_of(listed),
        pledge=rule.pledge_of(hidden),
        hidden_sealed=seal_bytes(hidden),
        public_source=form.public_source,
        waiting_why=form.waiting_why,
        replaces_id=last.id if last and form.replaces else None,
        replaces_why=form.replaces_why if form.replaces else "",
        announced_on=form.announced_on,
        announced_by=by.subject,
    )
    session.add(lot)
    await session.flush()
    for each in taking_part:
        each.lot_id = lot.id
        session.add(each)
    await session.flush()

    await outbox.record(
        session,
        RelocationNoticeAsked(
            matter_id=lot.id,
            about="relocation-lot",
            region=site.region,
            heading=f"抽签分房名单和承诺公示（{lot.number}）",
            lines=[
                ShownLine(who=f"抽签编号 {lot.number}", says=f"参加抽签 {len(households)} 户，房源 {len(dwellings)} 套"),
                ShownLine(who="名单摘要（字母写法）", says=rule.in_letters(lot.digest)),
                ShownLine(who="密值承诺（字母写法）", says=rule.in_letters(lot.pledge)),
            ],
            days=policy.notices.lot.days,
            shown_on=form.announced_on,
        ),
    )
    return lot
