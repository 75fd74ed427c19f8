"""`POST /nhsa/{infno}`: the transactions by their numbers."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Path, Request, Response
from sqlalchemy.exc import DBAPIError

from services.medical.api.national import charges, person, reversal, settlement, statement, stay
from services.medical.api.national.door import NationalDoor
from services.medical.api.national.message import Answer, Message, failure, success
from services.medical.api.national.turn import Turn
from services.medical.operations.national.keep_message import keep_message
from services.medical.rules.national.message import (
    OtherInstitution,
    TransactionMismatch,
    TransactionUnknown,
    must_be_numbered,
)
from services.medical.schemas.national.envelope import Envelope, Reply
from services.medical.store.national.shelf import book
from shared import clock
from shared.errors import Refusal
from shared.problems import INSUFFICIENT_PRIVILEGE
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door

router = door("/nhsa", "国家医保交易", kind=NationalDoor)

TRANSACTIONS: dict[str, Callable[[Turn], Awaitable[dict[str, Any]]]] = {
    "9001": person.sign_in,
    "9002": person.sign_out,
    "1101": person.get_person,
    "2001": person.check_treatment,
    "2401": stay.admit,
    "2301": charges.upload_charges,
    "2302": charges.withdraw_charges,
    "2402": stay.discharge,
    "2303": settlement.preview,
    "2304": settlement.settle,
    "2305": settlement.unsettle,
    "2405": stay.cancel_leaving,
    "2404": stay.cancel,
    "2201": stay.register,
    "2203": stay.describe,
    "2204": charges.upload_charges,
    "2205": charges.withdraw_batch,
    "2206": settlement.preview_visit,
    "2207": settlement.settle_visit,
    "2208": settlement.unsettle_visit,
    "2202": stay.cancel_visit,
    "2601": reversal.reverse_message,
    "3201": statement.reconcile_totals,
    "3202": statement.reconcile_lines,
    "9101": statement.upload_file,
    "9102": statement.download_file,
}
"""In the order in which a stay, then a visit, goes through them."""

Hospital = Annotated[Principal, may(Role.HOSPITAL)]
Infno = Annotated[str, Path(title="交易编号", description="与报文的 infno 相同", examples=["1101"])]
BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": Envelope.model_json_schema()}}}}


@router.post("/{infno}", summary="国家医保信息平台交易", response_model=Reply, openapi_extra=BODY)
async def transact(infno: Infno, request: Request, session: Transaction, by: Hospital) -> Response:
    """报文、字段名和代码按《定点医药机构接口规范》，办理的业务与 REST 接口相同，同一次就诊可以在两边接着办。

    HTTP 200 即有结论：`infcode` 为 0 已生效，为 -1 没有生效。其他 HTTP 状态或没有答复为结果未知：用同一 `msgid` 原样重发，
    或用 2601 冲正。同一 `msgid` 同一内容总得到同一答复。
    """
    message: Message = request.state.message
    turn = Turn(session, by, message, book().profile_of(by.org), book(), clock.today())
    answer = await _answered(request, turn, infno)
    is_done = answer.infcode == "0"
    await keep_message(
        session,
        message.envelope,
        message_id=message.id,
        body=message.body,
        infcode=answer.infcode,
        answer=answer.body,
        psn_no=turn.psn_no,
        made_id=turn.made_id if is_done else None,
        undone_id=turn.undone_id if is_done else None,
        by=by,
        at=message.received_at,
    )
    return answer.response


async def _answered(request: Request, turn: Turn, infno: str) -> Answer:
    """The work stands inside a savepoint: a refusal undoes it, and the message with its answer is kept all the same."""
    try:
        async with turn.session.begin_nested():
            output = await _carried_out(turn, infno)
    except Refusal as refusal:
        return failure(request, refusal, id=turn.message.id, received_at=turn.message.received_at)
    except DBAPIError as wrong:
        if getattr(wrong.orig, "sqlstate", None) != INSUFFICIENT_PRIVILEGE:
            raise
        return failure(request, OutsideRegion(), id=turn.message.id, received_at=turn.message.received_at)
    return success(turn.message, output, warning=turn.warning, amounts=turn.profile.amounts)


async def _carried_out(turn: Turn, infno: str) -> dict[str, Any]:
    envelope = turn.message.envelope
    if envelope.fixmedins_code != turn.by.org:
        raise OtherInstitution(pointer="/fixmedins_code")
    if infno != envelope.infno:
        raise TransactionMismatch(pointer="/infno")
    transaction = TRANSACTIONS.get(infno)
    if transaction is None:
        raise TransactionUnknown(pointer="/infno", supported=sorted(TRANSACTIONS))
    must_be_numbered(envelope.msgid, code=envelope.fixmedins_code, patterns=turn.profile.msgid)
    turn.nodes = turn.profile.read(infno, envelope.input)
    return turn.profile.write(infno, await transaction(turn))
