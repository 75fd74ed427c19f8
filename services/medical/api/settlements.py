"""Settlements: read with reasons, taken back."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from services.medical.api.views import settlement_view
from services.medical.operations.settlement.reverse_settlement import reverse_settlement
from services.medical.rules.admission import AlreadyAdmitted
from services.medical.rules.reversal import AlreadyReversed, LaterSettlementsDepend, NoSuchSettlement
from services.medical.schemas.settlement import ReversalView, ReverseSettlement, SettlementView
from services.medical.store import settlements
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/settlements", "结算")

SettlementId = Annotated[UUID, Path(title="结算编号")]
Hospital = Annotated[Principal, may(Role.HOSPITAL)]
Reader = Annotated[Principal, may(Role.HOSPITAL, Role.TOWN, Role.COUNTY, Role.AUDITOR)]


@router.get("/{settlement_id}", summary="查询结算及其理由", responses=refuses(NoSuchSettlement))
async def read_settlement(settlement_id: SettlementId, session: Transaction, by: Reader) -> SettlementView:
    """每个支付方的基数、起付线、分段、比例、限额、取整、条款与出处,以及当时所用政策文件的版本。"""
    settlement = await settlements.get_settlement(session, settlement_id)
    reversal = await settlements.find_reversal(session, settlement_id)
    return settlement_view(settlement, is_reversed=reversal is not None)


@router.post(
    "/{settlement_id}/reversal",
    status_code=201,
    summary="冲正结算",
    responses=refuses(NoSuchSettlement, AlreadyReversed, LaterSettlementsDepend, AlreadyAdmitted),
)
async def create_reversal(
    settlement_id: SettlementId, form: ReverseSettlement, session: Transaction, by: Hospital
) -> ReversalView:
    """恢复年度累计,就诊回到未结算状态;原结算记录保留。"""
    return ReversalView.model_validate(await reverse_settlement(session, form, settlement_id=settlement_id, by=by))
