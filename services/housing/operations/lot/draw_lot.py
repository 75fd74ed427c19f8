from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import lot as rule
from services.housing.rules import lot_life as life
from services.housing.rules.lot_life import LotState
from services.housing.rules.relocation import RelocationAct, move
from services.housing.schemas.lot import DrawLot
from services.housing.store.lot import lock_lot
from services.housing.store.programme import get_programme, get_site, list_dwellings
from services.housing.store.relocation import add_event, lock_of_lot
from services.housing.store.relocation_policy import get_rules_of
from services.housing.tables import Lot, LotPlace
from shared import outbox
from shared.clock import china
from shared.events.housing import RelocationNoticeAsked, ShownLine
from shared.ids import uuid7
from shared.security import Principal
from shared.vault import unseal_bytes


async def draw_lot(session: AsyncSession, lot_id: UUID, form: DrawLot, *, by: Principal, at: datetime) -> Lot:
    """The public value was said: the hidden one is opened, and every household of the list has its dwelling or waits, as anybody
    can work out. The result is never changed; it counts once its notice has stood.

    Raises NoSuchLot, OutsideRegion, LotStateForbids, LotNoticeNotStood, DrawnTooEarly.
    """
    lot = await lock_lot(session, lot_id)
    by.must_cover(lot.region)
    site = await get_site(session, lot.site_id)
    programme = await get_programme(session, site.programme_id)
    by.must_cover(programme.region)
    taking_part = {each.number: each for each in await lock_of_lot(session, lot.id)}
    dwellings = {each.number: each.id for each in await list_dwellings(session, site.id)}
    _, policy = get_rules_of(programme.policy, programme.kind)

    life.must_be_in_state(lot.state, LotState.ANNOUNCED)
    life.must_have_stood(lot.has_stood)
    if not lot.announced_on <= form.drawn_on <= china(at).date():
        raise life.DrawnTooEarly(pointer="/drawn_on", since=lot.announced_on.isoformat())
    hidden = unseal_bytes(lot.hidden_sealed)
    drawn = rule.draw(lot.listed, hidden, form.public_value)

    lot.state, lot.hidden, lot.public_value = LotState.DRAWN, hidden.hex(), form.public_value
    lot.witnesses, lot.drawn_on, lot.drawn_by, lot.draw_matter_id = form.witnesses, form.drawn_on, by.subject, uuid7()
    session.add(lot)
    for one in drawn:
        place = LotPlace(
            lot_id=lot.id,
            region=lot.region,
            number=one.number,
            size_class=one.size_class,
            rank=one.rank,
            dwelling=one.dwelling,
        )
        session.add(place)
        each = taking_part[one.number]
        act = RelocationAct.ALLOTTED if one.dwelling else RelocationAct.LEFT_WAITING
        each.state = move(each.state, act)
        each.dwelling_id = dwellings[one.dwelling] if one.dwelling else None
        says = f"抽签 {lot.number}，" + (f"分得 {one.dwelling}" if one.dwelling else "该户型房源已分完，轮候")
        add_event(session, each, act, on=form.drawn_on, by=by.subject, at=at, says=says)
        session.add(each)
    await session.flush()

    await outbox.record(
        session,
        RelocationNoticeAsked(
            matter_id=lot.draw_matter_id,
            about="relocation-draw",
            region=lot.region,
            heading=f"抽签分房结果公示（{lot.number}）",
            lines=[
                ShownLine(who=f"搬迁编号 {one.number}", says=f"分得 {one.dwelling}" if one.dwelling else "轮候") for one in drawn
            ],
            days=policy.notices.draw.days,
            shown_on=form.drawn_on,
        ),
    )
    return lot
