"""The minutes of a vote on a project as a printed sheet: who was there, how each voted and why, and what came of it."""

from typing import Annotated, Any

from fastapi import Query, Response

from services.funds.api.attachment import AS_PDF
from services.funds.api.exports import Taking
from services.funds.api.projects import ProjectId, Reader
from services.funds.api.reviews import StepCode
from services.funds.rules import review as rules
from services.funds.rules.paper import PaperAbout
from services.funds.rules.project import NoSuchProject
from services.funds.rules.project_policy import LEVEL_NAMES, Step
from services.funds.store import review as store
from services.funds.store.paper import cabinet, file_of
from services.funds.store.project import get_project
from services.funds.tables import Committee, Project, ProjectStep
from shared import clock, sheets
from shared.html import wall_clock
from shared.money import yuan_grouped
from shared.regions import name_of
from shared.service import Transaction, door, refuses
from shared.vault import unseal

router = door("/projects", "项目评审")

PAPERS_LIMIT = 1_000
"""Of a project, searched for those of the vote."""


@router.get(
    "/{project_id}/steps/{code}/minutes.pdf",
    summary="表决记录（可打印的 PDF）",
    response_class=Response,
    responses=AS_PDF | refuses(NoSuchProject, rules.NoSuchStep, rules.NoVoteYet),
)
async def print_minutes(
    project_id: ProjectId,
    code: StepCode,
    session: Transaction,
    by: Reader,
    taking: Taking,
    round: Annotated[int | None, Query(title="第几次提交", description="不填为最近一次", ge=1, le=100)] = None,
) -> Response:
    """会议评议印票数，委员会评审逐人印表决和理由，附签字栏；含姓名，不张贴。"""
    project = await get_project(session, project_id)
    done = [step for step in await store.list_steps(session, project.id) if step.step == code and step.entitled is not None]
    if round is not None:
        done = [step for step in done if step.round == round]
    if not done:
        raise rules.NoVoteYet(step=code)
    values = await _values(session, project, rules.step_named(store.chain_of(project), code), done[-1])
    printed = await sheets.pdf("funds", "minutes.typ", values, at=clock.now())
    await taking.out("表决记录", rows=1, by=by)
    headers = {"Content-Disposition": f'inline; filename="{project.number}-{code}.pdf"', "Cache-Control": "no-store"}
    return Response(printed, media_type="application/pdf", headers=headers)


async def _values(session: Transaction, project: Project, step: Step, done: ProjectStep) -> dict[str, Any]:
    """Every value of the sheet as text."""
    committee: Committee | None = await store.get_committee(session, done.committee_id) if done.committee_id else None
    votes = []
    for vote in await store.list_votes(session, [done.id]):
        member = await store.get_member(session, done.committee_id, vote.member_id) if done.committee_id else None
        votes.append(
            {
                "person": unseal(member.person_sealed) if member else "",
                "post": member.post if member else "",
                "ballot": rules.BALLOT_NAMES[vote.ballot],
                "reason": vote.reason,
            }
        )
    tally = rules.Tally(done.entitled or 0, done.in_favour or 0, done.against or 0, done.abstained or 0)
    filed = await cabinet.list_papers(session, file_of(PaperAbout.PROJECT, project.id), after=None, limit=PAPERS_LIMIT)
    papers = {str(paper.id): paper for paper in filed}
    return {
        "place": name_of(committee.region if committee else project.region),
        "body": committee.title if committee else step.body,
        "step": step.title,
        "level": LEVEL_NAMES[step.level],
        "project": project.title,
        "number": project.number,
        "where": f"{name_of(project.region)} {project.place}",
        "task": project.task,
        "planned": yuan_grouped(project.planned_fen),
        "round": str(done.round),
        "held_on": f"{done.held_on:%Y年%m月%d日}",
        "entitled": str(tally.entitled),
        "present": str(tally.present),
        "in_favour": str(tally.in_favour),
        "against": str(tally.against),
        "abstained": str(tally.abstained),
        "quorum": rules.spoken(step.quorum) if step.quorum is not None else "",
        "majority": _majority(step),
        "outcome": rules.OUTCOME_NAMES[done.outcome],
        "is_passed": done.outcome is rules.Outcome.PASSED,
        "said": done.said,
        "votes": votes,
        "papers": [papers[id].title for id in done.paper_ids if id in papers],
        "reference": store.rules_of(project).source(step).spoken,
        "decided_by": done.decided_by,
        "decided_at": wall_clock(done.decided_at),
    }


def _majority(step: Step) -> str:
    """`超过到会人数的 50.00% 同意`."""
    if step.majority is None:
        return ""
    return f"到会人数的 {rules.spoken(step.majority)}（{'含' if step.is_inclusive else '不含'}）以上同意"
