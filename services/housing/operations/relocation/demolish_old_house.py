from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import old_house as old_house_rule
from services.housing.rules.hazard import StruckWhy
from services.housing.rules.house import HouseState
from services.housing.rules.programme import must_be_in_time
from services.housing.rules.relocation import RelocationAct, move
from services.housing.schemas.relocation import DemolishOldHouse
from services.housing.store.hazard import lock_standing, strike
from services.housing.store.house import lock_house
from services.housing.store.occupancy import list_occupants_now
from services.housing.store.relocation import add_event, is_photo_of, lock_relocation
from services.housing.tables import Relocation
from shared.clock import china
from shared.security import Principal


async def demolish_old_house(
    session: AsyncSession, relocation_id: UUID, form: DemolishOldHouse, *, by: Principal, at: datetime
) -> Relocation:
    """The old house of a household that has moved is no more, as photos before and after show; the register of houses and the
    ledger of dangerous houses say so too. One that was entered as gone before is only noted.

    Raises NoSuchRelocation, NoOldHouse, RelocationStateForbids, DemolishedAlready, ProgrammeOutOfTime, OldHousePhotosMissing,
    OthersLiveThere.
    """
    relocation = await lock_relocation(session, relocation_id)
    if relocation.house_id is None:
        raise old_house_rule.NoOldHouse
    house = await lock_house(session, relocation.house_id)
    others = await list_occupants_now(session, [house.id])
    listed = await lock_standing(session, house.id)
    shown = [await is_photo_of(session, each, house.id) for each in (form.photo_before_id, form.photo_after_id)]

    state = move(relocation.state, RelocationAct.DEMOLISHED)
    if relocation.demolished_on is not None:
        raise old_house_rule.DemolishedAlready(demolished_on=relocation.demolished_on.isoformat())
    must_be_in_time(form.on, since=relocation.moved_on, today=china(at).date(), pointer="/on")
    if form.photo_before_id == form.photo_after_id or not all(shown):
        raise old_house_rule.OldHousePhotosMissing(pointer="/photo_after_id" if shown[0] else "/photo_before_id")
    if others:
        raise old_house_rule.OthersLiveThere(households=len(others))

    if house.state is HouseState.STANDING:
        house.state, house.gone_on, house.gone_why = HouseState.DEMOLISHED, form.on, f"搬迁拆旧 {relocation.number}"
        session.add(house)
    if listed:
        await strike(session, listed, StruckWhy.DEMOLISHED, on=form.on, by=by.subject, reason="搬迁拆旧")
    relocation.state, relocation.demolished_on = state, form.on
    relocation.photo_before_id, relocation.photo_after_id = form.photo_before_id, form.photo_after_id
    session.add(relocation)
    add_event(session, relocation, RelocationAct.DEMOLISHED, on=form.on, by=by.subject, at=at, says=form.says)
    await session.flush()
    return relocation
