"""2303, 2304, 2305: what a stay would cost and does cost, and the settlement taken back."""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from services.medical.api.national.charges import yuan_of
from services.medical.api.national.person import base, psn_type
from services.medical.api.national.turn import Turn
from services.medical.operations.settlement.reverse_settlement import reverse_settlement
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules.national.number import id_of, number_of, psn_no_of
from services.medical.rules.national.settlement import FundDetail, must_agree, nationally
from services.medical.rules.reversal import NoSuchSettlement
from services.medical.schemas.national.settlement import Settle, Unsettle
from services.medical.schemas.settlement import ReverseSettlement, SettleAdmission
from services.medical.store import settlements
from services.medical.store.national import messages, stays
from services.medical.tables import Admission, Settlement
from shared import clock
from shared.vault import unseal


async def preview(turn: Turn) -> dict[str, Any]:
    """2303: the same path as 2304, without effect."""
    return await _settle(turn, dry_run=True)


async def settle(turn: Turn) -> dict[str, Any]:
    """2304."""
    return await _settle(turn, dry_run=False)


async def _settle(turn: Turn, *, dry_run: bool) -> dict[str, Any]:
    form = turn.form(Settle)
    turn.must_know("insutype", form.insutype)
    turn.must_know("mdtrt_cert_type", form.mdtrt_cert_type)
    stay = await turn.stay(form.mdtrt_id, form.psn_no, lock=True)
    must_agree(
        {
            "medfee_sumamt": form.medfee_sumamt,
            "fulamt_ownpay_amt": form.fulamt_ownpay_amt,
            "overlmt_selfpay": form.overlmt_selfpay,
            "preselfpay_amt": form.preselfpay_amt,
            "inscp_scp_amt": form.inscp_scp_amt,
        },
        {
            "medfee_sumamt": stay.total_fen,
            "fulamt_ownpay_amt": stay.out_of_policy_fen,
            "overlmt_selfpay": stay.over_ceiling_fen,
            "preselfpay_amt": stay.pre_pay_fen,
            "inscp_scp_amt": stay.in_policy_fen,
        },
    )
    settlement = await settle_admission(
        turn.session,
        SettleAdmission(discharged_on=turn.today),
        admission_id=stay.id,
        by=turn.by,
        on=turn.today,
        dry_run=dry_run,
    )
    if not dry_run:
        turn.made_id = settlement.id
    return await settled(turn, stay, settlement, msgid=turn.message.envelope.msgid, is_preview=dry_run)


async def settled(turn: Turn, stay: Admission, settlement: Settlement, *, msgid: str, is_preview: bool = False) -> dict[str, Any]:
    """`setlinfo` and `setldetail` of a settlement, whichever door made it."""
    terms = turn.book.terms
    known = await stays.find_stay(turn.session, stay.id)
    scheme, visit = settlement.result.get("scheme", "resident"), settlement.result.get("visit", "inpatient")
    insutype = known.insutype if known else terms.insutype_of_scheme[scheme]
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
    """2305 (and 2208): answers with the settlement that is taken back."""
    form = turn.form(Unsettle)
    stay = await turn.stay(form.mdtrt_id, form.psn_no, lock=True)
    settlement = await settlements.get_settlement(turn.session, id_of(form.setl_id, pointer="/input/data/setl_id"))
    if settlement.admission_id != stay.id:
        raise NoSuchSettlement(pointer="/input/data/setl_id")
    # A reversal that a 2601 took back left the hospital with the number of the settlement before it.
    while successor := await messages.find_successor(turn.session, settlement.id):
        settlement = await settlements.get_settlement(turn.session, successor)
    await take_back(turn, settlement, reason=f"国家交易 {turn.message.envelope.infno} 结算撤销")
    made_by = await messages.msgids_of(turn.session, [settlement.id])
    return await settled(turn, stay, settlement, msgid=made_by.get(settlement.id, ""))


async def take_back(turn: Turn, settlement: Settlement, *, reason: str) -> None:
    """The settlement reversed, and noted on the message that did it."""
    reversal = await reverse_settlement(turn.session, ReverseSettlement(reason=reason), settlement_id=settlement.id, by=turn.by)
    turn.made_id, turn.undone_id = reversal.id, settlement.id
