"""Post the list of the households whose procedures have come to a notice or an announcement."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.judging import Officer
from services.registry.rules.notice import (
    AlreadyPosted,
    NoticesOfSeveralKinds,
    check_posting,
    region_of,
    shown_name,
)
from services.registry.rules.procedure import StageIsNotPublic, check_officer, current_stage
from services.registry.schemas.notice import PostNotice
from services.registry.store import notice as notices
from services.registry.store import procedure as procedures
from services.registry.store.judging import get_policy_named
from services.registry.tables import Notice, NoticeLine
from shared import clock, outbox
from shared.events.registry import NoticePosted
from shared.policy.term import until
from shared.security import Principal


async def post_notice(session: AsyncSession, form: PostNotice, *, by: Principal, on: date) -> Notice:
    """Masked by us: surname, household size, village and what they are to be recognised as, and nothing else.

    The term begins on the day on which the list can be read here too, not on an earlier day that a form tells. Raises
    NoSuchProcedure, ProcedureOver, NoticesOfSeveralKinds, StageIsNotPublic, AlreadyPosted, NotThisOfficer, SameOfficer,
    PostedInTheFuture or PostedTooEarly.
    """
    listed = await procedures.lock_procedures(session, form.procedure_ids)
    heads = await procedures.heads_of(session, [underway.row for underway in listed])
    running = await notices.list_posted(session, [underway.row.id for underway in listed])

    first = listed[0]
    stage = current_stage(first.row.state, first.stages, first.row.at_stage)
    for underway in listed:
        same = current_stage(underway.row.state, underway.stages, underway.row.at_stage)
        if (underway.row.policy, underway.row.kind, same.stage) != (first.row.policy, first.row.kind, stage.stage):
            raise NoticesOfSeveralKinds(pointer="/procedure_ids", procedure_id=underway.row.id)
        check_officer(stage, officer=Officer(by.role.value), by=by.subject, took_part=underway.reviewed)
        check_posting(form.posted_on, entered_on=underway.row.entered_on, on=on)
        if underway.row.id in running:
            raise AlreadyPosted(pointer="/procedure_ids", procedure_id=underway.row.id)
    if stage.notice is None:
        raise StageIsNotPublic(stage=stage.stage, stage_title=stage.title)
    region = region_of({underway.row.region for underway in listed})
    until_on = until(on, stage.notice.term, get_policy_named(first.row.policy).calendar, [], restarts=False)

    notice = Notice(
        region=region,
        kind=stage.kind,
        procedure_kind=first.row.kind,
        policy=first.row.policy,
        stage=stage.stage,
        place=form.place,
        photo_id=form.photo_id,
        posted_on=form.posted_on,
        begun_on=on,
        posted_by=by.subject,
        posted_at=clock.now(),
    )
    session.add(notice)
    await session.flush()
    session.add_all(
        NoticeLine(
            notice_id=notice.id,
            procedure_id=underway.row.id,
            region=underway.row.region,
            shown_as=shown_name(heads[underway.row.id].name),
            members=heads[underway.row.id].members,
            target=underway.row.target,
            until_on=until_on,
        )
        for underway in listed
    )
    await session.flush()

    await outbox.record(
        session,
        NoticePosted(
            notice_id=notice.id,
            region=region,
            kind=stage.kind,
            procedure_kind=first.row.kind,
            posted_on=form.posted_on,
            until_on=until_on,
            households=len(listed),
        ),
    )
    return notice
