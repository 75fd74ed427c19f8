from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import work as rules
from services.funds.rules.paper import PaperAbout
from services.funds.rules.project import Act, act_on
from services.funds.rules.project_deadline import due_after
from services.funds.rules.project_entry import project_entry
from services.funds.rules.review import must_have_been_held, must_have_papers
from services.funds.rules.target import must_be_measured
from services.funds.schemas.work import InspectProject
from services.funds.store.contract import sum_paid
from services.funds.store.paper import check_papers
from services.funds.store.project import add_event, known_as, list_targets, lock_project
from services.funds.store.review import rules_of
from services.funds.store.work import list_unmended
from services.funds.tables import Disclosure, Project, ProjectFinding, ProjectInspection
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.security import Principal


async def inspect_project(
    session: AsyncSession, project_id: UUID, form: InspectProject, *, by: Principal, at: datetime
) -> Project:
    """Record a mid check, an acceptance or an ex-post review, with what has to be mended; the public is told of an acceptance.

    Nothing is accepted while a finding is open, nor reviewed before its targets are measured.
    Raises NoSuchProject, PaperNotOfMatter, ProjectStateForbids, NotHeldYet, FindingsMissing, FindingsUnmended, PapersMissing,
    TargetsNotMeasured.
    """
    project = await lock_project(session, project_id)
    papers = await check_papers(session, PaperAbout.PROJECT, project.id, form.paper_ids, pointer="/paper_ids")
    unmended, policy, on = await list_unmended(session, project.id), rules_of(project), china(at).date()

    act = rules.act_of(form.kind, form.conclusion)
    state = act_on(project.state, act)
    must_have_been_held(form.held_on, on=on)
    rules.must_say_findings(form.conclusion, len(form.findings))
    if act is Act.ACCEPTED:
        rules.must_be_mended([*unmended, *(each.found for each in form.findings)])
        must_have_papers(policy.acceptance_papers, papers.values())
    if act is Act.REVIEWED:
        must_be_measured(each.points for each in (await list_targets(session, [project.id]))[project.id])

    of: dict[str, Any] = {"project_id": project.id, "region": project.region}
    inspection = ProjectInspection(
        **of,
        **form.model_dump(exclude={"findings", "paper_ids"}),
        recorded_by=by.subject,
        at=at,
        paper_ids=list(map(str, form.paper_ids)),
    )
    session.add(inspection)
    await session.flush()
    session.add_all(ProjectFinding(**of, **each.model_dump(), inspection_id=inspection.id) for each in form.findings)
    if state is not project.state or act is Act.REVIEWED:
        project.due_on, project.due_for = due_after(
            state, policy, form.held_on, ends_on=project.ends_on, step=None, handed_over_on=project.handed_over_on
        )
    project.state = state
    said = f"{rules.CONCLUSION_NAMES[form.conclusion]}：{form.said}"
    papers_cited = form.paper_ids
    add_event(session, project, act, on=form.held_on, by=by, at=at, said=said, about_id=inspection.id, paper_ids=papers_cited)
    if act is Act.ACCEPTED:
        project.accepted_on = form.held_on
        known, paid_fen = known_as(project), await sum_paid(session, project.id)
        clause = project.approved_under or project.number
        entry = project_entry(known, act, id=uuid7(), amount_fen=paid_fen, clause=clause, on=on, said="金额为累计已支付")
        session.add(disclosure := Disclosure.of(entry))
        await session.flush()
        await outbox.record(
            session, DisclosurePublished(entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=on)
        )
    await session.flush()
    return project
