"""Door one: lots（抽签分房）, drawn and called off; whatever is known of one is public (`resettlement`)."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from services.housing.api.relocation_views import lot_proof
from services.housing.operations.lot import cancel_lot as cancelling
from services.housing.operations.lot import draw_lot as drawing
from services.housing.rules import lot_life as life
from services.housing.rules.programme import ProgrammeOutOfTime
from services.housing.schemas.lot import CancelLot, DrawLot, LotLine, LotProof
from services.housing.store.lot import get_lot
from shared import clock
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/lots", "抽签分房")

LotId = Annotated[UUID, Path(title="抽签标识")]
Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
County = Annotated[Principal, may(Role.COUNTY)]


@router.get("/{lot_id}", summary="一次抽签", responses=refuses(life.NoSuchLot))
async def show_lot(lot_id: LotId, session: Transaction, by: Reader) -> LotProof:
    """名单、承诺、结果；抽签以前密值不公开。"""
    return await lot_proof(session, await get_lot(session, lot_id))


@router.post(
    "/{lot_id}/draw",
    status_code=201,
    summary="抽签",
    responses=refuses(life.NoSuchLot, OutsideRegion, life.LotStateForbids, life.LotNoticeNotStood, life.DrawnTooEarly),
)
async def draw_lot(lot_id: LotId, form: DrawLot, session: Transaction, by: County) -> LotProof:
    """填入公开随机值，密值随即公开，结果由名单、密值和公开随机值算出，任何人可以复核；结果不得更改，随即公示。"""
    return await lot_proof(session, await drawing.draw_lot(session, lot_id, form, by=by, at=clock.now()))


@router.post(
    "/{lot_id}/cancellation",
    status_code=201,
    summary="抽签前取消",
    responses=refuses(life.NoSuchLot, OutsideRegion, life.LotStateForbids, ProgrammeOutOfTime),
)
async def cancel_lot(lot_id: LotId, form: CancelLot, session: Transaction, by: County) -> LotLine:
    """原因公开；重新公布时须写明替代这一次。抽签以后不能取消。"""
    return LotLine.model_validate(await cancelling.cancel_lot(session, lot_id, form, by=by, at=clock.now()))
