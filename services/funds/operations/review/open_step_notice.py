from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import review as rules
from services.funds.rules.account import SOURCE_NAMES
from services.funds.rules.notice import NoticeAbout, Subject
from services.funds.rules.project import PROJECT_KIND_NAMES, Act, act_on
from services.funds.rules.project_policy import LEVEL_DIGITS, StepKind
from services.funds.rules.public_text import Line, PublicText
from services.funds.rules.review import Outcome
from services.funds.store.notice import add_notice, find_last_notice
from services.funds.store.project import add_event, list_sources, lock_project
from services.funds.store.review import chain_of, find_step, list_passed
from services.funds.tables import Project, ProjectStep
from shared.clock import china
from shared.security import Principal


async def open_step_notice(session: AsyncSession, project_id: UUID, code: str, *, by: Principal, at: datetime) -> ProjectStep:
    """Show a project to the public for the days that the chain says; a notice that was stopped by an objection is opened anew.

    Raises NoSuchProject, ProjectStateForbids, NoSuchStep, NotThisStepYet, StepOfAnotherKind, StepOfAnotherLevel, NoticeOpen,
    NoNoticeRule, PUBLIC_TEXT_LAWS.
    """
    project = await lock_project(session, project_id)
    begun = await find_step(session, project, code)
    standing = await find_last_notice(session, Subject(NoticeAbout.PROJECT_STAGE, begun.id)) if begun else None
    sources = (await list_sources(session, [project.id]))[project.id]
    on = china(at).date()

    act_on(project.state, Act.NOTICE_OPENED)
    step = rules.must_be_next(chain_of(project), await list_passed(session, project), code, StepKind.NOTICE)
    rules.must_be_done_by(step, by.region)
    rules.must_not_stand(standing)

    row = begun or ProjectStep(
        project_id=project.id,
        region=project.region,
        round=project.round,
        step=code,
        outcome=Outcome.OPEN,
        held_on=on,
        decided_by=by.subject,
        decided_at=at,
    )
    session.add(row)
    await session.flush()
    money = [(f"资金来源：{SOURCE_NAMES[source]}", "计划安排", amount_fen) for source, amount_fen in sources]
    notice = await add_notice(
        session,
        Subject(NoticeAbout.PROJECT_STAGE, row.id),
        region=project.region[: LEVEL_DIGITS[step.level]],
        title=f"{project.title}（{project.number}）{step.title}",
        lines=[Line(PublicText(who), PublicText(says), amount_fen) for who, says, amount_fen in _lines(project) + money],
        opened_on=on,
        by=by.subject,
        days=step.notice_days,
    )
    row.notice_id = notice.id
    add_event(session, project, Act.NOTICE_OPENED, on=on, by=by, at=at, said=step.title, about_id=row.id)
    await session.flush()
    return row


def _lines(project: Project) -> list[tuple[str, str, int | None]]:
    """What the guideline of 2018 wants known of a project, but for the one person's name."""
    told = {
        "类别": PROJECT_KIND_NAMES[project.kind],
        "建设地点": project.place,
        "建设任务": project.task,
        "补助标准": project.standard,
        "实施期限": f"{project.starts_on} 至 {project.ends_on}",
        "实施单位": project.unit,
        "带贫机制": project.mechanism,
        "带动": f"{project.households} 户 {project.persons} 人",
    }
    return [(who, says, None) for who, says in told.items()]
