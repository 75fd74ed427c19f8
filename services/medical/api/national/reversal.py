"""2601: a message whose outcome nobody knows is taken back, whether it arrived or not."""

from collections.abc import Awaitable, Callable
from typing import Any

from services.medical.api.national.door import HANDLER, work_id
from services.medical.api.national.message import SUCCESS
from services.medical.api.national.settlement import last_of, take_back
from services.medical.api.national.stay import take_back_admission
from services.medical.api.national.turn import Turn
from services.medical.operations.national.withhold_message import withhold_message
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules.admission import AdmissionStatus
from services.medical.rules.national.number import number_of
from services.medical.rules.national.reversal import made_by, must_be_reversible, must_match, undone_by
from services.medical.schemas.national.settlement import TakeBack
from services.medical.schemas.settlement import SettleAdmission
from services.medical.store import admissions, settlements
from services.medical.store.national import messages
from services.medical.tables import NationalMessage

NOT_ARRIVED = "原交易没有到达平台，没有生效，无需冲正；此后到达也不再受理"
NOT_DONE = "原交易已被退回，没有生效，无需冲正"
DONE_BEFORE = "原交易的结果此前已经撤销，无需再次冲正"


async def reverse_message(turn: Turn) -> dict[str, Any]:
    """Nothing stands in the output; `warn_msg` says what was found. Taken back twice, it is taken back once."""
    form = turn.form(TakeBack)
    must_be_reversible(form.oinfno)
    if await withhold_message(turn.session, handler=HANDLER, id=work_id(turn.by.org, form.omsgid), by=turn.by):
        turn.warning = NOT_ARRIVED
        return {}
    original = await messages.get_message(turn.session, turn.by.org, form.omsgid)
    must_match(infno=original.infno, psn_no=original.psn_no, asked_infno=form.oinfno, asked_psn_no=form.psn_no)
    if original.infcode != SUCCESS or original.made_id is None:
        turn.warning = NOT_DONE
        return {}
    told = await _UNDO[original.infno](turn, original)
    turn.warning = ";".join(filter(None, [told, turn.warning]))
    return {}


async def _undo_settlement(turn: Turn, original: NationalMessage) -> str:
    settlement = await last_of(turn, await settlements.get_settlement(turn.session, made_by(original)))
    if await settlements.find_reversal(turn.session, settlement.id):
        return DONE_BEFORE
    await take_back(turn, settlement, reason=f"国家交易 2601 冲正 {original.infno} {original.msgid}")
    return "结算已冲正"


async def _undo_reversal(turn: Turn, original: NationalMessage) -> str:
    """The stay is settled again as it was; the settlement has a new number, which the old one leads to."""
    reversed_settlement = await settlements.get_settlement(turn.session, undone_by(original))
    stay = await admissions.lock_admission(turn.session, reversed_settlement.admission_id)
    if stay.settlement_id is not None or await messages.find_successor(turn.session, reversed_settlement.id):
        return DONE_BEFORE
    again = await settle_admission(
        turn.session,
        SettleAdmission(discharged_on=reversed_settlement.settled_on),
        admission_id=stay.id,
        by=turn.by,
        on=turn.today,
        is_interim=reversed_settlement.is_interim,
    )
    turn.made_id, turn.undone_id = again.id, reversed_settlement.id
    return f"结算撤销已冲正，结算恢复，新的结算 ID 为 {number_of(again.id)}，原结算 ID 继续可用"


async def _undo_admission(turn: Turn, original: NationalMessage) -> str:
    stay = await admissions.lock_admission(turn.session, made_by(original))
    if stay.status == AdmissionStatus.CANCELLED:
        return DONE_BEFORE
    await take_back_admission(turn, stay)
    return "入院办理已冲正"


_UNDO: dict[str, Callable[[Turn, NationalMessage], Awaitable[str]]] = {
    "2207": _undo_settlement,
    "2208": _undo_reversal,
    "2304": _undo_settlement,
    "2305": _undo_reversal,
    "2401": _undo_admission,
}
