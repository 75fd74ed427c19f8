"""The chain of reviews of a project, step by step, and the committees that decide in it."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from services.funds.api.projects import Officer, ProjectId, Reader
from services.funds.operations.committee import add_member as adding
from services.funds.operations.committee import end_membership as ending
from services.funds.operations.committee import form_committee as forming
from services.funds.operations.review.decide_step import decide_step
from services.funds.operations.review.open_step_notice import open_step_notice
from services.funds.rules import review as rules
from services.funds.rules.notice import NOTICE_LAWS, NoNoticeRule
from services.funds.rules.paper import PaperNotOfMatter
from services.funds.rules.project import NoSuchProject, ProjectStateForbids
from services.funds.rules.public_text import PUBLIC_TEXT_LAWS
from services.funds.schemas.review import (
    AddMember,
    ChainView,
    CloseNotice,
    CommitteeView,
    DecideStep,
    EndMembership,
    FormCommittee,
    MemberView,
    RecordAssembly,
    RecordMeeting,
    StepDone,
    StepView,
    VoteView,
)
from services.funds.store import review as store
from services.funds.store.project import get_project
from services.funds.tables import Committee, CommitteeMember, Project
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import OutsideRegion
from shared.service import Transaction, door, refuses
from shared.vault import unseal

router = door("", "项目评审")

StepCode = Annotated[str, Path(title="环节代码", pattern=r"^[a-z][a-z-]{0,39}$", examples=["village-assembly"])]
CommitteeId = Annotated[UUID, Path(title="委员会编号")]
MemberId = Annotated[UUID, Path(title="成员编号")]

_EVERY_STEP = (
    NoSuchProject,
    ProjectStateForbids,
    rules.NoSuchStep,
    rules.NotThisStepYet,
    rules.StepOfAnotherKind,
    rules.StepOfAnotherLevel,
)
_DECIDED = (*_EVERY_STEP, PaperNotOfMatter, rules.PapersMissing)


@router.get("/projects/{project_id}/chain", summary="项目的评审程序", responses=refuses(NoSuchProject))
async def show_chain(project_id: ProjectId, session: Transaction, by: Reader) -> ChainView:
    """各环节由谁办理、须附什么材料、办到哪里，以及历次表决。"""
    return await _chain(session, await get_project(session, project_id))


@router.post(
    "/projects/{project_id}/steps/{code}/assembly",
    summary="登记会议评议",
    responses=refuses(*_DECIDED, rules.CountsDoNotAddUp, rules.NoQuorum, rules.NotHeldYet),
)
async def post_assembly(
    project_id: ProjectId, code: StepCode, form: RecordAssembly, session: Transaction, by: Officer
) -> ChainView:
    return await _chain(session, await decide_step(session, project_id, code, form, by=by, at=clock.now()))


@router.post(
    "/projects/{project_id}/steps/{code}/meeting",
    summary="登记委员会评审",
    responses=refuses(
        *_DECIDED,
        rules.NoSuchCommittee,
        rules.CommitteeOfAnotherPlace,
        rules.CommitteeNotSitting,
        rules.NotAMember,
        rules.VotesNotWhole,
        rules.ReasonMissing,
        rules.NoQuorum,
        rules.NotHeldYet,
    ),
)
async def post_meeting(
    project_id: ProjectId, code: StepCode, form: RecordMeeting, session: Transaction, by: Officer
) -> ChainView:
    """逐人登记表决；有利害关系的成员回避，不计入应到人数。"""
    return await _chain(session, await decide_step(session, project_id, code, form, by=by, at=clock.now()))


@router.post(
    "/projects/{project_id}/steps/{code}/decision",
    summary="登记审核结论或退回",
    responses=refuses(*_DECIDED, rules.NotHeldYet),
)
async def post_decision(project_id: ProjectId, code: StepCode, form: DecideStep, session: Transaction, by: Officer) -> ChainView:
    """审核环节填写结论；公示环节可用来退回修改或不予通过。"""
    return await _chain(session, await decide_step(session, project_id, code, form, by=by, at=clock.now()))


@router.post(
    "/projects/{project_id}/steps/{code}/notice",
    summary="开始公示",
    responses=refuses(*_EVERY_STEP, rules.NoticeOpen, NoNoticeRule, *PUBLIC_TEXT_LAWS),
)
async def post_notice(project_id: ProjectId, code: StepCode, session: Transaction, by: Officer) -> ChainView:
    """公示内容由申报内容生成，不含责任人姓名；天数按评审程序的规定。"""
    await open_step_notice(session, project_id, code, by=by, at=clock.now())
    return await _chain(session, await get_project(session, project_id))


@router.post(
    "/projects/{project_id}/steps/{code}/notice/end",
    summary="公示期满，办理下一环节",
    responses=refuses(*_DECIDED, *NOTICE_LAWS),
)
async def post_notice_end(
    project_id: ProjectId, code: StepCode, form: CloseNotice, session: Transaction, by: Officer
) -> ChainView:
    return await _chain(session, await decide_step(session, project_id, code, form, by=by, at=clock.now()))


@router.post("/committees", status_code=201, summary="成立委员会", responses=refuses(OutsideRegion))
async def post_committee(form: FormCommittee, session: Transaction, by: Officer) -> CommitteeView:
    return await _committee(session, await forming.form_committee(session, form, by=by))


@router.get("/committees", summary="委员会列表", responses=refuses(UnreadableCursor))
async def list_committees(session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS) -> Page[CommitteeView]:
    found = await store.list_committees(session, after=place(after), limit=limit)
    rows = [await _committee(session, committee) for committee in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.post("/committees/{committee_id}/members", status_code=201, summary="增加成员", responses=refuses(rules.NoSuchCommittee))
async def post_member(committee_id: CommitteeId, form: AddMember, session: Transaction, by: Officer) -> MemberView:
    return _member(await adding.add_member(session, committee_id, form))


@router.post(
    "/committees/{committee_id}/members/{member_id}/end",
    summary="成员离任",
    responses=refuses(rules.NoSuchCommittee, rules.NoSuchMember, rules.LeavesBeforeJoining),
)
async def post_end(
    committee_id: CommitteeId, member_id: MemberId, form: EndMembership, session: Transaction, by: Officer
) -> MemberView:
    return _member(await ending.end_membership(session, committee_id, member_id, form))


async def _committee(session: Transaction, committee: Committee) -> CommitteeView:
    members = [_member(member) for member in await store.list_members(session, committee.id)]
    return CommitteeView.model_validate({**committee.model_dump(), "members": members})


def _member(member: CommitteeMember) -> MemberView:
    return MemberView.model_validate({**member.model_dump(), "person": unseal(member.person_sealed)})


async def _chain(session: Transaction, project: Project) -> ChainView:
    done = await store.list_steps(session, project.id)
    votes = await store.list_votes(session, [step.id for step in done])
    shown = [
        StepDone.model_validate(
            {**step.model_dump(), "votes": [VoteView.model_validate(vote) for vote in votes if vote.step_id == step.id]}
        )
        for step in done
    ]
    if project.policy is None:
        return ChainView(policy=None, round=0, steps=[], done=shown)
    passed, policy = await store.list_passed(session, project), store.rules_of(project)
    chain = store.chain_of(project)
    following = rules.next_step(chain, passed)
    steps = [
        StepView(
            code=step.code,
            title=step.title,
            level=step.level,
            kind=step.kind,
            body=step.body,
            papers=[f"{paper.code} {paper.title}" for paper in step.papers],
            is_passed=step.code in passed,
            is_next=step is following,
            reference=policy.source(step).spoken,
        )
        for step in chain
    ]
    return ChainView(policy=project.policy, round=project.round, steps=steps, done=shown)
