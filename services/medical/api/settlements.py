"""Settlements: read with reasons, taken back."""

from dataclasses import replace
from typing import Annotated

from fastapi import Path

from services.medical.api.views import settlement_view
from services.medical.operations.settlement.reverse_settlement import reverse_settlement
from services.medical.rules.admission import AlreadyAdmitted, NoSuchAdmission
from services.medical.rules.claim import desk_of
from services.medical.rules.reversal import AlreadyReversed, LaterSettlementsDepend, NoSuchSettlement
from services.medical.schemas.number import Numbered
from services.medical.schemas.settlement import ReversalView, ReverseSettlement, SettlementView
from services.medical.store import settlements
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/settlements", "结算")

SettlementId = Annotated[Numbered, Path(title="结算编号", description="也可填国家交易的 setl_id")]
Reverser = Annotated[Principal, may(Role.HOSPITAL, Role.COUNTY)]
Reader = Annotated[Principal, may(Role.HOSPITAL, Role.TOWN, Role.COUNTY, Role.AUDITOR)]


@router.get("/{settlement_id}", summary="查询结算及其理由", responses=refuses(NoSuchSettlement))
async def read_settlement(settlement_id: SettlementId, session: Transaction, by: Reader) -> SettlementView:
    """每个支付方的基数、起付线、分段、比例、限额、取整、条款与出处，以及当时所用政策文件的版本。"""
    settlement = await settlements.get_settlement(session, settlement_id)
    reversal = await settlements.find_reversal(session, settlement_id)
    return settlement_view(settlement, is_reversed=reversal is not None)


@router.post(
    "/{settlement_id}/reversal",
    status_code=201,
    summary="冲正结算",
    responses=refuses(NoSuchSettlement, NoSuchAdmission, AlreadyReversed, LaterSettlementsDepend, AlreadyAdmitted),
)
async def create_reversal(
    settlement_id: SettlementId, form: ReverseSettlement, session: Transaction, by: Reverser
) -> ReversalView:
    """恢复累计，就诊回到结算之前的状态；原结算记录保留。此后在任何医疗机构的结算依它计算的，由县区重新结算。

    医疗机构冲正本院的结算，县区冲正手工报销的结算。
    """
    if by.role is Role.COUNTY:  # the desk takes back its own: claims on paper
        settlement = await settlements.get_settlement(session, settlement_id)
        by = replace(by, org=desk_of(settlement.region))
    taken_back, later = await reverse_settlement(session, form, settlement_id=settlement_id, by=by)
    return ReversalView.model_validate(taken_back).model_copy(update={"later_settlements": later})
