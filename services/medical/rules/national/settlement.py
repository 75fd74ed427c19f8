"""A settlement under its national names: which payer stands in which field, and the sums that hold among them. Fen throughout.

fund_pay_sumamt = hifp + cvlserv + hifes + hifmi + hifob + hifdm + maf + oth;
psn_part_amt = acct_pay + psn_cash_pay;
medfee_sumamt = fund_pay_sumamt + psn_part_amt + hosp_part_amt = fulamt_ownpay + overlmt_selfpay + preselfpay + inscp_scp.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from services.medical.rules.national.book import Payers
from shared.errors import Conflict
from shared.money import half_up, yuan

PLACES = 4
NOT_A_FUND = "9"
"""Heads that begin so are borne by somebody else than a fund: the hospital."""
POOL = "hifp_pay"


class AmountsDiffer(Conflict):
    """报文中的费用金额与平台已记入的不一致"""

    mend = "differs 列出各项金额：请先核对已上传的费用明细，再结算"


class BatchNotAlone(Conflict):
    """该次门诊就诊还有其他收费批次没有结算，一次就诊一次结清"""

    mend = "请按 unsettled_yuan（全部未结费用）结算；要分开结算的，先用 2205 撤回其他批次（others），另行挂号（2201）后上传"


@dataclass(frozen=True, slots=True)
class FundDetail:
    """One line of `setldetail`."""

    fund_pay_type: str
    fund_pay_type_name: str
    inscp_scp_amt_fen: int
    crt_payb_lmt_amt_fen: int
    fund_payamt_fen: int
    setl_proc_info: str


@dataclass(frozen=True, slots=True)
class NationalAmounts:
    """The amounts of `setlinfo`, each under its national name with the unit behind it."""

    medfee_sumamt_fen: int
    fulamt_ownpay_amt_fen: int
    overlmt_selfpay_fen: int
    preselfpay_amt_fen: int
    inscp_scp_amt_fen: int
    act_pay_dedc_fen: int
    hifp_pay_fen: int
    pool_prop_selfpay: Decimal
    """A ratio, whatever its name says: what the pool paid of what it looked at."""
    cvlserv_pay_fen: int
    hifes_pay_fen: int
    hifmi_pay_fen: int
    hifob_pay_fen: int
    hifdm_pay_fen: int
    maf_pay_fen: int
    oth_pay_fen: int
    fund_pay_sumamt_fen: int
    hosp_part_amt_fen: int
    psn_part_amt_fen: int
    acct_pay_fen: int
    psn_cash_pay_fen: int
    setldetail: tuple[FundDetail, ...]


def nationally(result: Mapping[str, Any], payers: Payers, *, insutype: str) -> NationalAmounts:
    """A settlement's stored result in national terms. No personal account pays here: what the patient pays is cash."""
    paid_fen: dict[str, int] = {}
    for share in result["shares"]:
        field = payers.of(share["layer"]).field
        paid_fen[field] = paid_fen.get(field, 0) + share["paid_fen"]
    hospital_fen = paid_fen.pop("hosp_part_amt", 0)
    pool = [share for share in result["shares"] if payers.of(share["layer"]).field == POOL]
    parts = result["parts"]
    return NationalAmounts(
        medfee_sumamt_fen=result["total_fen"],
        fulamt_ownpay_amt_fen=parts["out_of_policy_fen"],
        overlmt_selfpay_fen=parts["over_ceiling_fen"],
        preselfpay_amt_fen=parts["pre_pay_fen"],
        inscp_scp_amt_fen=parts["in_policy_fen"],
        act_pay_dedc_fen=sum(_deducted_fen(share) - share.get("earlier_deducted_fen", 0) for share in pool),
        hifp_pay_fen=paid_fen.get(POOL, 0),
        pool_prop_selfpay=_ratio(pool),
        cvlserv_pay_fen=paid_fen.get("cvlserv_pay", 0),
        hifes_pay_fen=paid_fen.get("hifes_pay", 0),
        hifmi_pay_fen=paid_fen.get("hifmi_pay", 0),
        hifob_pay_fen=paid_fen.get("hifob_pay", 0),
        hifdm_pay_fen=paid_fen.get("hifdm_pay", 0),
        maf_pay_fen=paid_fen.get("maf_pay", 0),
        oth_pay_fen=paid_fen.get("oth_pay", 0),
        fund_pay_sumamt_fen=sum(paid_fen.values()),
        hosp_part_amt_fen=hospital_fen,
        psn_part_amt_fen=result["patient_fen"],
        acct_pay_fen=0,
        psn_cash_pay_fen=result["patient_fen"],
        setldetail=tuple(
            _detail(share, payers, insutype=insutype, in_policy_fen=parts["in_policy_fen"])
            for share in result["shares"]
            if share["is_entitled"] or share["paid_fen"]
        ),
    )


def _deducted_fen(share: Mapping[str, Any]) -> int:
    """Of the whole stay, whatever earlier settlements of it have taken."""
    return int(share["deductible"]["used_fen"]) if share["deductible"] else 0


def _ratio(pool: Sequence[Mapping[str, Any]]) -> Decimal:
    """Paid of what was left above the deductible, by all settlements of the stay so far, to four places."""
    above_fen = sum(share["base_fen"] - _deducted_fen(share) for share in pool)
    paid_fen = sum(share["paid_fen"] + share.get("earlier_fen", 0) for share in pool)
    steps = half_up(Fraction(paid_fen, above_fen) * 10**PLACES) if above_fen > 0 else 0
    return Decimal(steps).scaleb(-PLACES)


def _detail(share: Mapping[str, Any], payers: Payers, *, insutype: str, in_policy_fen: int) -> FundDetail:
    payer = payers.of(share["layer"])
    left_fen = [ceiling["before_fen"] for ceiling in share["ceilings"]]
    return FundDetail(
        fund_pay_type=payer.head_for(insutype),
        fund_pay_type_name=share["title"],
        inscp_scp_amt_fen=in_policy_fen,
        crt_payb_lmt_amt_fen=min(left_fen, default=share["base_fen"]),
        fund_payamt_fen=share["paid_fen"],
        setl_proc_info=f"{payer.tail} {share['sentence']}",
    )


def must_not_be_alone(told_fen: int, batch: str, unsettled_fen: Mapping[str, int]) -> None:
    """Of the unsettled lines by batch: what is told is not that of this batch alone. Raises BatchNotAlone."""
    others = sorted(other for other, amount_fen in unsettled_fen.items() if other != batch and amount_fen)
    if others and told_fen == unsettled_fen.get(batch):
        raise BatchNotAlone(
            pointer="/input/data/chrg_bchno", others=others[:50], unsettled_yuan=yuan(sum(unsettled_fen.values()))
        )


def must_agree(told_fen: Mapping[str, int | None], ours_fen: Mapping[str, int]) -> None:
    """What the hospital says of its bill is what we have: else somebody lost a line. Raises AmountsDiffer."""
    differs = {
        field: {"told_yuan": yuan(amount_fen), "ours_yuan": yuan(ours_fen[field])}
        for field, amount_fen in told_fen.items()
        if amount_fen is not None and amount_fen != ours_fen[field]
    }
    if differs:
        raise AmountsDiffer(pointer=f"/input/{next(iter(differs))}", differs=differs)
