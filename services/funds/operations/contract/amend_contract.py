from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import contract as rules
from services.funds.rules.paper import PaperAbout
from services.funds.rules.project import Act, act_on
from services.funds.rules.review import must_have_been_held
from services.funds.schemas.contract import AmendContract
from services.funds.store.contract import get_contract, list_contracts, lock_contract, sum_committed
from services.funds.store.paper import check_papers
from services.funds.store.project import add_event, lock_project
from services.funds.store.review import rules_of
from services.funds.tables import ProjectAmendment, ProjectContract
from shared.clock import china
from shared.security import Principal


async def amend_contract(
    session: AsyncSession, contract_id: UUID, form: AmendContract, *, by: Principal, at: datetime
) -> ProjectContract:
    """Change a contract's price or end, within its bounds and the approval; what it was before stays on file.

    Raises NoSuchContract, PaperNotOfMatter, ProjectStateForbids, NotHeldYet, DatesOutOfOrder, GrowsTooMuch, BelowWhatWasPaid,
    ContractsAboveApproval.
    """
    project = await lock_project(session, (await get_contract(session, contract_id)).project_id)
    contract = await lock_contract(session, contract_id)
    await check_papers(session, PaperAbout.PROJECT, project.id, form.paper_ids, pointer="/paper_ids")
    committed_fen, _ = await sum_committed(session, contract.id)
    others_fen = [each.amount_fen for each in await list_contracts(session, project.id) if each.id != contract.id]

    act_on(project.state, Act.AMENDED)
    must_have_been_held(form.signed_on, on=china(at).date(), pointer="/signed_on")
    rules.must_be_in_order([contract.signed_on, form.signed_on], starts_on=contract.starts_on, ends_on=form.ends_on)
    at_most = rules_of(project).amendments_at_most.share
    rules.must_not_outgrow(contract.first_fen, form.amount_fen, at_most=at_most, committed_fen=committed_fen)
    rules.must_fit_approval([*others_fen, form.amount_fen], approved_fen=project.approved_fen or 0)

    session.add(
        ProjectAmendment(
            contract_id=contract.id,
            region=contract.region,
            signed_on=form.signed_on,
            amount_before_fen=contract.amount_fen,
            amount_fen=form.amount_fen,
            ends_before_on=contract.ends_on,
            ends_on=form.ends_on,
            reason=form.reason,
            amended_by=by.subject,
            paper_ids=list(map(str, form.paper_ids)),
        )
    )
    contract.amount_fen, contract.ends_on = form.amount_fen, form.ends_on
    session.add(contract)
    said = f"{contract.number} {form.reason}"
    add_event(
        session,
        project,
        Act.AMENDED,
        on=form.signed_on,
        by=by,
        at=at,
        said=said,
        amount_fen=form.amount_fen,
        about_id=contract.id,
    )
    await session.flush()
    return contract
