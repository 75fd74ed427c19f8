"""What no longer fits, and settling it again: the county desk's door."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from services.medical.api.views import affected_view, due_view, resettlement_view
from services.medical.operations.claim.ask_payouts import ask_payouts
from services.medical.operations.settlement.resettle_settlements import resettle_settlements
from services.medical.rules import reversal
from services.medical.schemas.number import Numbered
from services.medical.schemas.resettlement import AffectedView, DueView, ResettlementView, ResettleSettlements
from services.medical.store import accounts, resettlements, settlements
from services.medical.tables import Settlement
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.policy.evaluate import LevelUnknown
from shared.policy.income import IncomeNeeded, IncomeNotPublished
from shared.policy.load import NoPolicyInForce
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("", "重新结算")

SettlementId = Annotated[Numbered, Path(title="第一次受影响的结算编号", description="也可填国家交易的 setl_id")]
Desk = Annotated[Principal, may(Role.COUNTY, Role.OPERATOR)]
Reader = Annotated[Principal, may(Role.COUNTY, Role.OPERATOR, Role.AUDITOR)]


@router.get("/resettlements/due", summary="待重新结算清单", responses=refuses(UnreadableCursor))
async def list_dues(session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS) -> Page[DueView]:
    """因冲正、补登记或保障开通而不再相符的结算；逐条列出从哪一次起受影响。"""
    found = await resettlements.list_dues(session, after=place(after), limit=limit)
    rows = [due_view(due, await _affected(session, due.settlement_id)) for due in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.get("/settlements/{settlement_id}/dependents", summary="依此计算的后续结算", responses=refuses(reversal.NoSuchSettlement))
async def list_dependents(settlement_id: SettlementId, session: Transaction, by: Reader) -> list[AffectedView]:
    """同一患者同一年度在这次结算之后的结算（任何医疗机构），按结算次序；已冲正的结算没有后续。"""
    await settlements.get_settlement(session, settlement_id)
    return [affected_view(one) for one in (await _affected(session, settlement_id))[1:]]


@router.post(
    "/settlements/{settlement_id}/resettlement",
    status_code=201,
    summary="从这次结算起依次重新结算",
    responses=refuses(
        reversal.NoSuchSettlement,
        reversal.AlreadyReversed,
        reversal.LaterSettlementsDepend,
        reversal.SettlementElsewhere,
        reversal.SettledMeanwhile,
        reversal.TooManyToResettle,
        NoPolicyInForce,
        LevelUnknown,
        IncomeNeeded,
        IncomeNotPublished,
    ),
)
async def create_resettlement(
    settlement_id: SettlementId, form: ResettleSettlements, session: Transaction, by: Desk
) -> ResettlementView:
    """一次办完：从这次起到该年度最后一次，原结算逐次冲正，按现在所知的人员类别和年度累计重新结算，列出各方差额。"""
    command, pairs = await resettle_settlements(session, form, settlement_id=settlement_id, by=by)
    for _, made in pairs:
        await ask_payouts(session, made, by=by, on=clock.today())
    return resettlement_view(command, pairs)


async def _affected(session: Transaction, settlement_id: UUID) -> list[Settlement]:
    """This settlement and those after it in its person's year that are to be seen; nothing if it no longer stands."""
    found = await settlements.list_settlements(session, [settlement_id])
    if settlement_id not in found:
        return []
    first = found[settlement_id]
    [account] = (await accounts.find_years(session, first.identity_hash, (first.year,))).values()
    if str(first.id) not in account.standing:
        return []
    ids = [UUID(one) for one in reversal.from_on(str(first.id), account.standing)]
    seen = await settlements.list_settlements(session, ids)
    return [seen[one] for one in ids if one in seen]
