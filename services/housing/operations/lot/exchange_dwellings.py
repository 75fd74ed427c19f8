from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.lot import NotOfOneLot, SameHousehold, must_fit_area
from services.housing.rules.programme import must_be_in_time
from services.housing.rules.relocation import RelocationAct, move, must_be_settled
from services.housing.schemas.lot import ExchangeDwellings
from services.housing.store.lot import get_lot, must_be_final
from services.housing.store.programme import find_dwellings, get_programme
from services.housing.store.relocation import add_event, lock_relocation, must_have_paper
from services.housing.store.relocation_policy import get_rules_of
from services.housing.tables import DwellingExchange
from shared.clock import china
from shared.security import Principal


async def exchange_dwellings(session: AsyncSession, form: ExchangeDwellings, *, by: Principal, at: datetime) -> DwellingExchange:
    """Two households of one site take each other's dwelling, both signed for it, before either has a contract. Neither gets more
    floor than its people may have.

    Raises SameHousehold, NoSuchRelocation, MoveUnsettled, LotNotFinal, NotOfOneLot, WishWithoutPaper, RelocationStateForbids,
    AreaOverCap, ProgrammeOutOfTime.
    """
    if form.first_id == form.second_id:
        raise SameHousehold(pointer="/second_id")
    locked = {id: await lock_relocation(session, id) for id in sorted((form.first_id, form.second_id))}
    first, second = locked[form.first_id], locked[form.second_id]
    programme = await get_programme(session, first.programme_id)
    kind, _ = get_rules_of(programme.policy, programme.kind)
    dwellings = await find_dwellings(session, [each.dwelling_id for each in locked.values() if each.dwelling_id])
    await must_have_paper(session, form.paper_id, list(locked), pointer="/paper_id")

    for each in (first, second):
        each.state = move(each.state, RelocationAct.EXCHANGED)
        must_be_settled(each.question)
        await must_be_final(session, each)
    if first.site_id != second.site_id or first.dwelling_id is None or second.dwelling_id is None or first.lot_id is None:
        raise NotOfOneLot(pointer="/second_id")
    lot = await get_lot(session, first.lot_id)
    must_be_in_time(form.on, since=lot.final_on, today=china(at).date(), pointer="/on")
    of_first, of_second = dwellings[first.dwelling_id], dwellings[second.dwelling_id]
    must_fit_area(of_second.area_m2, kind.area_most_m2(first.persons), number=first.number)
    must_fit_area(of_first.area_m2, kind.area_most_m2(second.persons), number=second.number)

    first.dwelling_id = second.dwelling_id = None
    session.add_all((first, second))
    await session.flush()  # a dwelling is one household's at a time, also in between
    first.dwelling_id, second.dwelling_id = of_second.id, of_first.id
    session.add_all((first, second))
    exchange = DwellingExchange(
        first_id=first.id,
        second_id=second.id,
        region=first.region,
        first_dwelling=of_first.number,
        second_dwelling=of_second.number,
        paper_id=form.paper_id,
        on=form.on,
        at=at,
        by=by.subject,
    )
    session.add(exchange)
    for each, other, had, got in ((first, second, of_first, of_second), (second, first, of_second, of_first)):
        says = f"与 {other.number} 自愿调换：{had.number} 换为 {got.number}"
        add_event(session, each, RelocationAct.EXCHANGED, on=form.on, by=by.subject, at=at, says=says)
    await session.flush()
    return exchange
