from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import contract as rules
from services.funds.rules.paper import PaperAbout
from services.funds.rules.project import Act, act_on
from services.funds.rules.project_deadline import due_after
from services.funds.rules.project_entry import project_entry
from services.funds.rules.public_text import PublicText
from services.funds.rules.review import must_have_been_held
from services.funds.schemas.contract import SignContract
from services.funds.store.contract import list_contracts
from services.funds.store.paper import check_papers
from services.funds.store.project import add_event, known_as, lock_project
from services.funds.store.review import rules_of
from services.funds.tables import Disclosure, ProjectContract
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.security import Principal


async def sign_contract(
    session: AsyncSession, project_id: UUID, form: SignContract, *, by: Principal, at: datetime
) -> ProjectContract:
    """Write down a contract of a planned project, within what was approved; the public is told.

    Raises NoSuchProject, PaperNotOfMatter, ProjectStateForbids, NotHeldYet, DatesOutOfOrder, ContractsAboveApproval,
    RetentionAboveLimit, WarrantyAboveLimit, PUBLIC_TEXT_LAWS.
    """
    project = await lock_project(session, project_id)
    await check_papers(session, PaperAbout.PROJECT, project.id, form.paper_ids, pointer="/paper_ids")
    others = await list_contracts(session, project.id)
    policy, on = rules_of(project), china(at).date()

    state = act_on(project.state, Act.CONTRACTED)
    must_have_been_held(form.signed_on, on=on, pointer="/signed_on")
    days = (form.tender_opened_on, form.tender_closed_on, form.awarded_on, form.signed_on, form.starts_on, form.ends_on)
    rules.must_be_in_order([day for day in days[:4] if day], starts_on=form.starts_on, ends_on=form.ends_on)
    rules.must_fit_approval([each.amount_fen for each in others] + [form.amount_fen], approved_fen=project.approved_fen or 0)
    rules.must_keep_bounds(
        retention=form.retention,
        warranty_days=form.warranty_days,
        retention_at_most=policy.retention_at_most.share,
        warranty_at_most_days=policy.warranty_at_most.days,
    )
    supplier = PublicText.of(form.supplier, pointer="/supplier").text

    contract = ProjectContract(
        **form.model_dump(exclude={"amount_fen", "retention_percent", "paper_ids"}),
        project_id=project.id,
        region=project.region,
        number=f"{project.number}-C{len(others) + 1}",
        first_fen=form.amount_fen,
        amount_fen=form.amount_fen,
        retention_permyriad=form.retention_permyriad,
        signed_by=by.subject,
        paper_ids=list(map(str, form.paper_ids)),
    )
    session.add(contract)
    project.state = state
    project.due_on, project.due_for = due_after(state, policy, on, ends_on=project.ends_on, step=None)
    said = f"{contract.number} {supplier}"
    add_event(
        session,
        project,
        Act.CONTRACTED,
        on=form.signed_on,
        by=by,
        at=at,
        said=said,
        amount_fen=form.amount_fen,
        about_id=contract.id,
    )
    clause = project.approved_under or project.number
    known = known_as(project)
    entry = project_entry(known, Act.CONTRACTED, id=uuid7(), amount_fen=form.amount_fen, clause=clause, on=on, said=supplier)
    session.add(disclosure := Disclosure.of(entry))
    await session.flush()
    await outbox.record(
        session, DisclosurePublished(entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=on)
    )
    return contract
