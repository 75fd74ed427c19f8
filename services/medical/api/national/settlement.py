"""2303, 2304, 2305: what a stay would cost and does cost, and the settlement taken back."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from services.medical.api.national.charges import yuan_of
from services.medical.api.national.person import base, psn_type
from services.medical.api.national.turn import Turn
from services.medical.operations.settlement.reverse_settlement import reverse_settlement
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules.admission import AdmissionStatus, Scheme, Visit
from services.medical.rules.national.number import id_of, number_of, psn_no_of
from services.medical.rules.national.person import must_be_kind, must_be_same
from services.medical.rules.national.settlement import FundDetail, must_agree, must_not_be_alone, nationally
from services.medical.rules.portion import read_settled
from services.medical.rules.reversal import NoSuchSettlement
from services.medical.schemas.national.settlement import Settle, Unsettle
from services.medical.schemas.settlement import ReverseSettlement, SettleAdmission
from services.medical.store import settlements
from services.medical.store.national import messages, stays
from services.medical.tables import Admission, SettledBill, Settlement
from shared import clock
from shared.money import yuan
from shared.vault import unseal

MED_TYPE = "/input/data/med_type"


async def preview(turn: Turn) -> dict[str, Any]:
    """2303: the same path as 2304, without effect; before the discharge as if the patient left today."""
    return await _settle(turn, is_inpatient=True, dry_run=True)


async def settle(turn: Turn) -> dict[str, Any]:
    """2304; in the middle of the stay where `mid_setl_flag` says so."""
    return await _settle(turn, is_inpatient=True, dry_run=False)


async def preview_visit(turn: Turn) -> dict[str, Any]:
    """2206."""
    return await _settle(turn, is_inpatient=False, dry_run=True)


async def settle_visit(turn: Turn) -> dict[str, Any]:
    """2207: the whole visit, whatever batches its lines came in."""
    return await _settle(turn, is_inpatient=False, dry_run=False)


async def _settle(turn: Turn, *, is_inpatient: bool, dry_run: bool) -> dict[str, Any]:
    form = turn.form(Settle)
    turn.must_know("insutype", form.insutype)
    turn.must_know("mdtrt_cert_type", form.mdtrt_cert_type)
    stay = await turn.stay(form.mdtrt_id, form.psn_no, lock=True)
    must_be_kind(Visit(stay.visit), is_inpatient=is_inpatient)
    if form.med_type is not None and not is_inpatient:
        must_be_same(Visit(stay.visit), turn.book.terms.visit_of(form.med_type, pointer=MED_TYPE, is_inpatient=False))
    unsettled = _unsettled(stay)
    if form.chrg_bchno and not is_inpatient and form.medfee_sumamt != unsettled["medfee_sumamt"]:
        batches = await stays.unsettled_by_batch(turn.session, stay)
        must_not_be_alone(form.medfee_sumamt, form.chrg_bchno, batches)
    must_agree(_told(form), unsettled)
    is_interim = is_inpatient and form.mid_setl_flag == "1"
    settlement = await settle_admission(
        turn.session,
        SettleAdmission(discharged_on=_day(turn, stay, is_interim=is_interim, dry_run=dry_run)),
        admission_id=stay.id,
        by=turn.by,
        on=turn.today,
        is_interim=is_interim,
        dry_run=dry_run,
    )
    if not dry_run:
        turn.made_id = settlement.id
    if back_fen := settlement.result.get("earlier", {}).get("given_back_fen"):
        turn.warning = f"本次住院此前中途结算多付、本次退回合计 {yuan(back_fen)} 元，退回的各项金额为负"
    return await settled(turn, stay, settlement, msgid=turn.message.envelope.msgid, is_preview=dry_run)


def _day(turn: Turn, stay: Admission, *, is_interim: bool, dry_run: bool) -> date | None:
    """A visit is settled by its own day, an interim one by today's, a stay by that of its discharge (2402)."""
    if stay.visit != Visit.INPATIENT:
        return max(stay.admitted_on, stay.last_charged_on or stay.admitted_on)
    if is_interim or (dry_run and stay.status == AdmissionStatus.OPEN):
        return turn.today
    return None


def _told(form: Settle) -> dict[str, int | None]:
    return {
        "medfee_sumamt": form.medfee_sumamt,
        "fulamt_ownpay_amt": form.fulamt_ownpay_amt,
        "overlmt_selfpay": form.overlmt_selfpay,
        "preselfpay_amt": form.preselfpay_amt,
        "inscp_scp_amt": form.inscp_scp_amt,
    }


def _unsettled(stay: Admission) -> dict[str, int]:
    """What interim settlements have not taken yet."""
    cost = (settlements.whole_of(stay) - read_settled(stay.settled).tally).cost
    return {
        "medfee_sumamt": cost.total_fen,
        "fulamt_ownpay_amt": cost.out_of_policy_fen,
        "overlmt_selfpay": cost.over_ceiling_fen,
        "preselfpay_amt": cost.pre_pay_fen,
        "inscp_scp_amt": cost.in_policy_fen,
    }


async def settled(
    turn: Turn, stay: Admission, settlement: SettledBill, *, msgid: str, is_preview: bool = False
) -> dict[str, Any]:
    """`setlinfo` and `setldetail` of a settlement, whichever door made it."""
    terms = turn.book.terms
    known = await stays.find_stay(turn.session, stay.id)
    visit = Visit(stay.visit)
    insutype = known.insutype if known else terms.insutype_of_scheme[Scheme(stay.scheme)]
    amounts = nationally(settlement.result, turn.book.payers, insutype=insutype)
    number = unseal(stay.id_number_sealed)
    setl_id = None if is_preview else number_of(settlement.id)
    return {
        "setlinfo": {
            "mdtrt_id": number_of(stay.id),
            "setl_id": setl_id,
            **base(turn, psn_no_of(stay.identity_hash), unseal(stay.name_sealed), number),
            "insutype": insutype,
            "psn_type": psn_type(turn, number),
            "cvlserv_flag": "0",
            "setl_time": clock.china(settlement.settled_at).strftime("%Y-%m-%d %H:%M:%S"),
            "med_type": known.med_type if known else terms.med_type_of_visit[visit],
            **{
                field.name.removesuffix("_fen"): _shown(getattr(amounts, field.name))
                for field in fields(amounts)
                if field.name != "setldetail"
            },
            "balc": Decimal("0.00"),
            "acct_mulaid_pay": Decimal("0.00"),
            "clr_optins": settlement.region[:6],
            "clr_way": "1",
            "clr_type": terms.clr_type_of_visit[visit],
            "medins_setl_id": msgid,
        },
        "setldetail": [{**_detail(detail), "mdtrt_id": number_of(stay.id), "setl_id": setl_id} for detail in amounts.setldetail],
    }


def _shown(value: int | Decimal) -> Decimal:
    return yuan_of(value) if isinstance(value, int) else value


def _detail(detail: FundDetail) -> Mapping[str, Any]:
    return {
        "fund_pay_type": detail.fund_pay_type,
        "fund_pay_type_name": detail.fund_pay_type_name,
        "inscp_scp_amt": yuan_of(detail.inscp_scp_amt_fen),
        "crt_payb_lmt_amt": yuan_of(detail.crt_payb_lmt_amt_fen),
        "fund_payamt": yuan_of(detail.fund_payamt_fen),
        "setl_proc_info": detail.setl_proc_info,
    }


async def unsettle(turn: Turn) -> dict[str, Any]:
    """2305."""
    return await _unsettle(turn, is_inpatient=True)


async def unsettle_visit(turn: Turn) -> dict[str, Any]:
    """2208."""
    return await _unsettle(turn, is_inpatient=False)


async def _unsettle(turn: Turn, *, is_inpatient: bool) -> dict[str, Any]:
    """Answers with the settlement that is taken back."""
    form = turn.form(Unsettle)
    stay = await turn.stay(form.mdtrt_id, form.psn_no, lock=True)
    must_be_kind(Visit(stay.visit), is_inpatient=is_inpatient)
    settlement = await settlements.get_settlement(turn.session, id_of(form.setl_id, pointer="/input/data/setl_id"))
    if settlement.admission_id != stay.id:
        raise NoSuchSettlement(pointer="/input/data/setl_id")
    settlement = await last_of(turn, settlement)
    await take_back(turn, settlement, reason=f"国家交易 {turn.message.envelope.infno} 结算撤销")
    made_by = await messages.msgids_of(turn.session, [settlement.id])
    return await settled(turn, stay, settlement, msgid=made_by.get(settlement.id, ""))


async def last_of(turn: Turn, settlement: Settlement) -> Settlement:
    """The settlement that stands in the place of one whose number the hospital has: a 2601 restored it under another number,
    or the county desk settled the year again."""
    while successor := await messages.find_successor(turn.session, settlement.id):
        settlement = await settlements.get_settlement(turn.session, successor)
    return settlement


async def take_back(turn: Turn, settlement: Settlement, *, reason: str) -> None:
    """The settlement reversed, and noted on the message that did it."""
    reversal, later = await reverse_settlement(
        turn.session, ReverseSettlement(reason=reason), settlement_id=settlement.id, by=turn.by
    )
    turn.made_id, turn.undone_id = reversal.id, settlement.id
    if later:
        turn.warning = f"此后另有 {later} 次结算据此计算，已列入县区的重新结算清单"
