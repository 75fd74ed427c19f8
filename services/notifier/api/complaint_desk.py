"""The desk of 12317: it alone reads what was written, decides, hands on in its own words, and answers."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.notifier.api.complaint_views import shown, whole
from services.notifier.operations.complaint import accept_complaint as accepting
from services.notifier.operations.complaint import answer_complaint as answering
from services.notifier.operations.complaint import extend_complaint as extending
from services.notifier.operations.complaint import hand_on_complaint as handing
from services.notifier.operations.complaint import refuse_complaint as refusing
from services.notifier.operations.complaint.receive_complaint import receive_complaint
from services.notifier.rules.complaint import (
    ComplaintStands,
    ComplaintState,
    DeskShut,
    ExtendedAlready,
    HandlerUnclear,
    NoSuchComplaint,
    TownElsewhere,
    UnknownMatter,
)
from services.notifier.rules.message import IdNumberInText
from services.notifier.schemas.complaint import (
    AcceptComplaint,
    AnswerComplaint,
    ComplaintReceived,
    ComplaintTaskView,
    ComplaintView,
    ComplaintWhole,
    EnterComplaint,
    ExtendComplaint,
    HandOn,
    RefuseComplaint,
)
from services.notifier.store import complaint as store
from shared.clock import now, today
from shared.database import EVERYWHERE
from shared.envelopes import UnreadableEnvelope
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/complaint-desk", "12317 监督举报")

Desk = Annotated[Principal, may(Role.COMPLAINTS)]
Reader = Annotated[Principal, may(Role.COMPLAINTS, Role.AUDITOR)]
ComplaintId = Annotated[UUID, Path(title="举报编号")]
_STANDS = (NoSuchComplaint, ComplaintStands)


@router.post(
    "", status_code=201, summary="登记电话、来信、来访", responses=refuses(OutsideRegion, DeskShut, store.NoComplaintPolicy)
)
async def enter_complaint(form: EnterComplaint, session: Transaction, by: Desk) -> ComplaintReceived:
    """登记后把回执号告诉举报人。"""
    by.must_cover(form.region, pointer="/region")
    received = await receive_complaint(session, form, at=now(), channel=form.channel, by=by.subject)
    return ComplaintReceived.model_validate(received)


@router.get("", summary="举报列表", responses=refuses(UnreadableCursor))
async def list_complaints(
    session: Transaction,
    by: Reader,
    region: Annotated[AnyRegion | None, Query(title="区划代码")] = None,
    state: Annotated[ComplaintState | None, Query(title="状态")] = None,
    is_late: Annotated[bool, Query(alias="late", title="只列出逾期的")] = False,
    is_open: Annotated[bool, Query(alias="open", title="只列出没有办结的")] = False,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[ComplaintView]:
    """先收到的在前；同一内容重复收到的只列一件。"""
    found = await store.list_complaints(
        session,
        region=region or by.region.removesuffix(EVERYWHERE),
        state=state,
        late_on=today() if is_late else None,
        is_open=is_open,
        after=place(after),
        limit=limit,
    )
    repeats = await store.count_repeats(session, [one.id for one in found])
    return paged(found, limit, lambda one: shown(one, on=today(), repeats=repeats.get(one.id, 0)))


@router.get("/{complaint_id}", summary="一件举报", responses=refuses(NoSuchComplaint, UnreadableEnvelope))
async def read_complaint(complaint_id: ComplaintId, session: Transaction, by: Reader) -> ComplaintWhole:
    """举报内容只有受理人员能看到；每次查看都留有记录。"""
    return await whole(session, await store.get_complaint(session, complaint_id), by=by)


@router.post(
    "/{complaint_id}/acceptance",
    status_code=201,
    summary="受理",
    responses=refuses(*_STANDS, UnknownMatter, store.NoComplaintPolicy),
)
async def accept_complaint(complaint_id: ComplaintId, form: AcceptComplaint, session: Transaction, by: Desk) -> ComplaintView:
    """办理期限从受理之日起算。"""
    return shown(await accepting.accept_complaint(session, complaint_id, form, at=now()), on=today(), repeats=0)


@router.post("/{complaint_id}/refusal", status_code=201, summary="不予受理", responses=refuses(*_STANDS, IdNumberInText))
async def refuse_complaint(complaint_id: ComplaintId, form: RefuseComplaint, session: Transaction, by: Desk) -> ComplaintView:
    return shown(await refusing.refuse_complaint(session, complaint_id, form, at=now()), on=today(), repeats=0)


@router.post(
    "/{complaint_id}/tasks",
    status_code=201,
    summary="转办",
    responses=refuses(*_STANDS, HandlerUnclear, TownElsewhere, UnknownMatter, IdNumberInText, store.NoComplaintPolicy),
)
async def hand_on_complaint(complaint_id: ComplaintId, form: HandOn, session: Transaction, by: Desk) -> ComplaintTaskView:
    """办理单位只看到转办摘要。改转他处时，原办理单位未反馈的转办件收回。"""
    return ComplaintTaskView.model_validate(await handing.hand_on_complaint(session, complaint_id, form, at=now()))


@router.post(
    "/{complaint_id}/extension",
    status_code=201,
    summary="延长办理期限",
    responses=refuses(*_STANDS, ExtendedAlready, IdNumberInText, store.NoComplaintPolicy),
)
async def extend_complaint(complaint_id: ComplaintId, form: ExtendComplaint, session: Transaction, by: Desk) -> ComplaintView:
    """只能延长一次，理由告知举报人。"""
    return shown(await extending.extend_complaint(session, complaint_id, form, at=now()), on=today(), repeats=0)


@router.post("/{complaint_id}/answer", status_code=201, summary="答复", responses=refuses(*_STANDS, IdNumberInText))
async def answer_complaint(complaint_id: ComplaintId, form: AnswerComplaint, session: Transaction, by: Desk) -> ComplaintView:
    """举报人凭回执号看到。"""
    return shown(await answering.answer_complaint(session, complaint_id, form, at=now()), on=today(), repeats=0)
