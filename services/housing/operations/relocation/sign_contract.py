from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.programme import must_be_in_time
from services.housing.rules.relocation import OldHouseAgreementMissing, RelocationAct, move, must_be_settled, must_not_pay_more
from services.housing.schemas.relocation import SignContract
from services.housing.store.house import find_house_of
from services.housing.store.lot import get_lot, must_be_final
from services.housing.store.programme import find_dwellings, get_programme
from services.housing.store.relocation import add_event, lock_relocation, must_have_paper
from services.housing.store.relocation_policy import get_rules_of
from services.housing.tables import Relocation
from shared.clock import china
from shared.money import yuan
from shared.security import Principal


async def sign_contract(
    session: AsyncSession, relocation_id: UUID, form: SignContract, *, by: Principal, at: datetime
) -> Relocation:
    """The household and the town have signed for the dwelling; what it pays of its own stays below the cap, and it has promised
    that its old house goes.

    Raises NoSuchRelocation, RelocationStateForbids, MoveUnsettled, LotNotFinal, ProgrammeOutOfTime, ContributionTooHigh,
    WishWithoutPaper, OldHouseAgreementMissing.
    """
    relocation = await lock_relocation(session, relocation_id)
    programme = await get_programme(session, relocation.programme_id)
    kind, _ = get_rules_of(programme.policy, programme.kind)
    state = move(relocation.state, RelocationAct.CONTRACTED)
    must_be_settled(relocation.question)
    await must_be_final(session, relocation)
    lot = await get_lot(session, relocation.lot_id) if relocation.lot_id else None
    dwellings = await find_dwellings(session, [relocation.dwelling_id] if relocation.dwelling_id else [])
    # A house that was entered after the household was named (by its survey, say) is its old house too.
    old_house = None if relocation.house_id else await find_house_of(session, relocation.household_id)

    since = lot.final_on if lot else None
    must_be_in_time(form.signed_on, since=since, today=china(at).date(), pointer="/signed_on")
    must_not_pay_more(form.contribution_fen, kind.contribution_most)
    await must_have_paper(session, form.contract_paper_id, [relocation.id], pointer="/contract_paper_id")
    if (relocation.house_id or old_house) and form.demolition_paper_id is None:
        raise OldHouseAgreementMissing(pointer="/demolition_paper_id")
    if form.demolition_paper_id is not None:
        await must_have_paper(session, form.demolition_paper_id, [relocation.id], pointer="/demolition_paper_id")

    relocation.state, relocation.contract_on, relocation.contribution_fen = state, form.signed_on, form.contribution_fen
    relocation.contract_paper_id, relocation.demolition_paper_id = form.contract_paper_id, form.demolition_paper_id
    relocation.house_id = old_house.id if old_house else relocation.house_id
    session.add(relocation)
    says = f"{'、'.join(each.number for each in dwellings.values())}，自筹 {yuan(form.contribution_fen)} 元"
    add_event(session, relocation, RelocationAct.CONTRACTED, on=form.signed_on, by=by.subject, at=at, says=says)
    await session.flush()
    return relocation
