from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.contract import PayState
from services.funds.rules.project import IN_THE_LIBRARY, Act, act_on
from services.funds.rules.project_entry import project_entry
from services.funds.rules.public_text import PublicText
from services.funds.rules.work import must_owe_nothing
from services.funds.schemas.project import AbandonProject
from services.funds.store.contract import list_contracts, list_supplier_payments
from services.funds.store.project import add_event, known_as, lock_project
from services.funds.tables import Disclosure, Project
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.security import Principal


async def abandon_project(
    session: AsyncSession, project_id: UUID, form: AbandonProject, *, by: Principal, at: datetime
) -> Project:
    """Give a project up, with the reason; of one that the public knows from the library, the public is told.

    Raises NoSuchProject, ProjectStateForbids, MoneyOutstanding, PUBLIC_TEXT_LAWS.
    """
    project = await lock_project(session, project_id)
    contracts = await list_contracts(session, project.id)
    payments = await list_supplier_payments(session, [contract.id for contract in contracts])
    on = china(at).date()

    was_known = project.state in IN_THE_LIBRARY
    state = act_on(project.state, Act.ABANDONED)
    must_owe_nothing(payment.state is PayState.ASKED for payment in payments)
    reason = PublicText.of(form.reason, pointer="/reason").text

    project.state, project.due_on, project.due_for = state, None, None
    add_event(session, project, Act.ABANDONED, on=on, by=by, at=at, said=form.reason)
    if was_known:
        amount_fen = project.approved_fen or project.planned_fen
        entry = project_entry(
            known_as(project), Act.ABANDONED, id=uuid7(), amount_fen=amount_fen, clause=project.number, on=on, said=reason
        )
        session.add(disclosure := Disclosure.of(entry))
        await session.flush()
        await outbox.record(
            session, DisclosurePublished(entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=on)
        )
    await session.flush()
    return project
