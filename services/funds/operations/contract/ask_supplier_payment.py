from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.contract import PayState, must_be_payable
from services.funds.rules.paper import PaperAbout
from services.funds.rules.project import Act, act_on
from services.funds.rules.project_funding import must_be_for_project
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.schemas.contract import AskSupplierPayment
from services.funds.store.budget_policy import get_budget_policy
from services.funds.store.contract import get_contract, get_paying_line, lock_contract, sum_committed, terms_of
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.store.paper import check_papers
from services.funds.store.project import add_event, lock_project
from services.funds.store.project_funding import list_project_sources
from services.funds.store.review import rules_of
from services.funds.tables import SupplierPayment, Transfer
from shared.clock import china
from shared.regions import county_of
from shared.security import Principal


async def ask_supplier_payment(
    session: AsyncSession, contract_id: UUID, form: AskSupplierPayment, *, by: Principal, at: datetime
) -> SupplierPayment:
    """Ask that a supplier be paid out of a budget line; the money is set aside there until another person has looked.

    Raises NoSuchContract, NoSuchLine, LineOfAnotherProject, LineNotForProjects, LineOfOtherSource, NoBudgetRule,
    PaperNotOfMatter, ProjectStateForbids, AboveContract, RetentionNotDue, PaidAheadOfWork, Overdrawn.
    """
    project = await lock_project(session, (await get_contract(session, contract_id)).project_id)
    contract = await lock_contract(session, contract_id)
    await check_papers(session, PaperAbout.PROJECT, project.id, form.paper_ids, pointer="/paper_ids")
    committed_fen, retained_fen = await sum_committed(session, contract.id)
    county = county_of(project.region)
    key, registered = await get_paying_line(session, project, form.line)
    planned = {source.source: source.amount_fen for source in await list_project_sources(session, project.id)}
    fee = get_budget_policy(county, china(at).date())[0].management_fee.use
    line, supplier = await lock_accounts(
        session,
        key,
        AccountKey(AccountKind.SUPPLIER_PAID_OUT, county, contract.supplier_code),
    )
    on = china(at).date()

    act_on(project.state, Act.PAYMENT_ASKED)
    if registered is not None:
        must_be_for_project(
            registered.source,
            registered.use,
            line_region=registered.region,
            region=project.region,
            fee=fee,
            planned=planned,
            pointer="/line",
        )
    must_be_payable(
        terms_of(contract, project),
        form.kind,
        form.amount_fen,
        committed_fen=committed_fen,
        retained_paid_fen=retained_fen,
        done=Fraction(project.percent, 100),
        advance=rules_of(project).advance_at_most.share,
        on=on,
    )
    legs = transfer.reserve(line, supplier, form.amount_fen)

    payment = SupplierPayment(
        **form.model_dump(exclude={"paper_ids"}),
        contract_id=contract.id,
        region=project.region,
        state=PayState.ASKED,
        account_id=line.account_id,
        paper_ids=list(map(str, form.paper_ids)),
        asked_by=by.subject,
        asked_on=on,
    )
    reserved = Transfer(
        phase=Phase.RESERVED,
        purpose=Purpose.PROJECT_PAYMENT,
        region=county,
        amount_fen=form.amount_fen,
        about=About.PROJECT,
        about_id=project.id,
        memo=f"{contract.number} {contract.supplier}"[:200],
        made_at=at,
    )
    await add_transfers(session, (reserved, legs))
    payment.reserved_id = reserved.id
    session.add(payment)
    add_event(
        session,
        project,
        Act.PAYMENT_ASKED,
        on=on,
        by=by,
        at=at,
        said=contract.number,
        amount_fen=form.amount_fen,
        about_id=payment.id,
    )
    await session.flush()
    return payment
