from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.paper import PaperAbout
from services.funds.rules.project import Act, act_on
from services.funds.rules.project_deadline import due_after
from services.funds.rules.project_entry import project_entry
from services.funds.rules.proposal import must_fit_plan
from services.funds.rules.public_text import PublicText
from services.funds.rules.review import must_be_through
from services.funds.rules.second_person import must_be_another
from services.funds.schemas.project import ApproveProject
from services.funds.store.paper import check_papers
from services.funds.store.project import add_event, known_as, lock_project
from services.funds.store.review import chain_of, list_passed, rules_of
from services.funds.tables import Disclosure, Project
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.security import Principal


async def approve_project(
    session: AsyncSession, project_id: UUID, form: ApproveProject, *, by: Principal, at: datetime
) -> Project:
    """Approve a project of the library, once its whole chain is passed, by another than who proposed it; the public is told.

    Raises NoSuchProject, PaperNotOfMatter, ProjectStateForbids, StepsRemain, SamePerson, AboveWhatWasPlanned, PUBLIC_TEXT_LAWS.
    """
    project = await lock_project(session, project_id)
    await check_papers(session, PaperAbout.PROJECT, project.id, form.paper_ids, pointer="/paper_ids")
    on = china(at).date()

    state = act_on(project.state, Act.APPROVED)
    must_be_through(chain_of(project), await list_passed(session, project))
    must_be_another(project.proposed_by, by.subject)
    must_fit_plan(form.amount_fen, planned_fen=project.planned_fen)
    clause = PublicText.of(form.approved_under, pointer="/approved_under").text
    due = due_after(state, rules_of(project), on, ends_on=project.ends_on, step=None)

    project.state, (project.due_on, project.due_for) = state, due
    project.approved_by, project.approved_on = by.subject, on
    project.approved_under, project.approved_fen = form.approved_under, form.amount_fen
    add_event(
        session,
        project,
        Act.APPROVED,
        on=on,
        by=by,
        at=at,
        said=form.approved_under,
        amount_fen=form.amount_fen,
        paper_ids=form.paper_ids,
    )
    entry = project_entry(known_as(project), Act.APPROVED, id=uuid7(), amount_fen=form.amount_fen, clause=clause, on=on)
    session.add(disclosure := Disclosure.of(entry))
    await session.flush()
    await outbox.record(
        session, DisclosurePublished(entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=on)
    )
    return project
